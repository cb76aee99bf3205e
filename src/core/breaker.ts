/**
 * The circuit breaker of one leg, as a state of plain data and functions that return the next one. Decides when a leg
 * is paused and for how long; knows neither the leg nor what it serves.
 */

/** When a breaker opens, and for how long. */
export interface BreakerLimits {
  /** Failed calls in a row that open it. */
  consecutiveFailures: number;
  /** Share of failed calls in the window above which it opens, if there were enough. */
  failureRate: number;
  /** Calls in the window that are enough. */
  minCalls: number;
  windowMs: number;
  /** First pause; doubles each time it opens again without a success in between. */
  openMs: number;
  maxOpenMs: number;
  /** First pause after a failure of configuration. */
  configOpenMs: number;
  maxConfigOpenMs: number;
  /** Share by which a pause varies, so that callers do not return in one instant. */
  jitter: number;
  /** How long a probe may take before another one is let through: its request may have vanished. */
  leaseMs: number;
}

/** A breaker's state: plain data, so that a store can hold it. */
export interface BreakerState {
  /** Grows with each opening and closing; what began under another one is old news. */
  readonly generation: number;
  readonly consecutive: number;
  /** Start of the present window, and what it has seen. */
  readonly windowStart: number;
  readonly calls: number;
  readonly failures: number;
  /** Milliseconds since the epoch until when the leg is paused; 0 while it is closed. */
  readonly openUntil: number;
  /** How often it has opened since its last success. */
  readonly timesOpened: number;
  /** Until when the probe that is under way holds its lease; 0 if none is. */
  readonly probeUntil: number;
  /** Whether an operator took the leg out of service. */
  readonly isIsolated: boolean;
}

export const CLOSED: BreakerState = {
  generation: 0,
  consecutive: 0,
  windowStart: 0,
  calls: 0,
  failures: 0,
  openUntil: 0,
  timesOpened: 0,
  probeUntil: 0,
  isIsolated: false,
};

/** Milliseconds until the leg may be asked; 0 if it may be now, `Infinity` while it is isolated. */
export function pauseMs(state: BreakerState, now: number): number {
  if (state.isIsolated) return Infinity;
  if (state.openUntil === 0) return 0;
  return Math.max(state.openUntil - now, state.probeUntil - now, 0);
}

/** Takes the lease of a probe if the breaker is open; a closed one stays as it is. */
export function beginCall(state: BreakerState, now: number, { leaseMs }: BreakerLimits): BreakerState {
  return state.openUntil === 0 ? state : { ...state, probeUntil: now + leaseMs };
}

/** Gives the lease back: the call told nothing about the leg. */
export function forgetCall(state: BreakerState): BreakerState {
  return state.probeUntil === 0 ? state : { ...state, probeUntil: 0 };
}

/** After a call that was answered. */
export function afterSuccess(state: BreakerState, now: number, limits: BreakerLimits): BreakerState {
  if (state.openUntil > 0) return { ...CLOSED, generation: state.generation + 1, isIsolated: state.isIsolated };
  if (state.consecutive === 0 && state.timesOpened === 0 && state.failures === 0) return state;
  const counted = count(state, now, limits, false);
  return { ...counted, consecutive: 0, timesOpened: 0 };
}

/** The window with one call more; a new one once it is over. */
function count(state: BreakerState, now: number, { windowMs }: BreakerLimits, failed: boolean): BreakerState {
  const isNew = now - state.windowStart >= windowMs;
  return {
    ...state,
    windowStart: isNew ? now : state.windowStart,
    calls: (isNew ? 0 : state.calls) + 1,
    failures: (isNew ? 0 : state.failures) + (failed ? 1 : 0),
  };
}

function open(state: BreakerState, now: number, first: number, longest: number, vary: number): BreakerState {
  const pause = Math.min(longest, first * 2 ** state.timesOpened) * vary;
  return {
    ...CLOSED,
    generation: state.generation + 1,
    openUntil: now + pause,
    timesOpened: state.timesOpened + 1,
    isIsolated: state.isIsolated,
  };
}

/**
 * After a call that failed.
 *
 * @param kind a failure of configuration opens at once, and for longer
 * @param random from 0 to below 1
 */
export function afterFailure(
  state: BreakerState,
  now: number,
  kind: 'transient' | 'config',
  limits: BreakerLimits,
  random: number,
): BreakerState {
  const vary = 1 + limits.jitter * (2 * random - 1);
  if (kind === 'config') return open(state, now, limits.configOpenMs, limits.maxConfigOpenMs, vary);
  if (state.openUntil > 0) return open(state, now, limits.openMs, limits.maxOpenMs, vary);
  const counted = { ...count(state, now, limits, true), consecutive: state.consecutive + 1 };
  const isRate = counted.calls >= limits.minCalls && counted.failures > limits.failureRate * counted.calls;
  if (counted.consecutive < limits.consecutiveFailures && !isRate) return counted;
  return open(counted, now, limits.openMs, limits.maxOpenMs, vary);
}
