/** How an attempt ends: answered, failed, or ended from outside; after it nothing of it is left running. */
import { attemptReleased } from '../engine/entry.ts';
import type { Stop, StreamEnd } from '../engine/attempt.ts';
import type { CallEvent } from '../engine/call.ts';
import { pushEvent } from '../engine/queue.ts';
import { tellOf } from '../engine/tell.ts';
import { seenIn, seenInFailed } from '../report/response-marks.ts';
import type { AttemptEnd } from '../events.ts';
import { answered } from '../engine/settle.ts';
import { failureOf } from '../errors/api-call-error.ts';
import type { Failure } from '../failure.ts';
import { BROKEN_STREAM, expired } from '../own-failures.ts';
import { HookResultError } from '../runtime/hook-result.ts';
import { isInstance } from '../runtime/is-instance.ts';
import { abortStream, expireStream } from '../stream/source-end.ts';
import type { ForwardEnd } from '../stream/forwarding.ts';
import type { ModelAttempt } from '../call/model-call.ts';
import { failureIn, reportFound, reportThrown } from '../report/report.ts';

/** A hook of the user's that threw: its error is the caller's, not an attempt's. */
export class HookError extends Error {}

function over(attempt: ModelAttempt): void {
  attempt.isOver = true;
  attempt.firstContentAt = attempt.attemptAt = attempt.idleAt = attempt.totalAt = attempt.releaseAt = Infinity;
  attemptReleased(attempt.entry, attempt);
}

/** An attempt is over, and how. */
function tellOver(
  attempt: ModelAttempt,
  outcome: AttemptEnd['outcome'],
  ended?: { readonly failure: Failure; readonly error: unknown },
): void {
  if (attempt.call.engine.onEvent === undefined) return;
  const seen = ended
    ? { ...seenInFailed(attempt, ended.failure, ended.error), failure: ended.failure }
    : seenIn(attempt);
  tellOf(attempt, { type: 'attempt-end', outcome, ...seen });
}

/** The attempt was answered; a stream goes on being read. */
export function answer(attempt: ModelAttempt, value: unknown): void {
  if (attempt.isOver) return;
  if (!attempt.isStream) {
    over(attempt);
    tellOver(attempt, 'answered');
  }
  answered(attempt, value);
}

/** The attempt failed with an error that was reported. */
export function failAttempt(attempt: ModelAttempt, error: unknown): void {
  if (attempt.isOver) return;
  over(attempt);
  attempt.controller?.abort(error);
  const end = endOf(attempt, error);
  const failed = end.type === 'ended' && end.outcome.type === 'failed' ? end.outcome : undefined;
  tellOver(attempt, end.type === 'aborted' ? 'aborted' : 'failed', failed);
  pushEvent(attempt.call, end);
}

/** Judges the error that an attempt ended with. */
function endOf(attempt: ModelAttempt, error: unknown): CallEvent {
  const { signal } = attempt.call;
  if (isInstance(error, HookError)) return { type: 'threw', error: error.cause };
  if (isInstance(error, HookResultError)) return { type: 'threw', error };
  if (signal?.aborted) return { type: 'aborted', reason: signal.reason };
  try {
    const failure = failureIn(attempt, error);
    const outcome = {
      type: 'failed',
      failure,
      error,
      isCallers: attempt.call.engine.isCallers(failure, attempt),
    } as const;
    return { type: 'ended', attempt, outcome };
  } catch (thrown) {
    // An error of the SDK's that is none of a call is judged only here, and a hook that takes part in it may be at fault.
    return { type: 'threw', error: thrown };
  }
}

/** Something threw where the model was asked, or where its answer was looked at. */
export function failThrown(attempt: ModelAttempt, thrown: unknown): void {
  if (attempt.isOver) return;
  const isHook = isInstance(thrown, HookError);
  failAttempt(
    attempt,
    isHook ? thrown : reportThrown(attempt, thrown, attempt.stream ? 'stream' : 'request', attempt.facts),
  );
}

/** Ends an attempt from outside. */
export function stopAttempt(attempt: ModelAttempt, stop: Stop): void {
  const { stream } = attempt;
  if (attempt.isOver) {
    // Its source broke off, and another one continues its stream.
    if (stream && stop.type === 'aborted') abortStream(stream, stop.reason);
    return;
  }
  if (stop.type === 'expired') {
    // The answer is whole; that its connection stays open is no failure.
    if (stream && !stream.held && stream.hasFinish)
      return expireStream(stream, new DOMException('The answer is whole', 'AbortError'));
    const error = reportFound(attempt, expired(stop.limit, stop.ms), stream ? 'stream' : 'request', attempt.facts);
    attempt.stopReason = new DOMException(expired(stop.limit, stop.ms).message, 'TimeoutError');
    if (stream) expireStream(stream, error);
    else failAttempt(attempt, error);
    return;
  }
  const { reason } = stop;
  attempt.stopReason = reason;
  over(attempt);
  tellOver(attempt, stop.type);
  // Its body first: workerd warns of a body that no one holds when its request is aborted.
  if (stream) abortStream(stream, reason);
  attempt.controller?.abort(reason);
}

/** How a stream that was handed out ended, as guards take it. */
export function streamEndOf(attempt: ModelAttempt, end: ForwardEnd): StreamEnd {
  if (end.type !== 'broken') return end;
  const failure = failureOf(end.error) ?? BROKEN_STREAM;
  return { ...end, failure, isCallers: attempt.call.engine.isCallers(failure, attempt) };
}

/** A stream that was handed out is at its end. */
export function endStream(attempt: ModelAttempt, end: StreamEnd, reason: unknown): void {
  if (attempt.isOver) return;
  over(attempt);
  if (end.type === 'broken') tellOver(attempt, 'failed', end);
  else tellOver(attempt, end.type === 'left' ? 'left' : 'answered');
  if (reason !== undefined) attempt.controller?.abort(reason);
}
