/** Whether there is room for one more attempt: of the same leg, of another one, now or later. */
import type { Failure } from '../failure.ts';
import type { LegFacts } from './attempt.ts';
import type { Call } from './call.ts';
import { legPauseMs, legWaitMs, longestWaitMs, sharedReason, timeLeftMs } from './holds.ts';
import { maxAttempts, planOf, whyUnable } from './plan.ts';

/**
 * Whether the leg may be tried again after this failure, without taking the place of an untried one. A canary is asked
 * once: what it had to show it has shown.
 */
export function hasRoomFor(call: Call, leg: LegFacts, tries: number, failure: Failure): boolean {
  const plan = planOf(call);
  if (tries > leg.retries || leg === plan.lastResort || leg === call.canary) return false;
  let toCome = 0;
  for (const other of plan.untried)
    if (legPauseMs(call, other) === 0 && sharedReason(leg, other, failure) === undefined) toCome += 1;
  return plan.attempts + 1 + toCome <= maxAttempts(call);
}

/** Whether there is time for an attempt after such a wait. */
export const fits = (call: Call, waitMs: number): boolean =>
  waitMs <= timeLeftMs(call) - call.engine.settings.minAttemptMs;

/** Whether another leg than this one could be tried now. */
export function hasOther(call: Call, leg: LegFacts): boolean {
  const plan = planOf(call);
  return (
    plan.attempts < maxAttempts(call) &&
    timeLeftMs(call) >= call.engine.settings.minAttemptMs &&
    plan.untried.some(
      other =>
        other !== leg &&
        legPauseMs(call, other) === 0 &&
        longestWaitMs(call) >= legWaitMs(call, other) &&
        whyUnable(call, plan, other) === undefined,
    )
  );
}

/** Whether a leg that cannot be tried now may be later on. */
export function mayHaveMore(call: Call): boolean {
  const plan = planOf(call);
  return plan.attempts < maxAttempts(call) && plan.untried.some(leg => legPauseMs(call, leg) < Infinity);
}

/** How long a leg is to be left alone from now; `undefined` if that is longer than a call waits, or it is paused. */
export function retryWaitMs(call: Call, leg: LegFacts): number | undefined {
  const longest = longestWaitMs(call);
  const wait = legWaitMs(call, leg);
  const isAllowed = leg === planOf(call).lastResort || legPauseMs(call, leg) === 0;
  return wait <= longest && isAllowed ? wait : undefined;
}
