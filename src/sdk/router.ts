/** The router: what the calls of one middleware share, made of its options. */
import { breakerGuard } from '../guards/breaker-guard.ts';
import { budgetGuard } from '../guards/budget-guard.ts';
import { concurrencyGuard } from '../guards/concurrency-guard.ts';
import { ANNOUNCE_AGAIN_MS, configurationGuard } from '../guards/configuration-guard.ts';
import { usageGuard, type LegUse } from '../guards/usage-guard.ts';
import { sortGuards, type Guard } from '../engine/guard.ts';
import { latencyGuard } from '../guards/latency-guard.ts';
import { retryAfterGuard } from '../guards/retry-after-guard.ts';
import { hasOther } from '../engine/room.ts';
import { startLoop } from '../engine/run-legs.ts';
import { createLatencies, type Latencies } from '../health/latencies.ts';
import { createNotBefore, type NotBefore } from '../health/not-before.ts';
import type { Health } from '../health/health.ts';
import { sharedWaitsOf } from '../health/shared-waits.ts';
import { createStreamingRefusals, type StreamingRefusals } from '../health/streaming-refusals.ts';
import { infoOf } from '../legs/route.ts';
import { factsWithGateway, namesGateway } from '../legs/call-gateways.ts';
import { factsOf } from '../call/run-call.ts';
import { createLegParams } from '../legs/leg-params.ts';
import { isOfOwnCredentials } from '../legs/own-credentials.ts';
import { createBoundedMap, type BoundedMap } from '../runtime/bounded-map.ts';
import type { MonotonicClock } from '../runtime/clock.ts';
import { decision } from '../runtime/hook-result.ts';
import { continueText, mayContinue } from '../attempt/continue-with.ts';
import { capacityGuard } from '../call/capacity-guard.ts';
import { exhaustedError } from '../report/exhausted.ts';
import { createHedgePlan } from '../call/hedge-plan.ts';
import type { Router } from '../call/model-call.ts';
import { annotateResult, isTold, streamDecorator } from '../report/result-metadata.ts';
import type { ResolvedRouter } from '../options/resolve-router.ts';
import { baseRouter } from './base-router.ts';

/** What is known of legs besides their health; routers that share their health share it, too. */
interface Known {
  notBefore: NotBefore;
  latencies: Latencies;
  refusals: StreamingRefusals;
  /** When a failure that may be one user's was last announced as configuration, by leg. */
  announcedAt: BoundedMap<number>;
  /** When legs were asked last, where somebody listens. */
  uses: BoundedMap<LegUse>;
}

/** Legs that are kept for either. */
const MAX_LEGS = 1_000;

const shared = new WeakMap<Health, Known>();

function createKnown(now: () => number, health: Health | undefined): Known {
  const isOver = (at: number) => now() - at >= ANNOUNCE_AGAIN_MS;
  return {
    notBefore: createNotBefore(now, health && sharedWaitsOf(health)),
    latencies: createLatencies(),
    refusals: createStreamingRefusals(now),
    announcedAt: createBoundedMap({ max: MAX_LEGS, now, isOver, mayDrop: isOver }),
    uses: createBoundedMap({ max: MAX_LEGS, now }),
  };
}

function knownOf(health: Health | undefined, clock: MonotonicClock): Known {
  const known = (health && shared.get(health)) ?? createKnown(() => clock.monotonic(), health);
  if (health) shared.set(health, known);
  return known;
}

/** By what the guards are chosen and made. */
type GuardChoice = Pick<ResolvedRouter, 'clock' | 'onEvent' | 'health' | 'budget' | 'hedge'>;

/** The guards, in the order in which they are asked. */
function guardsOf(
  { clock, onEvent, health, budget, hedge }: GuardChoice,
  { notBefore, latencies, announcedAt, uses }: Known,
): Guard[] {
  return [
    ...(health ? [breakerGuard(health)] : []),
    retryAfterGuard(notBefore),
    configurationGuard(announcedAt, () => clock.monotonic()),
    ...(budget ? [budgetGuard(budget)] : []),
    ...(hedge && typeof hedge.afterMs !== 'number' ? [latencyGuard(latencies, () => clock.monotonic())] : []),
    ...(onEvent ? [usageGuard(uses, () => clock.monotonic())] : []),
    concurrencyGuard(() => clock.monotonic()),
    capacityGuard,
  ];
}

export function createRouter(options: ResolvedRouter): Router {
  const { clock, health, budget, hedge } = options;
  const known = knownOf(health, clock);
  return {
    ...baseRouter(options, known.refusals),
    guards: sortGuards(guardsOf(options, known)),
    hedgePlan: hedge && createHedgePlan(hedge, known.latencies),
    paramsForLeg: createLegParams(options),
    legFacts: (legs, all, params) =>
      legs.length > 1 && namesGateway(params)
        ? factsWithGateway(legs, all[0]!, params, options.forwardHeaders)
        : factsOf(legs),
    isCallers: (failure, { params, to }) => isOfOwnCredentials(failure, params, to),
    annotated: (result, attempt) => (isTold(attempt) ? annotateResult(result, attempt) : result),
    decorator: attempt => (isTold(attempt) ? streamDecorator(attempt) : undefined),
    continuation: attempt => (mayContinue(attempt) ? continueText : undefined),
    startLoop,
    hasOther,
    mayFailOver(call, leg, failure) {
      const { shouldFailOver } = options;
      const context = { operation: call.operation, leg: infoOf(leg) };
      const asked = shouldFailOver && decision('shouldFailOver', shouldFailOver(failure, context));
      if (asked !== undefined) return asked;
      return failure.fallback && (failure.category !== 'content-policy' || options.failOverOnContentPolicy);
    },
    exhausted: exhaustedError,
    isSpent: ({ legs }) =>
      legs.length > 1 && health !== undefined && budget?.isLow() === true && legs.every(leg => health.pauseMs(leg) > 0),
  };
}
