/**
 * The loop of one call: the legs in order, each with its further attempts, until one answers. A leg that is silent for
 * long is joined by the next one; then the first answer wins. Handles one event after the other; never looks at a
 * prompt, an answer or a raw error.
 */
import { tell } from '../event-hub.ts';
import type { Failure } from '../failure.ts';
import type { FailedOutcome, LegFacts, Purpose } from './attempt.ts';
import { retryDelayMs, SILENT_MS } from './backoff.ts';
import type { Attempt, Call, Result } from './call.ts';
import { attemptFailed, cancelEntry, isOpening, legFailed } from './entry.ts';
import { isPermitted } from './guard.ts';
import { armAlarm, clearAlarm, onAlarm } from './hedge.ts';
import { nextLeg, planOf, putBack, skipShared, type Next } from './plan.ts';
import { nextEvent, wait, waitForLeg } from './queue.ts';
import { fits, hasRoomFor, retryWaitMs } from './room.ts';
import { ofAttempt, tellFailover } from './tell.ts';
import { abortCall, failCall, finish } from './settle.ts';
import { schedule } from './timer.ts';
import { LIMIT_RULES, NEVER_SUCCEEDED, OUT_OF_TIME, REJECTED } from '../own-failures.ts';

/** What a loop may do; a continuation asks the next legs once each. */
export interface LoopMode {
  readonly purpose: Purpose;
  /** Whether legs are tried again, joined and waited for. */
  readonly isPatient: boolean;
  readonly mayTake?: ((leg: LegFacts) => boolean) | undefined;
}

const NORMAL: LoopMode = { purpose: 'first', isPatient: true };

const SPENT: Result = { type: 'spent' };

/** Failures after which the same leg is better left, though another round may try it. */
const isLeft = ({ rule }: Failure): boolean => [NEVER_SUCCEEDED, REJECTED.rule, ...LIMIT_RULES].includes(rule);

/** Starts the loop; what is running already was begun without it. */
export function startLoop(call: Call): void {
  call.isLooping = true;
  planOf(call);
  runLegs(call, NORMAL)
    .then(result => finish(call, result))
    .catch(error => failCall(call, error));
}

/** @throws what a hook of the user's threw */
export async function runLegs(call: Call, mode: LoopMode): Promise<Result> {
  if (call.running.length === 0 && call.events.length === 0) {
    if (!proceed(call, mode)) return SPENT;
    schedule(call, call.engine.clock.monotonic());
  }
  for (;;) {
    const event = await nextEvent(call);
    switch (event.type) {
      case 'aborted':
        return event;
      case 'threw':
        throw event.error;
      case 'committed':
        clearAlarm(call);
        break;
      case 'alarm':
        onAlarm(call, leg => begin(call, leg, 'hedge'));
        break;
      case 'wake':
        if (!afterWait(call, mode)) return SPENT;
        break;
      default: {
        const { attempt, outcome } = event;
        remove(call, attempt);
        if (outcome.type === 'answered') return { type: 'answered', attempt, value: outcome.value };
        if (outcome.type === 'aborted') return outcome;
        if (!onFailed(call, mode, attempt, outcome)) return SPENT;
      }
    }
    schedule(call, call.engine.clock.monotonic());
  }
}

function remove(call: Call, attempt: Attempt): void {
  call.running = call.running.filter(other => other !== attempt);
  if (call.alarmOf === attempt) clearAlarm(call);
}

/** Begins an attempt, unless the caller has aborted: a listener to what was just told may have. */
export function begin(call: Call, leg: LegFacts, purpose: Purpose, tries = 1): void {
  if (call.signal?.aborted) return;
  const attempt = call.engine.begin(call, leg, purpose, tries);
  call.running = call.running.length === 0 ? [attempt] : [...call.running, attempt];
  if (call.engine.onEvent) tell(call, { type: 'attempt-start', ...ofAttempt(attempt), purpose });
  // The listener may have aborted a call that no loop serves.
  if (call.isSettled) return;
  // A guard's listener, or the model itself, may have aborted while this attempt was not known yet.
  if (call.signal?.aborted) return abortCall(call);
  armAlarm(call, attempt, attempt.startedAt);
}

/** Goes on with the next leg, after its wait if it asked for one; false if none is left. */
function proceed(call: Call, mode: LoopMode): boolean {
  const next = call.isFinal ? undefined : nextLeg(call, mode.mayTake);
  if (!next || (next.waitMs > 0 && !mode.isPatient)) return false;
  announce(call, next);
  if (next.waitMs > 0) waitForLeg(call, next.waitMs, { leg: next.leg, after: undefined });
  else begin(call, next.leg, mode.purpose);
  return true;
}

