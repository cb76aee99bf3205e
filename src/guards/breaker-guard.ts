/** Passes over legs whose circuit breaker is open, and tells the breaker what became of each call. */
import { emit, type EventListener } from '../events.ts';
import type { Failure } from '../failure.ts';
import type { Health, HealthCall, HealthChange } from '../health/health.ts';
import { OUT_OF_TIME, TOO_LONG } from '../own-failures.ts';
import type { StreamEnd } from '../engine/attempt.ts';
import type { Guard, GuardedAttempt, Ticket } from '../engine/guard.ts';

/** Limits on what takes long, however well it goes. */
const CUT_WHILE_SPEAKING: ReadonlySet<string> = new Set([OUT_OF_TIME, TOO_LONG]);

interface BreakerTicket extends Ticket {
  readonly call: HealthCall;
  readonly onEvent: EventListener | undefined;
}

function tell(ticket: BreakerTicket, change: HealthChange | undefined): void {
  if (change) emit(ticket.onEvent, { type: 'breaker', ...change });
}

function answered(this: BreakerTicket, { isStream }: GuardedAttempt): void {
  if (!isStream) tell(this, this.call.succeeded());
}

function committed(this: BreakerTicket): void {
  tell(this, this.call.committed());
}

function failed(this: BreakerTicket, failure: Failure, _: GuardedAttempt, isCallers: boolean): void {
  if (isCallers) this.call.forget();
  else tell(this, this.call.failed(failure));
}

function streamEnded(this: BreakerTicket, end: StreamEnd, attempt: GuardedAttempt): void {
  if (end.type === 'left') this.call.forget();
  else if (end.type === 'whole' || CUT_WHILE_SPEAKING.has(end.failure.rule)) tell(this, this.call.succeeded());
  else failed.call(this, end.failure, attempt, end.isCallers);
}

function cancel(this: BreakerTicket): void {
  this.call.forget();
}

function isOpening(this: BreakerTicket): boolean {
  return this.call.isGivenUp();
}

export const breakerGuard = (health: Health, onEvent: EventListener | undefined): Guard => ({
  hold(leg) {
    const ms = health.pauseMs(leg);
    return ms > 0 ? { kind: 'pause', reason: ms === Infinity ? 'isolated' : 'breaker', ms } : undefined;
  },
  enter(leg, _, isLastResort): BreakerTicket | undefined {
    const call = health.begin(leg, isLastResort);
    // The functions are shared: closures for each call cost more than everything else in it.
    return call && { call, onEvent, answered, committed, failed, streamEnded, cancel, isOpening };
  },
});
