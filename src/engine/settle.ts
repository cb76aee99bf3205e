/** How a call begins and ends: opened, answered, failed, aborted; and what becomes of the attempts that are left. */
import type { StreamEnd } from './attempt.ts';
import { SILENT } from '../own-failures.ts';
import type { Attempt, Call, Result } from './call.ts';
import { attemptAnswered, cancelEntry, legFailed, streamEnded } from './entry.ts';
import type { Entry } from './guard.ts';
import { clearAlarm } from './hedge.ts';
import { putBack } from './plan.ts';
import { pushEvent, stopWatching } from './queue.ts';
import { tellEnd, tellOf } from './tell.ts';
import { clearTimer, schedule } from './timer.ts';

/** Why an attempt is ended whose answer has no use any more. */
export const tooLate = (): DOMException =>
  new DOMException('Another leg answered first, or the call is over', 'AbortError');

/** An attempt was answered. The first one of a call needs no loop for it. */
export function answered(attempt: Attempt, value: unknown): void {
  const { call } = attempt;
  if (call.isLooping) pushEvent(call, { type: 'ended', attempt, outcome: { type: 'answered', value } });
  // A listener to the end of the attempt may have aborted: the call is over.
  else if (call.isSettled) call.engine.discard(call, value);
  else finish(call, { type: 'answered', attempt, value });
}

/** The caller aborted. */
export function abortCall(call: Call): void {
  const reason: unknown = call.signal?.reason;
  const { running, served } = call;
  for (const attempt of running) call.engine.stop(attempt, { type: 'aborted', reason });
  if (served) call.engine.stop(served, { type: 'aborted', reason });
  if (call.isLooping) pushEvent(call, { type: 'aborted', reason });
  // Before its first attempt is under way a call is ended by what opens it: what is begun then must be stopped, too.
  else if (!call.isSettled && running.length > 0) finish(call, { type: 'aborted', reason });
}

/** The call ends as its loop did. */
export function finish(call: Call, result: Result): void {
  call.isLooping = false;
  if (result.type === 'answered') return give(call, result.attempt, result.value);
  const { engine } = call;
  if (result.type === 'spent') return failCall(call, engine.exhausted(call));
  const value = engine.abortedAnswer(call, result.reason);
  end(call, undefined);
  tellEnd(call, 'aborted');
  if (value === undefined) call.reject(result.reason);
  else call.resolve(value as never);
}

function give(call: Call, attempt: Attempt, value: unknown): void {
  try {
    attemptAnswered(attempt.entry, attempt);
  } catch (error) {
    call.engine.discard(call, value);
    return failCall(call, error);
  }
  end(call, attempt);
  tellEnd(call, 'answered', { winner: attempt });
  call.resolve(value as never);
}

/** The call ends with an error. */
export function failCall(call: Call, error: unknown): void {
  call.isLooping = false;
  end(call, undefined);
  tellEnd(call, 'failed', { error });
  call.reject(error);
}

/** Ends everything of the call but the stream that was its answer. */
function end(call: Call, winner: Attempt | undefined): void {
  call.isSettled = true;
  const { running, events } = call;
  if (winner?.purpose === 'hedge') tellOf(winner, { type: 'hedge-win' });
  const isReadOn = winner !== undefined && winner.isStream && !winner.isOver;
  call.running = isReadOn ? [winner] : [];
  call.served = isReadOn ? winner : undefined;
  for (const attempt of running) if (attempt !== winner) lose(call, attempt, winner);
  for (const entry of call.entries) letGo(entry);
  for (const event of events)
    if (event.type === 'ended' && event.outcome.type === 'answered') call.engine.discard(call, event.outcome.value);
  call.events = [];
  call.wakeAt = Infinity;
  stopWatching(call);
  clearAlarm(call);
  if (isReadOn) schedule(call, call.engine.clock.monotonic());
  else close(call);
}

/** Leaves neither timer nor listener behind. */
function close(call: Call): void {
  clearTimer(call);
  if (call.onAbort) call.signal?.removeEventListener('abort', call.onAbort);
}

/**
 * An attempt loses to another leg's answer. One that had been silent for as long as a hedge waits is charged, unless it
 * began later than the winner: that one only lost the race.
 */
function lose(call: Call, attempt: Attempt, winner: Attempt | undefined): void {
  call.engine.stop(attempt, { type: 'lost', reason: tooLate() });
  if (!winner) return;
  if (attempt.purpose === 'hedge') tellOf(attempt, { type: 'hedge-lose' });
  putBack(call, attempt.leg);
  if (!isSilent(attempt) || attempt.startedAt >= winner.startedAt) return;
  try {
    legFailed(attempt.entry, SILENT, attempt, false);
  } catch {
    // The call has its answer; a guard's fault takes it from nobody.
  }
}

function letGo(entry: Entry): void {
  try {
    cancelEntry(entry);
  } catch {
    // The call is at its end, whatever a guard makes of that.
  }
}

/** Whether an attempt has shown nothing for so long that another leg may be asked beside it. */
export function isSilent(attempt: Attempt): boolean {
  const { firstContentMs, startedAt } = attempt;
  const { hedge, engine } = attempt.call;
  return (
    hedge !== undefined &&
    firstContentMs === undefined &&
    engine.clock.monotonic() - startedAt >= hedge.afterMs(attempt)
  );
}

/** A stream that was handed out broke off, and another one is looked for that continues it. */
export function streamBroken(attempt: Attempt, ended: StreamEnd): void {
  streamEnded(attempt.entry, ended, attempt);
  attempt.call.running = attempt.call.running.filter(other => other !== attempt);
}

/** A stream that was handed out is at its end. */
export function streamOver(attempt: Attempt, ended: StreamEnd): void {
  const { call } = attempt;
  streamBroken(attempt, ended);
  if (call.served === attempt) call.served = undefined;
  if (call.served === undefined && call.running.length === 0) close(call);
}
