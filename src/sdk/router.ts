/** The router: what the calls of one middleware share, made of its options. */
import { sortGuards, type Guard } from '../engine/guard.ts';
import { startLoop, tooLate } from '../engine/settle.ts';
import { failureOf } from '../errors/api-call-error.ts';
import { infoOf } from '../legs/route.ts';
import { createLegParams } from '../legs/leg-params.ts';
import { decision } from '../runtime/hook-result.ts';
import { crash } from '../stream/source-end.ts';
import { release } from '../stream/release.ts';
import { APICallError } from 'ai';
import { heldAnswer } from '../attempt/aborted-answer.ts';
import { stopAttempt } from '../attempt/attempt-end.ts';
import { beginAttempt } from '../attempt/begin-attempt.ts';
import { exhaustedError } from '../report/exhausted.ts';
import { collectedHost } from '../attempt/generate.ts';
import { createHedgePlan } from '../call/hedge-plan.ts';
import type { Router } from '../call/model-call.ts';
import { maskOf } from '../report/report.ts';
import { createReporting } from '../call/reporting.ts';
import type { ResolvedRouter } from '../options/resolve-router.ts';
import { knownOf, type Known } from './known.ts';
import { streamHost } from '../attempt/stream.ts';

type GuardsOf = (options: ResolvedRouter, known: Known) => Guard[];

/** @param guardsOf what calls over several legs are subject to; left out for one model by itself */
export function createRouter(options: ResolvedRouter, guardsOf?: GuardsOf): Router {
  const { clock, onEvent, health, budget, hedge, random } = options;
  const known = knownOf(health, clock);
  return {
    clock,
    onEvent,
    options,
    guards: sortGuards(guardsOf?.(options, known) ?? []),
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
