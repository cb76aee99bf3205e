/**
 * The circuit breaker of one leg, as a state of plain data and functions that return the next one. Decides when a leg
 * is paused and for how long; knows neither the leg nor what it serves.
 */
import type { BreakerLimits } from './breaker-limits.ts';
import { countCalls, isCallWindow, isCount, totalOf, type CallWindow } from './call-window.ts';
import type { FailureKind } from './failure-kind.ts';

/** A breaker's state: plain data, so that a store can hold it as JSON. */
export interface BreakerState {
  /** Grows when it opens and when it closes; what began under another one is old news. */
  readonly generation: number;
  /** Failed calls in a row, in the order in which they began. */
  readonly consecutive: number;
  /** The calls of the last while; empty while none of them failed. */
  readonly window: CallWindow;
  /** Until when, by the clock of its store in milliseconds, the leg is paused; 0 while it is closed. */
  readonly openUntil: number;
  /** Length of that pause before it was varied; 0 while it is closed. */
  readonly openMs: number;
  /** How often it has opened since its last success. */
  readonly timesOpened: number;
  /** Until when the probe that is under way holds its lease; 0 if none is. Also tells one probe from another. */
  readonly probeUntil: number;
  /** Whether an operator took the leg out of service. */
  readonly isIsolated: boolean;
}

export const CLOSED: BreakerState = {
  generation: 0,
  consecutive: 0,
  window: [],
  openUntil: 0,
  openMs: 0,
  timesOpened: 0,
  probeUntil: 0,
  isIsolated: false,
};

/** Whether a value from outside is a state that the functions here can work with. */
export function isBreakerState(value: unknown): value is BreakerState {
  const state = (value ?? {}) as BreakerState;
  const counts = [
    state.generation,
    state.consecutive,
    state.openUntil,
    state.openMs,
    state.timesOpened,
    state.probeUntil,
  ];
  return counts.every(isCount) && isCallWindow(state.window) && typeof state.isIsolated === 'boolean';
}

/** By how much clocks may differ, or be set, before what they say is not believed. */
const SLACK_MS = 1_000;

/** Milliseconds until a moment; 0 if it is further ahead than it can be: a clock was set back, or the data is junk. */
function left(until: number, now: number, longest: number): number {
  const ms = until - now;
  return ms > 0 && ms <= longest + SLACK_MS ? Math.min(ms, longest) : 0;
}

function openLeft(state: BreakerState, now: number, limits: BreakerLimits): number {
  const nominal = Math.min(state.openMs, Math.max(limits.maxOpenMs, limits.maxConfigOpenMs));
  return left(state.openUntil, now, Math.ceil(nominal * (1 + limits.jitter)));
}

/** Milliseconds until the leg may be asked; 0 if it may be now, `Infinity` while it is isolated. */
export function pauseMs(state: BreakerState, now: number, limits: BreakerLimits): number {
  if (state.isIsolated) return Infinity;
  if (state.openUntil === 0) return 0;
  return Math.max(openLeft(state, now, limits), left(state.probeUntil, now, limits.leaseMs));
}

/** A probe starts, and takes the lease. */
export function beginProbe(state: BreakerState, now: number, { leaseMs }: BreakerLimits): BreakerState {
  return { ...state, probeUntil: now + leaseMs };
}

/** The probe gives its lease back: it told nothing about the leg. */
export function endProbe(state: BreakerState): BreakerState {
  return { ...state, probeUntil: 0 };
}

/** Whether an answer has nothing to say: the breaker is closed, and nothing has failed of late. */
export function isClean({ openUntil, consecutive, window }: BreakerState): boolean {
  return openUntil === 0 && consecutive === 0 && window.length === 0;
}

/**
 * After a call that was answered.
 *
 * @param row failed calls in a row that began later
 */
