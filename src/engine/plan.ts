/**
 * Which leg next: the plan of one call. Keeps what this call has learned; decides neither how a leg is tried nor how
 * long a failure is waited for.
 */
import type { Failure } from '../failure.ts';
import type { LegFacts, SkippedLeg, SkipReason } from './attempt.ts';
import type { Call, Plan } from './call.ts';
import { tell } from '../event-hub.ts';
import { namesOf } from './tell.ts';
import { holdReason, legPauseMs, legWaitMs, longestWaitMs, sharedReason, timeLeftMs } from './holds.ts';

/** A leg, and how long it is to be waited for. */
export interface Next {
  readonly leg: LegFacts;
  readonly waitMs: number;
}

/**
 * The call's plan; made when the first attempt was not enough, or there was none.
 *
 * @param opened the leg that was asked without a plan
 */
export function planOf(call: Call, opened: LegFacts | undefined = call.running[0]?.leg): Plan {
  if (call.plan) return call.plan;
  const plan: Plan = {
    untried: call.legs,
    skipped: [],
    paused: new Map(),
    unable: new Map(),
    attempts: call.attempts,
    reached: -1,
    incapable: undefined,
    lastResort: undefined,
    told: undefined,
  };
  call.plan = plan;
  if (opened) {
    take(plan, opened);
    plan.reached = call.legs.indexOf(opened);
  }
  return plan;
}

function take(plan: Plan, leg: LegFacts): void {
  plan.untried = plan.untried.filter(other => other !== leg);
  plan.paused.delete(leg);
}

function skip(call: Call, plan: Plan, leg: LegFacts, reason: SkipReason): void {
  take(plan, leg);
  plan.skipped.push({ leg, reason });
  tellSkip(call, leg, reason);
}

/** @param ms how long that holds; absent if no time ends it */
function tellSkip(call: Call, leg: LegFacts, reason: SkipReason, ms: number = Infinity): void {
  const { onEvent, clock } = call.engine;
  if (onEvent === undefined) return;
  const until = ms < Infinity && { until: Math.round(clock.now() + ms) };
  tell(call, { type: 'skip', ...namesOf(leg), reason, ...until });
}

/** Why a leg cannot take this request. */
export function whyUnable(call: Call, plan: Plan, leg: LegFacts): SkipReason | undefined {
  if (!plan.unable.has(leg)) plan.unable.set(leg, holdReason(call, leg, 'unable'));
  return plan.unable.get(leg);
}

/** Most attempts of the call's round. A canary takes nothing from the legs that follow it. */
export function maxAttempts({ engine, legs, canary }: Call): number {
  const { maxAttempts: most } = engine.settings;
  return most === undefined
    ? legs.reduce((sum, leg) => sum + 1 + leg.retries, 0)
    : most + (canary === undefined ? 0 : 1);
}

/** The first leg that may be tried now, else the one that may be tried first. */
function earliest(call: Call, plan: Plan, mayTake: MayTake): Next | undefined {
  let best: Next | undefined;
  for (const leg of plan.untried) {
    if (!mayTake(leg)) continue;
    const reason = whyUnable(call, plan, leg);
    const pause = legPauseMs(call, leg);
    if (reason !== undefined) {
      skip(call, plan, leg, reason);
      if (pause < Infinity) plan.incapable ??= leg;
      continue;
    }
    if (pause > 0) {
      const why = holdReason(call, leg, 'pause') ?? 'breaker';
      // A call that waits looks at the legs again.
      if (plan.paused.get(leg) !== why) tellSkip(call, leg, why, pause);
      plan.paused.set(leg, why);
      continue;
    }
    const waitMs = legWaitMs(call, leg);
    if (best === undefined || waitMs < best.waitMs) best = { leg, waitMs };
    if (waitMs === 0) break;
  }
  return best;
}

/** What is tried when no leg may be: the one whose pause ends first, never an instant failure. */
function desperate(call: Call, plan: Plan, waiting: Next | undefined): Next | undefined {
  const open = plan.untried.filter(leg => plan.paused.get(leg) === 'breaker' && legWaitMs(call, leg) === 0);
  const [first] = open.toSorted((one, other) => legPauseMs(call, one) - legPauseMs(call, other));
  plan.lastResort = first;
  if (first) return { leg: first, waitMs: 0 };
  const { incapable } = plan;
  if (!incapable || waiting) return undefined;
  // If no leg can take the request, the first says why better than a guess does.
  plan.skipped.splice(
    plan.skipped.findIndex(({ leg }) => leg === incapable),
    1,
  );
  return { leg: incapable, waitMs: 0 };
}

function choose(call: Call, plan: Plan, mayTake: MayTake): Next | undefined {
  if (plan.attempts >= maxAttempts(call)) return undefined;
  if (timeLeftMs(call) < call.engine.settings.minAttemptMs) {
    for (const leg of plan.untried) skip(call, plan, leg, 'deadline');
    return undefined;
  }
  const longest = longestWaitMs(call);
  const best = earliest(call, plan, mayTake);
  if (best && best.waitMs <= longest) return best;
  return plan.attempts === 0 ? desperate(call, plan, best) : undefined;
}

type MayTake = (leg: LegFacts) => boolean;
const any: MayTake = () => true;

/** Tells of the legs that come before the chosen one and ask to be left alone; of all, if none was chosen. */
function tellPassedOver(call: Call, plan: Plan, chosen: LegFacts | undefined): void {
  const told = (plan.told ??= new Set());
  for (const leg of plan.untried) {
    if (leg === chosen) return;
    const ms = plan.paused.has(leg) || told.has(leg) ? 0 : legWaitMs(call, leg);
    if (ms === 0) continue;
    told.add(leg);
    tellSkip(call, leg, holdReason(call, leg, 'wait') ?? 'not-before', ms);
  }
}

/** The next leg to try and the wait before it; `undefined` when no leg is left. */
export function nextLeg(call: Call, mayTake: MayTake = any): Next | undefined {
  const plan = planOf(call);
  const best = choose(call, plan, mayTake);
  if (call.engine.onEvent) tellPassedOver(call, plan, best?.leg);
  if (best === undefined) {
    plan.reached = call.legs.length;
    return undefined;
  }
  take(plan, best.leg);
  plan.reached = Math.max(plan.reached, call.legs.indexOf(best.leg));
  return best;
}

/** Takes back a leg that was not tried after all. */
export function putBack(call: Call, leg: LegFacts): void {
  const plan = planOf(call);
  plan.untried = call.legs.filter(other => other === leg || plan.untried.includes(other));
}

/** Skips the legs that share what is broken; after a canary none: without it they would have been asked. */
export function skipShared(call: Call, failed: LegFacts, failure: Failure): void {
  if (failed === call.canary) return;
  const plan = planOf(call);
  for (const other of plan.untried) {
    const reason = sharedReason(failed, other, failure);
    if (reason !== undefined) skip(call, plan, other, reason);
  }
}

/** The legs that were skipped, with the reason. */
export function skippedLegs(call: Call): SkippedLeg[] {
  const { plan } = call;
  if (!plan) return [];
  const passedOver = call.legs.filter(
    (leg, index) => index < plan.reached && plan.untried.includes(leg) && legWaitMs(call, leg) > 0,
  );
  return [
    ...plan.skipped,
    ...[...plan.paused].map(([leg, reason]) => ({ leg, reason })),
    ...passedOver
      .filter(leg => !plan.paused.has(leg))
      .map((leg): SkippedLeg => ({ leg, reason: holdReason(call, leg, 'wait') ?? 'not-before' })),
  ];
}
