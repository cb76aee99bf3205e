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

/** Until when, here and by what the store was told or has told. */
interface Wait {
  readonly here: number;
  readonly shared: number;
}

export function createWaitCopies(now: () => number): WaitCopies {
  const isOver = ({ here }: Wait) => here <= now();
  const copies = createBoundedMap<Wait>({ max: MAX_WAITS, now, isOver, mayDrop: isOver });
  const none: Wait = { here: 0, shared: 0 };
  return {
    waitMs: id => (copies.size === 0 ? 0 : Math.max(0, (copies.get(id()) ?? none).here - now())),
    isNews(id, ms) {
      const until = now() + ms;
      const { here, shared } = copies.get(id) ?? none;
      // Compared with what others know: many small steps are a long way.
      const isNews = until - shared >= Math.min(WORTH_TELLING_MS, ms);
      copies.set(id, { here: Math.max(here, until), shared: isNews ? until : shared });
      return isNews;
    },
    take({ id, until }, askedAt, storeNow) {
      const left = Math.min(until - storeNow, MAX_WAIT_MS);
      if (left <= 0) return;
      const { here, shared } = copies.get(id) ?? none;
      copies.set(id, { here: Math.max(here, askedAt + left), shared: Math.max(shared, askedAt + left) });
    },
  };
}