function announce(call: Call, { leg, waitMs }: Next): void {
  const { last, announced } = call;
  call.announced = leg;
  if (!last || leg === announced) return;
  tellFailover(call, last, leg, waitMs);
}

/** A wait is over; another call may have been told in the meantime to leave the leg alone for longer. */
function afterWait(call: Call, mode: LoopMode): boolean {
  const { waiting, stopWatching } = call;
  if (!waiting) return true;
  call.waiting = undefined;
  call.wakeAt = Infinity;
  call.stopWatching = undefined;
  try {
    return afterWaitFor(call, mode, waiting);
  } finally {
    stopWatching?.();
  }
}

function afterWaitFor(call: Call, mode: LoopMode, waiting: NonNullable<Call['waiting']>): boolean {
  const { leg, after } = waiting;
  if (after === undefined) {
    putBack(call, leg);
    return proceed(call, mode);
  }
  const ms = retryWaitMs(call, leg);
  if (ms === 0) begin(call, leg, 'retry', after.attempt.tries + 1);
  else if (ms !== undefined) waitForLeg(call, ms, waiting);
  else return leave(call, mode, after.attempt, after.outcome, after.mayLeave);
  return true;
}

/** Decides after a failed attempt: retry, fail over, or stop. False if the call is at its end. */
function onFailed(call: Call, mode: LoopMode, attempt: Attempt, outcome: FailedOutcome): boolean {
  const { leg, tries } = attempt;
  const { failure, error } = outcome;
  const { clock } = call.engine;
  const failedAt = clock.monotonic();
  const durationMs = failedAt - attempt.startedAt;
  const startedAt = clock.now() - durationMs;
  if (!call.isFinal) call.last = { leg, number: attempt.number, outcome };
  call.failed = [...call.failed, { attempt, leg, failure, error, startedAt, durationMs, failedAt }];
  attemptFailed(attempt.entry, attempt, outcome);
  const mayLeave = call.engine.mayFailOver(call, leg, failure);
  // While another leg is being asked, this one has had its turn.
  const isAlone = mode.isPatient && call.running.length === 0 && !call.isFinal;
  const silentMs = attempt.firstContentMs ?? durationMs;
  const delayMs =
    isAlone && hasRoomFor(call, leg, tries, failure) ? sameLegDelayMs(call, attempt, failure, silentMs) : undefined;
  if (delayMs === undefined || !fits(call, delayMs)) return leave(call, mode, attempt, outcome, mayLeave);
  tell(call, { type: 'retry', ...ofAttempt(attempt), failure, waitMs: Math.round(delayMs) });
  const waiting = { leg, after: { attempt, outcome, mayLeave } };
  if (delayMs > 0) wait(call, delayMs, waiting);
  else {
    call.waiting = waiting;
    return afterWait(call, mode);
  }
  return true;
}

/** How long to wait before the same leg is tried again; `undefined` if it is better left. */
function sameLegDelayMs(call: Call, attempt: Attempt, failure: Failure, silentMs: number): number | undefined {
  const { leg, entry, tries } = attempt;
  if (isLeft(failure) || isOpening(entry)) return undefined;
  const delayMs = retryDelayMs(failure, tries, silentMs, call.engine.settings);
  return delayMs !== undefined && isPermitted(call.engine.guards, leg, 'retry', call) ? delayMs : undefined;
}

/** The leg has had its turn. */
function leave(call: Call, mode: LoopMode, attempt: Attempt, outcome: FailedOutcome, mayLeave: boolean): boolean {
  const { failure } = outcome;
  // What the total cut short had no time to fail by itself, and what the caller does not like is no failure of the leg.
  const isCutShort = failure.rule === OUT_OF_TIME && durationOf(call, attempt.leg) < SILENT_MS;
  if (isCutShort || failure.rule === REJECTED.rule) cancelEntry(attempt.entry);
  else legFailed(attempt.entry, failure, attempt, outcome.isCallers);
  if (mayLeave) skipShared(call, attempt.leg, failure);
  else call.isFinal = true;
  if (call.running.length === 0) return proceed(call, mode);
  const now = call.engine.clock.monotonic();
  for (const other of call.running) if (call.alarmOf === undefined) armAlarm(call, other, now);
  return true;
}

const durationOf = (call: Call, leg: LegFacts): number =>
  call.failed.findLast(failed => failed.leg === leg)?.durationMs ?? 0;
