/** The copy at hand of the waits that a store knows. Kept by the clock that is never set, so that no wait grows by one that is. */
import { MAX_WAIT_MS } from '../health/not-before.ts';
import { createBoundedMap } from '../runtime/bounded-map.ts';
import type { WaitRow } from './rows.ts';

/** By so much longer a wait has to be than the one that is known, to be told. */
const WORTH_TELLING_MS = 1_000;
const MAX_WAITS = 1_000;

export interface WaitCopies {
  waitMs(id: () => string): number;
  /** Notes a wait; whether others should hear of it. */
  isNews(id: string, ms: number): boolean;
  /**
   * Takes over what the store knows.
   *
   * @param askedAt when it was asked: what the answer took on its way only shortens a wait
   */
  take(row: WaitRow, askedAt: number, storeNow: number): void;
}

export function createWaitCopies(now: () => number): WaitCopies {
  const isOver = (until: number) => until <= now();
  const copies = createBoundedMap<number>({ max: MAX_WAITS, now, isOver, mayDrop: isOver });
  const lengthen = (id: string, until: number) => copies.set(id, Math.max(copies.get(id) ?? 0, until));
  return {
    waitMs: id => (copies.size === 0 ? 0 : Math.max(0, (copies.get(id()) ?? 0) - now())),
    isNews(id, ms) {
      const until = now() + ms;
      const isNews = until - (copies.get(id) ?? 0) >= Math.min(WORTH_TELLING_MS, ms);
      lengthen(id, until);
      return isNews;
    },
    take({ id, until }, askedAt, storeNow) {
      const left = Math.min(until - storeNow, MAX_WAIT_MS);
      if (left > 0) lengthen(id, askedAt + left);
    },
  };
}
