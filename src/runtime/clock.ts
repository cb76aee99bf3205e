/**
 * Time, passed in: a monotonic reading for everything that lasts, the wall clock for what is a date. No other file of
 * the core may touch a timer or read the time, so that tests decide both.
 */
import { checkMethods, checkSynchronous } from './check-options.ts';

/** A timer that was set and may be cleared. */
export type Timer = unknown;

/** Where the time comes from. */
export interface Clock {
  /** The wall clock, in milliseconds since the epoch: for HTTP dates, shared stores, and times that are shown. */
  now(): number;
  /**
   * Milliseconds since an arbitrary moment, never decreasing and never set: for every duration and deadline.
   *
   * @default derived from `now()`: its steps forward are counted, its steps back are not. So a clock that is set back
   *   makes nothing last longer; one that is set forward still ends what is measured.
   */
  monotonic?: (() => number) | undefined;
  /** Calls `callback` once after `ms`. */
  setTimeout(callback: () => void, ms: number): Timer;
  /** Forgets a timer; a spent or unknown one is ignored. */
  clearTimeout(timer: Timer): void;
}

/** A clock that can measure. */
export interface MonotonicClock extends Clock {
  monotonic: () => number;
}

/** Longest delay a timer can hold; a longer one fires at once on every runtime. */
export const MAX_TIMER_MS = 2_147_483_647;

/**
 * The real clock. The globals are looked up at each call, so that fake timers replace them. Whole milliseconds: durations
 * are shown in errors and events.
 */
export const systemClock: MonotonicClock = {
  now: () => Date.now(),
  monotonic: () => Math.floor(performance.now()),
  setTimeout: (callback, ms) => setTimeout(callback, Math.min(ms, MAX_TIMER_MS)),
  clearTimeout: timer => clearTimeout(timer as ReturnType<typeof setTimeout>),
};

/** One for each clock of a user's: middlewares that share state compare what they read. */
const derived = new WeakMap<Clock, MonotonicClock>();

/** Adds up the steps forward of a clock that may be set back. */
function deriveMonotonic(clock: Clock): MonotonicClock {
  let last = clock.now();
  let elapsed = last;
  return {
    now: () => clock.now(),
    monotonic() {
      const now = clock.now();
      if (now > last) elapsed += now - last;
      last = now;
      return elapsed;
    },
    setTimeout: (callback, ms) => clock.setTimeout(callback, ms),
    clearTimeout: timer => clock.clearTimeout(timer),
  };
}

/** @throws {TypeError} naming the option, what it got and what it takes */
export function checkClock(owner: string, option: string, clock: unknown): void {
  checkMethods(owner, option, clock, ['now', 'setTimeout', 'clearTimeout'], ', and maybe `monotonic`');
  if (clock === undefined) return;
  for (const name of ['now', 'monotonic'] as const)
    checkSynchronous('milliseconds')(owner, `${option}.${name}`, (clock as Clock)[name]);
}

/**
 * A user's clock as the package uses it; the real one if there is none.
 *
 * @throws {TypeError} naming the option, what it got and what it takes
 */
export function resolveClock(owner: string, clock: Clock | undefined): MonotonicClock {
  if (clock === undefined) return systemClock;
  checkClock(owner, 'clock', clock);
  if (clock.monotonic) return clock as MonotonicClock;
  let known = derived.get(clock);
  if (!known) derived.set(clock, (known = deriveMonotonic(clock)));
  return known;
}

/** The real randomness, from 0 to below 1; looked up at each call like the time. */
export const systemRandom = (): number => Math.random();
