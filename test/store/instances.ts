/** Instances of an app that share an engine, each with a clock of its own; runs on every runtime. */
import { createHealth, type Health, type HealthOptions } from '../../src/health/health.ts';
import { sharedWaitsOf, type SharedWaits } from '../../src/health/shared-waits.ts';
import type { SharedHealthStore } from '../../src/store/copied-store.ts';
import type { SharedStoreOptions } from '../../src/store/store-options.ts';
import { failure } from '../support/legs.ts';

export const PRIMARY = { key: 'claude (anthropic/claude)', name: 'claude' };
export const transient = failure('overloaded');

/** A clock that only moves when told to, without timers: the store sets none. */
export function createHandClock(wallAheadMs = 0) {
  let time = 1_700_000_000_000;
  return {
    now: () => time + wallAheadMs,
    monotonic: () => time,
    setTimeout: () => undefined,
    clearTimeout: () => {},
    advance: (ms: number) => void (time += ms),
  };
}

export interface Instance {
  health: Health;
  store: SharedHealthStore;
  waits: SharedWaits;
  clock: ReturnType<typeof createHandClock>;
  /** So many calls fail. */
  fail: (times?: number, what?: typeof transient) => void;
}

export function createInstance(
  makeStore: (options: SharedStoreOptions) => SharedHealthStore,
  { wallAheadMs = 0, ...options }: HealthOptions & { wallAheadMs?: number } = {},
): Instance {
  const clock = createHandClock(wallAheadMs);
  const store = makeStore({ clock });
  const health = createHealth({ clock, random: () => 0.5, store, ...options });
  return {
    health,
    store,
    waits: sharedWaitsOf(health)!,
    clock,
    fail(times = 5, what = transient) {
      for (let call = 0; call < times; call += 1) health.begin(PRIMARY, true)?.failed(what);
    },
  };
}

export const advanceAll = (ms: number, ...instances: Instance[]): void => {
  for (const { clock } of instances) clock.advance(ms);
};
