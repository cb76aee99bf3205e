/** What the calls of one model without fallbacks share: no guard, no plan, and its error is the call's. */
import { startAlone } from '../engine/alone.ts';
import { sortGuards } from '../engine/guard.ts';
import type { Router } from '../call/model-call.ts';
import { factsOf } from '../call/run-call.ts';
import { singleSettings } from '../call/router-settings.ts';
import { createStreamingRefusals } from '../call/streaming-refusals.ts';
import { createRoutes } from '../health/never-succeeded.ts';
import type { ResolvedGuard } from '../options/guard-options.ts';
import { baseRouter } from './base-router.ts';

const NO_WARNINGS: readonly never[] = [];

export function createSingleRouter(guard: ResolvedGuard, random: () => number): Router {
  const now = () => guard.clock.monotonic();
  return {
    ...baseRouter(singleSettings(guard, random), { refusals: createStreamingRefusals(now), routes: createRoutes(now) }),
    guards: sortGuards([]),
    hedgePlan: undefined,
    legFacts: factsOf,
    paramsForLeg: params => ({ params, warnings: NO_WARNINGS }),
    isCallers: () => false,
    annotated: result => result,
    decorator: () => undefined,
    continuation: () => undefined,
    startLoop: startAlone,
    hasOther: () => false,
    mayFailOver: () => false,
    exhausted: ({ last }) => last?.outcome.error,
    isSpent: () => false,
  };
}
