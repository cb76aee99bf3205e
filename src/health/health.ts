/**
 * The health of legs: a circuit breaker for each. Counts calls, not tries, and only those that say something about the
 * leg; what is made of an open breaker is decided elsewhere.
 */
import { beginProbe, CLOSED, pauseMs } from './breaker.ts';
import { resolveLimits, type OptionalLimits } from './breaker-limits.ts';
import { resolveClock, systemRandom, type Clock } from '../runtime/clock.ts';
import { checkRandom, harmlessRandom } from '../runtime/hook-result.ts';
import { checkStore, failOpen, memoryStore, type HealthStore, type LegRecord } from './health-store.ts';
import { createLegBreakers, type HealthChange, type LegRef } from './leg-breakers.ts';
import { createLegCalls, type HealthCall } from './leg-calls.ts';
import { shareWaits } from './shared-waits.ts';

export type { HealthCall, HealthChange, HealthStore, LegRef };

/** Options of {@link createHealth}. */
export interface HealthOptions extends OptionalLimits {
  /** Where breakers are kept; its functions are synchronous and read from a local copy. @default in memory */
  store?: HealthStore | undefined;
  /** Where the time comes from; for tests. */
  clock?: Clock | undefined;
  /** From 0 to below 1; for tests. */
  random?: (() => number) | undefined;
}

/** The health of a leg, for people and dashboards. */
export interface LegHealth {
  name: string;
  state: 'closed' | 'open' | 'half-open' | 'isolated';
  /** Milliseconds until it may be asked; `null` for ever. */
  pauseMs: number | null;
  consecutiveFailures: number;
  timesOpened: number;
}

/** The health of legs, which routers may share. */
export interface Health {
  /** The health of each leg that ever failed, by key. */
  snapshot(): Record<string, LegHealth>;
  /**
   * Takes a leg out of service until it is restored, also before it was ever called.
   *
   * @param leg its name, for every leg of that name, or its key as `snapshot()` shows it
   */
  isolate(leg: string): void;
  /**
   * Puts a leg back into service, with no failures counted. What was isolated by name is restored by name.
   *
   * @param leg as for `isolate`
   */
  restore(leg: string): void;
  /** Milliseconds until the leg may be asked; 0 if it may be now, `Infinity` while it is isolated. */
  pauseMs(leg: LegRef): number;
  /**
   * Begins a call. An open breaker whose pause is over lets one probe through at a time.
   *
   * @param isLastResort asks in spite of an open breaker, but never an isolated leg
   * @returns `undefined` if the leg may not be asked now
   * @throws {TypeError} if the store's `read` returns a promise
   */
  begin(leg: LegRef, isLastResort?: boolean): HealthCall | undefined;
}

/** @throws {TypeError} for an unknown option or a value that an option does not take */
export function createHealth(options: HealthOptions = {}): Health {
  const limits = resolveLimits('createHealth', options, ['store', 'clock', 'random']);
  checkRandom('createHealth', 'random', options.random);
  checkStore('createHealth', 'store', options.store);
  const random = harmlessRandom(options.random ?? systemRandom);
  const clock = resolveClock('createHealth', options.clock);
  // Other processes read what a store holds, so its times are the wall clock's: it heals when a wrong clock is set right,
  // and on reading no pause or lease is believed to be longer than it can be. Memory needs no clock that may be set.
  const now = options.store ? () => clock.now() : () => clock.monotonic();
  const store = options.store ? failOpen(options.store) : memoryStore(limits, now);
  const breakers = createLegBreakers(store, limits, now);
  const { read, write, isIsolated } = breakers;
  const startCall = createLegCalls({ breakers, limits, now, random });

  function describe(key: string, record: LegRecord): LegHealth {
    const { name, openUntil, probeUntil, consecutive, timesOpened } = record;
    const pause = breakers.pauseMs({ key, name }, record);
    const opened = pause > 0 && probeUntil === 0 ? 'open' : 'half-open';
    return {
      name,
      state: pause === Infinity ? 'isolated' : openUntil === 0 ? 'closed' : opened,
      pauseMs: Number.isFinite(pause) ? pause : null,
      consecutiveFailures: consecutive,
      timesOpened,
    };
  }

  const health: Health = {
    pauseMs: leg => breakers.pauseMs(leg),
    snapshot: () => Object.fromEntries(breakers.records().map(([key, record]) => [key, describe(key, record)])),
    isolate(leg) {
      const before = store.read(leg) ?? { ...CLOSED, name: leg };
      write({ key: leg, name: before.name }, before, { ...before, isIsolated: true }, true);
    },
    restore(leg) {
      let isKnown = false;
      for (const [key, record] of breakers.records()) {
        if (key === leg) isKnown = true;
        const clean = { ...CLOSED, generation: record.generation + 1 };
        if (key === leg || record.name === leg) write({ key, name: record.name }, record, clean, true);
      }
      // Another process may have isolated what this one has never seen.
      if (options.store && !isKnown) write({ key: leg, name: leg }, CLOSED, { ...CLOSED }, true);
    },
    begin(leg, isLastResort = false) {
      const before = read(leg.key, leg.name);
      store.check();
      if (isIsolated(leg, before)) return undefined;
      if (before.openUntil === 0) return startCall(leg, before, 0);
      const pause = pauseMs(before, now(), limits);
      if (pause > 0) return isLastResort ? startCall(leg, before, 0) : undefined;
      const probing = beginProbe(before, now(), limits);
      write(leg, before, probing);
      return startCall(leg, probing, probing.probeUntil);
    },
  };
  if (store.waits) shareWaits(health, store.waits);
  return health;
}
