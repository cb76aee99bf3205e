/** The router: what the calls of one middleware share, made of its options. */
import { sortGuards, type Guard } from '../engine/guard.ts';
import { hasOther } from '../engine/room.ts';
import { startLoop } from '../engine/run-legs.ts';
import { continueText, mayContinue } from '../attempt/continue-with.ts';
import { createHedgePlan } from '../call/hedge-plan.ts';
import type { Router } from '../call/model-call.ts';
import type { RouterHooks } from '../call/gateway-hooks.ts';
import { factsOf } from '../call/run-call.ts';
import { factsWithGateway, namesGateway } from '../legs/call-gateways.ts';
import { createLegParams } from '../legs/leg-params.ts';
import { isOfOwnCredentials } from '../legs/own-credentials.ts';
import { infoOf } from '../legs/route.ts';
import type { ResolvedRouter } from '../options/resolve-router.ts';
import { exhaustedError } from '../report/exhausted.ts';
import { annotateResult, isTold, streamDecorator } from '../report/result-metadata.ts';
import { decision } from '../runtime/hook-result.ts';
import { baseRouter } from './base-router.ts';
import { knownOf, type Known } from './known.ts';

type GuardsOf = (options: ResolvedRouter, known: Known) => Guard[];

/** @param guardsOf what calls over several legs are subject to; left out for one leg by itself */
export function createRouter(options: ResolvedRouter, guardsOf?: GuardsOf): Router {
  const { clock, health, budget, subrequests, hedge, gateway } = options;
  const paramsForLeg = createLegParams(options);
  const known = knownOf(health, clock);
  return {
    ...baseRouter(options, known),
    guards: sortGuards(guardsOf?.(options, known) ?? []),
    hedgePlan: hedge && createHedgePlan(hedge, known.latencies),
    paramsForLeg: gateway ? (gateway as RouterHooks).prepared(paramsForLeg) : paramsForLeg,
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
      // Whatever a canary failed with, the primary has not been asked.
      if (leg === call.canary) return true;
      const { shouldFailOver } = options;
      const context = { operation: call.operation, leg: infoOf(leg) };
      const asked = shouldFailOver && decision('shouldFailOver', shouldFailOver(failure, context));
      if (asked !== undefined) return asked;
      return failure.fallback && (failure.category !== 'content-policy' || options.failOverOnContentPolicy);
    },
    exhausted: exhaustedError,
    isSpent: ({ legs }) =>
      subrequests?.left === 0 ||
      (legs.length > 1 &&
        health !== undefined &&
        budget?.isLow() === true &&
        legs.every(leg => health.pauseMs(leg) > 0)),
  };
}
