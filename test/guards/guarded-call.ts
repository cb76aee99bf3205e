/** Attempts for guards to judge: what a ticket is told, without a loop around it. */
import type { FailedOutcome, LegFacts } from '../../src/engine/attempt.ts';
import type { Attempt } from '../../src/engine/call.ts';
import { enterLeg } from '../../src/engine/entry.ts';
import { sortGuards, type Guard } from '../../src/engine/guard.ts';
import type { EventListener } from '../../src/events.ts';
import type { Failure } from '../../src/failure.ts';
import type { MonotonicClock } from '../../src/runtime/clock.ts';
import { engineOf, openCall } from '../engine/open-call.ts';

/** A call that enters a leg and begins an attempt there. */
export function attemptOn(
  guard: Guard,
  leg: LegFacts,
  clock: MonotonicClock,
  isStream = false,
  isLastResort = false,
  onEvent?: EventListener,
): Attempt {
  const call = openCall(engineOf(clock, { guards: sortGuards([guard]), onEvent }), [leg]);
  const entry = enterLeg(call, leg, isLastResort);
  return {
    call,
    leg,
    number: 1,
    entry,
    isStream,
    startedAt: clock.monotonic(),
    firstContentMs: undefined,
    silenceKey: 'key',
    proves: true,
    firstContentAt: Infinity,
    attemptAt: Infinity,
    idleAt: Infinity,
    totalAt: Infinity,
  } as Attempt;
}

export const failedBy = (failure: Failure, isCallers = false): FailedOutcome => ({
  type: 'failed',
  failure,
  error: new Error(failure.rule),
  isCallers,
});
