/**
 * Time, passed in. No other file of the core may touch a timer or read the time, so that tests decide both.
 */

/** A timer that was set and may be cleared. */
export type Timer = unknown;

/** Where the time comes from. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `callback` once after `ms`. */
  setTimeout(callback: () => void, ms: number): Timer;
  /** Forgets a timer; a spent or unknown one is ignored. */
  clearTimeout(timer: Timer): void;
}

/** Longest delay a timer can hold; a longer one fires at once on every runtime. */
export const MAX_TIMER_MS = 2_147_483_647;

/** The real clock. The globals are looked up at each call, so that fake timers replace them. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (callback, ms) => setTimeout(callback, Math.min(ms, MAX_TIMER_MS)),
  clearTimeout: timer => clearTimeout(timer as ReturnType<typeof setTimeout>),
};

/** The real randomness, from 0 to below 1; looked up at each call like the time. */
export const systemRandom = (): number => Math.random();
