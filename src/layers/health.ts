/**
 * The health of legs: a circuit breaker for each. Counts calls, not tries, and only those that say something about the
 * leg; what is made of an open breaker is decided elsewhere.
 */
import {
  afterFailure,
  afterSuccess,
  beginProbe,
  CLOSED,
  endProbe,
  isClean,
  pauseMs,
  type BreakerState,
} from '../core/breaker.ts';
import { resolveLimits, type BreakerLimits } from '../core/breaker-limits.ts';
import { systemClock, systemRandom, type Clock } from '../core/clock.ts';
import { kindOf } from '../core/failure-kind.ts';
import { failOpen, memoryStore, type HealthStore, type LegRecord } from '../core/health-store.ts';
import { createLegBreakers, type HealthChange, type LegRef } from '../core/leg-breakers.ts';
import type { Failure } from '../failure.ts';

export type { HealthChange, HealthStore, LegRef };

/** Options of {@link createHealth}. */
export interface HealthOptions extends Partial<BreakerLimits> {
  /** Where breakers are kept. @default in memory */
  store?: HealthStore | undefined;
  /** Where the time comes from; for tests. */
  clock?: Clock | undefined;
  /** From 0 to below 1; for tests. */
  random?: (() => number) | undefined;
}

/** A leg's health, for people and dashboards. */
export interface LegHealth {
  name: string;
  state: 'closed' | 'open' | 'half-open' | 'isolated';
  /** Milliseconds until it may be asked; `null` for ever. */
  pauseMs: number | null;
  consecutiveFailures: number;
  timesOpened: number;
}

/** One call to a leg, as its health sees it. One of `succeeded`, `failed` and `forget` ends it, once. */
export interface HealthCall {
  succeeded(): HealthChange | undefined;
  failed(failure: Failure): HealthChange | undefined;
  /** The call told nothing about the leg: it was aborted, or lost a race. */
  forget(): void;
  /**
   * A stream has shown its first content. Closes the breaker if the call began while it was open, and the call lives
   * on as one that began after that; a closed breaker learns nothing until the end.
   */
  committed(): HealthChange | undefined;
  /** Whether since this call began another one gave the leg up, or its breaker opened: no second try makes sense. */
  isGivenUp(): boolean;
}

/** State that middlewares may share on purpose. */
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
   * Puts a leg back into service, with a clean record. What was isolated by name is restored by name.
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
   */
  begin(leg: LegRef, isLastResort?: boolean): HealthCall | undefined;
}

/** Legs whose answers are counted; with more of them, counting starts over. */
const MAX_TALLIES = 1_000;

/** @throws {TypeError} for an unknown option or a value that an option does not take */
export function createHealth(options: HealthOptions = {}): Health {
  const limits = resolveLimits('createHealth', options, ['store', 'clock', 'random']);
  const { clock = systemClock, random = systemRandom } = options;
  const store = options.store ? failOpen(options.store) : memoryStore();
  /** Whole milliseconds: sums of fractions would not come out even. */
  const now = () => Math.floor(clock.now());
  const breakers = createLegBreakers(store, limits, now);
  const { read, write, isIsolated } = breakers;
  /** How many calls each leg has answered: tells a call that failed whether others were answered while it ran. */
  const tallies = new Map<string, { answered: number }>();

  function tallyOf(key: string) {
    let tally = tallies.get(key);
    if (tally) return tally;
    if (tallies.size >= MAX_TALLIES) tallies.clear();
    tallies.set(key, (tally = { answered: 0 }));
    return tally;
  }

  function describe(key: string, record: LegRecord): LegHealth {
    const { name, openUntil, probeUntil, consecutive, timesOpened } = record;
    const pause = breakers.pauseMs({ key, name });
    const opened = pause > 0 && probeUntil === 0 ? 'open' : 'half-open';
    return {
      name,
      state: pause === Infinity ? 'isolated' : openUntil === 0 ? 'closed' : opened,
      pauseMs: Number.isFinite(pause) ? pause : null,
      consecutiveFailures: consecutive,
      timesOpened,
    };
  }

  /**
   * @param lease the probe's lease, or 0 if the call is none: the lease's holder is heard whatever happened meanwhile,
   *   any other call only if the breaker neither opened nor closed
   */
  function begun(leg: LegRef, { generation, consecutive, openUntil }: BreakerState, lease: number): HealthCall {
    const { key } = leg;
    const tally = tallyOf(key);
    const answeredBefore = tally.answered;
    const holdsLease = (present: BreakerState) => lease !== 0 && present.probeUntil === lease;

    function close(): HealthChange | undefined {
      const present = read(key);
      if (isClean(present) || (present.generation !== generation && !holdsLease(present))) return undefined;
      return write(leg, present, afterSuccess(present, now(), limits));
    }

    function forget(): void {
      const present = read(key);
      if (holdsLease(present)) write(leg, present, endProbe(present));
    }

    return {
      forget,
      succeeded() {
        tally.answered += 1;
        return close();
      },
      failed(failure) {
        const kind = kindOf(failure);
        if (kind === undefined) return void forget();
        const present = read(key);
        const isCurrent = lease === 0 ? present.generation === generation : holdsLease(present);
        if (!isCurrent) return undefined;
        const call = { kind, answeredMeanwhile: tally.answered - answeredBefore };
        const ended = lease === 0 ? present : endProbe(present);
        return write(leg, present, afterFailure(ended, now(), call, limits, random()));
      },
      committed() {
        const change = openUntil > 0 ? close() : undefined;
        if (change) {
          ({ generation, consecutive } = read(key));
          lease = 0;
        }
        return change;
      },
      isGivenUp() {
        const present = read(key);
        if (isIsolated(leg, present)) return true;
        if (present.generation !== generation) return present.openUntil > 0 || present.consecutive > 0;
        return present.consecutive > consecutive;
      },
    };
  }

  return {
    pauseMs: breakers.pauseMs,
    snapshot: () => Object.fromEntries(breakers.records().map(([key, record]) => [key, describe(key, record)])),
    isolate(leg) {
      const before = store.read(leg) ?? { ...CLOSED, name: leg };
      write({ key: leg, name: before.name }, before, { ...before, isIsolated: true });
    },
    restore(leg) {
      for (const [key, record] of breakers.records()) {
        const clean = { ...CLOSED, generation: record.generation + 1 };
        if (key === leg || record.name === leg) write({ key, name: record.name }, record, clean);
      }
    },
    begin(leg, isLastResort = false) {
      const before = read(leg.key);
      if (isIsolated(leg, before)) return undefined;
      if (before.openUntil === 0) return begun(leg, before, 0);
      const pause = pauseMs(before, now(), limits);
      if (pause > 0) return isLastResort ? begun(leg, before, 0) : undefined;
      const probing = beginProbe(before, now(), limits);
      write(leg, before, probing);
      return begun(leg, probing, probing.probeUntil);
    },
  };
}
