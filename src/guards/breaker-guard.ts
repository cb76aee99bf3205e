/** Passes over legs whose circuit breaker is open, and tells the breaker what became of each call. */
import { tell, type EventSource } from '../event-hub.ts';
import type { Failure } from '../failure.ts';
import type { Health, HealthCall, HealthChange } from '../health/health.ts';
import { OUT_OF_TIME, TOO_LONG } from '../own-failures.ts';
import type { StreamEnd } from '../engine/attempt.ts';
import type { Guard, GuardedAttempt, Ticket } from '../engine/guard.ts';

/** Limits on what takes long, however well it goes. */
const CUT_WHILE_SPEAKING: ReadonlySet<string> = new Set([OUT_OF_TIME, TOO_LONG]);

/** Its functions stand on the prototype: written into each ticket they would cost more than all else in it. */
class BreakerTicket implements Ticket {
  private readonly healthCall: HealthCall;

  constructor(healthCall: HealthCall) {
    this.healthCall = healthCall;
  }

  answered({ isStream, call }: GuardedAttempt): void {
    if (!isStream) tellChange(call, this.healthCall.succeeded());
  }

  committed({ call }: GuardedAttempt): void {
    tellChange(call, this.healthCall.committed());
  }

  failed(failure: Failure, { call }: GuardedAttempt, isCallers: boolean): void {
    if (isCallers) this.healthCall.forget();
    else tellChange(call, this.healthCall.failed(failure));
  }

  streamEnded(end: StreamEnd, attempt: GuardedAttempt): void {
    if (end.type === 'left') this.healthCall.forget();
    else if (end.type === 'whole' || CUT_WHILE_SPEAKING.has(end.failure.rule))
      tellChange(attempt.call, this.healthCall.succeeded());
    else this.failed(end.failure, attempt, end.isCallers);
  }

  cancel(): void {
    this.healthCall.forget();
  }

  isOpening(): boolean {
    return this.healthCall.isGivenUp();
  }
}

function tellChange(call: EventSource, change: HealthChange | undefined): void {
  if (change) tell(call, { type: 'breaker', ...change });
}

export const breakerGuard = (health: Health): Guard => ({
  hold(leg) {
    const ms = health.pauseMs(leg);
    return ms > 0 ? { kind: 'pause', reason: ms === Infinity ? 'isolated' : 'breaker', ms } : undefined;
  },
  enter(leg, call, isLastResort) {
    const begun = health.begin(leg, isLastResort);
    if (begun?.isProbe) tellChange(call, { leg: leg.name, state: 'half-open', pauseMs: 0 });
    return begun && new BreakerTicket(begun);
  },
});