export function afterSuccess(state: BreakerState, now: number, row: number, limits: BreakerLimits): BreakerState {
  if (state.openUntil > 0) return { ...CLOSED, generation: state.generation + 1, isIsolated: state.isIsolated };
  if (isClean(state)) return state;
  const window = countCalls(state.window, now, limits.windowMs, { calls: 1, failures: 0, doubtful: 0 });
  const { failures, doubtful } = totalOf(window);
  return { ...state, consecutive: row, window: failures + doubtful === 0 ? [] : window };
}

/** Calls of which none may have been answered, before refusals that may be about requests open a breaker. */
const ALL_CALLS = 20;

/** What was seen of a call that failed. */
export interface FailedCall {
  /** A failure of configuration opens at once, and for longer. */
  readonly kind: FailureKind;
  /** Failed calls in a row with it; 0 if a call that began later has been answered. */
  readonly row: number;
  /** How many other calls were answered while it ran. */
  readonly answeredMeanwhile: number;
  /** Whether any call was answered within the length of the window. @default false */
  readonly answeredLately?: boolean;
  /** How many calls that began earlier have not failed so far. */
  readonly outlived: number;
  /** Whether it was made in spite of the open breaker. */
  readonly isLastResort: boolean;
}

function open(
  state: BreakerState,
  now: number,
  kind: FailureKind,
  limits: BreakerLimits,
  random: number,
): BreakerState {
  const [first, longest] =
    kind === 'config' ? [limits.configOpenMs, limits.maxConfigOpenMs] : [limits.openMs, limits.maxOpenMs];
  const openMs = Math.min(longest, Math.max(first, 2 * state.openMs));
  const pause = Math.round(openMs * (1 + limits.jitter * (2 * random - 1)));
  const isLonger = openLeft(state, now, limits) > pause;
  return {
    ...CLOSED,
    generation: state.openUntil > 0 ? state.generation : state.generation + 1,
    openUntil: isLonger ? state.openUntil : now + pause,
    openMs: isLonger ? state.openMs : openMs,
    timesOpened: state.timesOpened + 1,
    probeUntil: left(state.probeUntil, now, limits.leaseMs) > 0 ? state.probeUntil : 0,
    isIsolated: state.isIsolated,
  };
}

/**
 * After a call that failed.
 *
 * The window knows what was answered since its first failure, and while that call ran. What was answered before need not
 * be known: where over four fifths of twenty calls or more fail from then on, the leg is down now.
 *
 * @param random from 0 to below 1
 */
export function afterFailure(
  state: BreakerState,
  now: number,
  { kind, row, answeredMeanwhile, answeredLately, outlived, isLastResort }: FailedCall,
  limits: BreakerLimits,
  random: number,
): BreakerState {
  if (kind === 'config') return open(state, now, kind, limits, random);
  if (state.openUntil > 0) {
    // Not varied, and after one that opened just now: of legs that are all open the one asked longest ago comes next.
    const openUntil = Math.max(state.openUntil, now + state.openMs + 1);
    return isLastResort ? { ...state, openUntil } : open(state, now, kind, limits, random);
  }
  const unseen = state.window.length === 0 ? answeredMeanwhile : 0;
  const isDoubtful = kind === 'doubtful';
  const window = countCalls(state.window, now, limits.windowMs, {
    calls: 1 + unseen,
    failures: isDoubtful ? 0 : 1,
    doubtful: isDoubtful ? 1 : 0,
  });
  const counted = { ...state, consecutive: row === 0 ? state.consecutive : row, window };
  const { calls, failures, doubtful } = totalOf(window);
  const isRate = calls >= limits.minCalls && failures > limits.failureRate * (calls + outlived);
  const isAll =
    doubtful > 0 &&
    !answeredLately &&
    calls >= Math.max(limits.minCalls, ALL_CALLS) &&
    failures + doubtful >= calls + outlived;
  return row >= limits.consecutiveFailures || isRate || isAll ? open(counted, now, kind, limits, random) : counted;
}
