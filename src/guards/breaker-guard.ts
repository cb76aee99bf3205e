/** Passes over legs whose circuit breaker is open, and tells the breaker what became of each call. */
import { emit, type EventListener } from '../events.ts';
import type { Failure } from '../failure.ts';
import type { Health, HealthCall, HealthChange } from '../health/health.ts';
import { OUT_OF_TIME, TOO_LONG } from '../own-failures.ts';
import type { StreamEnd } from '../engine/attempt.ts';
import type { Guard, GuardedAttempt, Ticket } from '../engine/guard.ts';

/** Limits on what takes long, however well it goes. */
const CUT_WHILE_SPEAKING: ReadonlySet<string> = new Set([OUT_OF_TIME, TOO_LONG]);

/** Its functions stand on the prototype: written into each ticket they would cost more than all else in it. */
class BreakerTicket implements Ticket {
  private readonly call: HealthCall;
  private readonly onEvent: EventListener | undefined;

  constructor(call: HealthCall, onEvent: EventListener | undefined) {
    this.call = call;
    this.onEvent = onEvent;
  }

  answered(attempt: GuardedAttempt): void {
    if (!attempt.isStream) this.succeeded(attempt);
  }

  committed({ proves }: GuardedAttempt): void {
    if (proves) this.tell(this.call.committed());
  }

  failed(failure: Failure, _: GuardedAttempt, isCallers: boolean): void {
    if (isCallers) this.call.forget();
    else this.tell(this.call.failed(failure));
  }

  streamEnded(end: StreamEnd, attempt: GuardedAttempt): void {
    if (end.type === 'left') this.call.forget();
    else if (end.type === 'whole' || CUT_WHILE_SPEAKING.has(end.failure.rule)) this.succeeded(attempt);
    else this.failed(end.failure, attempt, end.isCallers);
  }

  cancel(): void {
    this.call.forget();
  }

  isOpening(): boolean {
    return this.call.isGivenUp();
  }

  private succeeded({ proves }: GuardedAttempt): void {
    if (proves) this.tell(this.call.succeeded());
    else this.call.forget();
  }

  private tell(change: HealthChange | undefined): void {
    if (change) emit(this.onEvent, { type: 'breaker', ...change });
  }
}

export const breakerGuard = (health: Health, onEvent: EventListener | undefined): Guard => ({
  hold(leg) {
    const ms = health.pauseMs(leg);
    return ms > 0 ? { kind: 'pause', reason: ms === Infinity ? 'isolated' : 'breaker', ms } : undefined;
  },
  enter(leg, _, isLastResort) {
    const call = health.begin(leg, isLastResort);
    return call && new BreakerTicket(call, onEvent);
  },
});
