/** The router: what the calls of one middleware share, made of its options. */
import { canaryGuard } from '../call/canary-guard.ts';
import { breakerGuard } from '../guards/breaker-guard.ts';
import { budgetGuard } from '../guards/budget-guard.ts';
import { concurrencyGuard } from '../guards/concurrency-guard.ts';
import { ANNOUNCE_AGAIN_MS, configurationGuard } from '../guards/configuration-guard.ts';
import { usageGuard, type LegUse } from '../guards/usage-guard.ts';
import { sortGuards, type Guard } from '../engine/guard.ts';
import { latencyGuard } from '../guards/latency-guard.ts';
import { retryAfterGuard } from '../guards/retry-after-guard.ts';
import { startLoop, tooLate } from '../engine/settle.ts';
import { failureOf } from '../errors/api-call-error.ts';
import { createCanaries, type Canaries } from '../health/canaries.ts';
import { createLatencies, type Latencies } from '../health/latencies.ts';
import { createNotBefore, type NotBefore } from '../health/not-before.ts';
import type { Health } from '../health/health.ts';
import { createStreamingRefusals, type StreamingRefusals } from '../health/streaming-refusals.ts';
import { infoOf } from '../legs/route.ts';
import { createLegParams } from '../legs/leg-params.ts';
import { createBoundedMap, type BoundedMap } from '../runtime/bounded-map.ts';
import type { MonotonicClock } from '../runtime/clock.ts';
import { decision } from '../runtime/hook-result.ts';
import { crash } from '../stream/source-end.ts';
import { release } from '../stream/release.ts';
import { APICallError } from 'ai';
import { heldAnswer } from '../attempt/aborted-answer.ts';
import { stopAttempt } from '../attempt/attempt-end.ts';
import { beginAttempt } from '../attempt/begin-attempt.ts';
import { capacityGuard } from '../call/capacity-guard.ts';
import { exhaustedError } from '../report/exhausted.ts';
import { collectedHost } from '../attempt/generate.ts';
import { createHedgePlan } from '../call/hedge-plan.ts';
import type { Router } from '../call/model-call.ts';
import { maskOf } from '../report/report.ts';
import { createReporting } from '../call/reporting.ts';
import type { ResolvedRouter } from '../options/resolve-router.ts';
import { streamHost } from '../attempt/stream.ts';

/** What is known of legs besides their health; routers that share their health share it, too. */
interface Known {
  notBefore: NotBefore;
  latencies: Latencies;
  refusals: StreamingRefusals;
  /** When a failure that may be one user's was last announced as configuration, by leg. */
  announcedAt: BoundedMap<number>;
  /** When legs were asked last, where somebody listens. */
  uses: BoundedMap<LegUse>;
  /** Made with the first router that sends canaries. */
  canaries: Canaries | undefined;
}

/** Legs that are kept for either. */
const MAX_LEGS = 1_000;

const shared = new WeakMap<Health, Known>();

function createKnown(now: () => number): Known {
  const isOver = (at: number) => now() - at >= ANNOUNCE_AGAIN_MS;
  return {
    notBefore: createNotBefore(now),
    latencies: createLatencies(),
    refusals: createStreamingRefusals(now),
    announcedAt: createBoundedMap({ max: MAX_LEGS, now, isOver, mayDrop: isOver }),
    uses: createBoundedMap({ max: MAX_LEGS, now }),
    canaries: undefined,
  };
}

function knownOf(health: Health | undefined, clock: MonotonicClock): Known {
  const known = (health && shared.get(health)) ?? createKnown(() => clock.monotonic());
  if (health) shared.set(health, known);
  return known;
}

/** By what the guards are chosen and made. */
type GuardChoice = Pick<ResolvedRouter, 'canary' | 'clock' | 'onEvent' | 'health' | 'budget' | 'hedge' | 'random'>;

/** The guards, in the order in which they are asked. */
function guardsOf(choice: GuardChoice, known: Known): Guard[] {
  const { clock, onEvent, health, budget, hedge, canary } = choice;
  const { notBefore, latencies, announcedAt, uses } = known;
  return [
    ...(health ? [breakerGuard(health)] : []),
    retryAfterGuard(notBefore),
    configurationGuard(announcedAt, () => clock.monotonic()),
    ...(budget ? [budgetGuard(budget)] : []),
    ...(hedge && typeof hedge.afterMs !== 'number' ? [latencyGuard(latencies, () => clock.monotonic())] : []),
    ...(onEvent ? [usageGuard(uses, () => clock.monotonic(), canary)] : []),
    ...(canary ? [canaryGuard(canary, (known.canaries ??= createCanaries(() => clock.monotonic())), choice)] : []),
    concurrencyGuard(() => clock.monotonic()),
    capacityGuard,
  ];
}

/** @param guards of calls over several legs; none for one model by itself */
export function createRouter(options: ResolvedRouter, isSingle = false): Router {
  const { clock, onEvent, health, budget, hedge, random } = options;
  const known = knownOf(health, clock);
  return {
    clock,
    onEvent,
    options,
    guards: sortGuards(isSingle ? [] : guardsOf(options, known)),
    reporting: createReporting(options),
    settings: {
      maxAttempts: options.maxAttempts,
      maxWaitMs: options.maxWaitMs,
      minAttemptMs: options.minAttemptMs,
      baseDelayMs: options.baseDelayMs,
      maxDelayMs: options.maxDelayMs,
      random,
      observe: options.timeouts.observe === true,
    },
    hedgePlan: hedge && createHedgePlan(hedge, known.latencies),
    refusals: known.refusals,
    paramsForLeg: createLegParams(options),
    maskFor: maskOf,
    streams: streamHost(options),
    collected: collectedHost(options),
    startLoop,
    begin: beginAttempt,
    release({ stream }) {
      if (!stream) return;
      try {
        release(stream);
      } catch (error) {
        crash(stream, error);
      }
    },
    stop: stopAttempt,
    discard: ({ family }, value) => family.discard(value, tooLate()),
    mayFailOver(call, leg, failure) {
      // Whatever a canary failed with, the primary has not been asked.
      if (leg === call.canary) return true;
      const { shouldFailOver } = options;
      const context = { operation: call.operation, leg: infoOf(leg) };
      const asked = shouldFailOver && decision('shouldFailOver', shouldFailOver(failure, context));
      if (asked !== undefined) return asked;
      return failure.fallback && (failure.category !== 'content-policy' || options.failOverOnContentPolicy);
    },
    exhausted: exhaustedError,
    describeError(error) {
      const failure = failureOf(error);
      return {
        ...(failure && { failure }),
        ...(APICallError.isInstance(error) && { isRetryable: error.isRetryable }),
      };
    },
    abortedAnswer: heldAnswer,
    isSpent: ({ legs }) =>
      legs.length > 1 && health !== undefined && budget?.isLow() === true && legs.every(leg => health.pauseMs(leg) > 0),
  };
}
