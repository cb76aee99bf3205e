/**
 * The health of legs: a circuit breaker for each. Counts calls, not tries, and only those that say something about the
 * leg; what is made of an open breaker is decided elsewhere.
 */
import {
  afterFailure,
  afterSuccess,
  beginCall,
  CLOSED,
  forgetCall,
  pauseMs,
  type BreakerLimits,
  type BreakerState,
} from '../core/breaker.ts';
import { checkKeys, checkNumber } from '../core/check-options.ts';
import { systemClock, systemRandom, type Clock } from '../core/clock.ts';
import type { Failure } from '../failure.ts';

/** Where breakers are kept. Reads and writes must not block; a shared store answers from a copy. */
export interface HealthStore {
  read(leg: string): BreakerState | undefined;
  write(leg: string, state: BreakerState): void;
  /** The legs that it knows. */
  legs(): Iterable<string>;
}

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
  state: 'closed' | 'open' | 'half-open' | 'isolated';
  /** Milliseconds until it may be asked; `null` for ever. */
  pauseMs: number | null;
  consecutiveFailures: number;
  timesOpened: number;
}

/** A breaker opened or closed. */
export interface HealthChange {
  leg: string;
  state: 'open' | 'closed';
  pauseMs: number;
}

/** One call to a leg, as its health sees it. Exactly one of its functions is called, once. */
export interface HealthCall {
  succeeded(): HealthChange | undefined;
  failed(failure: Failure): HealthChange | undefined;
  /** The call told nothing about the leg: it was aborted, or lost a race. */
  forget(): void;
}

/** State that middlewares may share on purpose. */
export interface Health {
  /** Each known leg's health. */
  snapshot(): Record<string, LegHealth>;
  /** Takes a leg out of service until it is restored. */
  isolate(leg: string): void;
  /** Puts a leg back into service, with a clean record. */
  restore(leg: string): void;
  /** Milliseconds until the leg may be asked; 0 if it may be now. */
  pauseMs(leg: string): number;
  /**
   * Begins a call. An open breaker whose pause is over lets one probe through at a time.
   *
   * @param isLastResort asks in spite of an open breaker
   * @returns `undefined` if the leg may not be asked now
   */
  begin(leg: string, isLastResort?: boolean): HealthCall | undefined;
}

/** The limits, as the documentation shows them. */
export const HEALTH_DEFAULTS: Readonly<BreakerLimits> = {
  consecutiveFailures: 5,
  failureRate: 0.8,
  minCalls: 20,
  windowMs: 30_000,
  openMs: 5_000,
  maxOpenMs: 15_000,
  configOpenMs: 60_000,
  maxConfigOpenMs: 900_000,
  jitter: 0.2,
  leaseMs: 30_000,
};

const TRANSIENT: ReadonlySet<Failure['category']> = new Set([
  'overloaded',
  'timeout',
  'upstream-failure',
  'server-error',
  'network',
  'stream-interrupted',
]);
const CONFIG: ReadonlySet<Failure['category']> = new Set([
  'auth',
  'permission',
  'not-found',
  'billing',
  'gateway-config',
]);

/** What a failure says about its leg; `undefined` if it says nothing. */
function kindOf({ category, scope, retryAfterMs }: Failure): 'transient' | 'config' | undefined {
  if (scope === 'request') return undefined;
  if (CONFIG.has(category)) return 'config';
  // A leg that says when to come back is not broken; its wait is remembered elsewhere.
  if (category === 'rate-limit') return retryAfterMs === undefined ? 'transient' : undefined;
  return TRANSIENT.has(category) ? 'transient' : undefined;
}

function memoryStore(): HealthStore {
  const states = new Map<string, BreakerState>();
  return {
    read: leg => states.get(leg),
    write: (leg, state) => void states.set(leg, state),
    legs: () => states.keys(),
  };
}

function resolveLimits(options: HealthOptions): BreakerLimits {
  const owner = 'createHealth';
  checkKeys(owner, '', options, [...Object.keys(HEALTH_DEFAULTS), 'store', 'clock', 'random']);
  const limits = { ...HEALTH_DEFAULTS };
  for (const key of Object.keys(HEALTH_DEFAULTS) as (keyof BreakerLimits)[]) {
    const value = options[key];
    checkNumber(owner, key, value, key === 'failureRate' || key === 'jitter' ? {} : { min: 1 });
    if (value !== undefined) limits[key] = value;
  }
  return limits;
}

/** @throws {TypeError} for an unknown option or a value that an option does not take */
export function createHealth(options: HealthOptions = {}): Health {
  const limits = resolveLimits(options);
  const { store = memoryStore(), clock = systemClock, random = systemRandom } = options;
  const read = (leg: string) => store.read(leg) ?? CLOSED;

  /** Writes a new state, and says whether it opened or closed. */
  function write(leg: string, before: BreakerState, after: BreakerState): HealthChange | undefined {
    if (after === before) return undefined;
    store.write(leg, after);
    if (after.generation === before.generation) return undefined;
    return { leg, state: after.openUntil > 0 ? 'open' : 'closed', pauseMs: pauseMs(after, clock.now()) };
  }

  function describe(state: BreakerState): LegHealth {
    const pause = pauseMs(state, clock.now());
    const opened = pause > 0 && state.probeUntil === 0 ? 'open' : 'half-open';
    return {
      state: state.isIsolated ? 'isolated' : state.openUntil === 0 ? 'closed' : opened,
      pauseMs: Number.isFinite(pause) ? pause : null,
      consecutiveFailures: state.consecutive,
      timesOpened: state.timesOpened,
    };
  }

  return {
    pauseMs: leg => pauseMs(read(leg), clock.now()),
    snapshot: () => Object.fromEntries([...store.legs()].map(leg => [leg, describe(read(leg))])),
    isolate: leg => store.write(leg, { ...read(leg), isIsolated: true }),
    restore: leg => store.write(leg, { ...CLOSED, generation: read(leg).generation + 1 }),
    begin(leg, isLastResort = false) {
      const before = read(leg);
      if (!isLastResort && pauseMs(before, clock.now()) > 0) return undefined;
      const begun = beginCall(before, clock.now(), limits);
      write(leg, before, begun);
      /** Applies what the call showed, unless the breaker has moved on since the call began. */
      function apply(next: (state: BreakerState) => BreakerState): HealthChange | undefined {
        const present = read(leg);
        return present.generation === begun.generation ? write(leg, present, next(present)) : undefined;
      }
      return {
        succeeded: () => apply(state => afterSuccess(state, clock.now(), limits)),
        failed(failure) {
          const kind = kindOf(failure);
          return apply(state =>
            kind === undefined ? forgetCall(state) : afterFailure(state, clock.now(), kind, limits, random()),
          );
        },
        forget: () => void apply(forgetCall),
      };
    },
  };
}
