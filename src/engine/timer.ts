/**
 * The one timer of a call, set for whatever comes first: the total, the hedge's alarm, the end of a wait, a limit of an
 * attempt. What moves away leaves it alone: it looks again when it fires.
 */
import { tell } from '../event-hub.ts';
import type { Limit } from '../own-failures.ts';
import type { Attempt, Call } from './call.ts';
import { pushEvent } from './queue.ts';
import { ofAttempt } from './tell.ts';

/** Sets the timer for something that is due at a moment, unless it fires before that anyway. */
export function armTimer(call: Call, at: number, now: number): void {
  if (at >= call.timerAt) return;
  const { clock } = call.engine;
  if (call.timer !== undefined) clock.clearTimeout(call.timer);
  call.timerAt = at;
  // Rounded up: a timer that fires a fraction early would have to be set again.
  call.timer = clock.setTimeout(call.onTimer, Math.max(0, Math.ceil(at - now)));
}

export function clearTimer(call: Call): void {
  if (call.timer !== undefined) call.engine.clock.clearTimeout(call.timer);
  call.timer = undefined;
  call.timerAt = Infinity;
}

/** Sets the timer for what is due next. */
export function schedule(call: Call, now: number): void {
  let next = Math.min(call.alarmAt, call.wakeAt);
  for (const { firstContentAt, attemptAt, idleAt, totalAt, releaseAt } of call.running)
    next = Math.min(next, firstContentAt, attemptAt, idleAt, totalAt, releaseAt);
  if (next < Infinity) armTimer(call, next, now);
}

/** Does what is due and sets the timer for what is next. */
export function onTimer(call: Call): void {
  call.timer = undefined;
  call.timerAt = Infinity;
  const now = call.engine.clock.monotonic();
  const { running } = call;
  for (const attempt of running) {
    // The earliest alone: what it cuts has no other limit, and after a jump of the clock it is still the first.
    const limit = firstDue(attempt, now);
    if (limit !== undefined) expire(attempt, limit);
    if (attempt.releaseAt <= now) {
      attempt.releaseAt = Infinity;
      call.engine.release(attempt);
    }
  }
  if (call.alarmAt <= now) {
    call.alarmAt = Infinity;
    pushEvent(call, { type: 'alarm' });
  }
  if (call.wakeAt <= now) {
    call.wakeAt = Infinity;
    pushEvent(call, { type: 'wake' });
  }
  schedule(call, now);
}

/** The limit that ran out first, if one did. */
function firstDue({ firstContentAt, attemptAt, idleAt, totalAt }: Attempt, now: number): Limit | undefined {
  const first = Math.min(firstContentAt, attemptAt, idleAt, totalAt);
  if (first > now) return undefined;
  if (first === firstContentAt) return 'firstContentMs';
  if (first === attemptAt) return 'attemptMs';
  return first === idleAt ? 'idleMs' : 'totalMs';
}

/** A limit ran out: told once, and the attempt is cut, unless limits are only observed or this one is spared. */
function expire(attempt: Attempt, limit: Limit): void {
  if (attempt.isOver) return;
  const { call, limits, startedAt } = attempt;
  if (limit === 'firstContentMs') attempt.firstContentAt = Infinity;
  else if (limit === 'attemptMs') attempt.attemptAt = Infinity;
  else if (limit === 'idleMs') attempt.idleAt = Infinity;
  else attempt.totalAt = Infinity;
  if (limits.spares === limit && isLast(call, attempt)) return;
  const ms = (limit === 'totalMs' ? undefined : limits[limit]) ?? call.totalAt - startedAt;
  const { engine } = call;
  const { observe } = engine.settings;
  tell(call, { type: 'timeout', limit, ms: Math.round(ms), observed: observe, ...ofAttempt(attempt) });
  if (!observe) engine.stop(attempt, { type: 'expired', limit, ms });
}

/** Whether no other leg could answer instead. A leg that was joined had its time. */
const isLast = (call: Call, attempt: Attempt): boolean =>
  !call.hedged && call.running.length < 2 && !call.engine.hasOther(call, attempt.leg);
