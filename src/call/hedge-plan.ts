/** Whether, and when, a call that shows nothing may be asked of a second leg, too. */
import type { Operation } from '../engine/attempt.ts';
import type { HedgePlan } from '../engine/call.ts';
import type { Latencies } from '../health/latencies.ts';
import { LEARNED, type ResolvedHedge } from '../options/hedge-options.ts';
import { estimateTokens } from '../prompt/estimate-tokens.ts';
import type { CallOptions } from '../sdk-types.ts';
import type { ModelCall, Router } from './model-call.ts';

/** What a provider's own tools do is done twice by two legs. */
export const hasProviderTools = ({ tools }: CallOptions): boolean =>
  tools?.some(({ type }) => type === 'provider') ?? false;

/** `undefined` for a call that is never asked twice at a time. */
export function hedgeOf(router: Router, operation: Operation, params: CallOptions): HedgePlan | undefined {
  const only = router.options.hedge?.only;
  return (only !== undefined && only !== operation) || hasProviderTools(params) ? undefined : router.hedgePlan;
}

/** How long a leg may be silent, given its usual longest silence. */
function afterMsOf(afterMs: ResolvedHedge['afterMs'], usualMs: number | undefined): number {
  if (typeof afterMs === 'number') return afterMs;
  if (usualMs === undefined) return LEARNED.untilMs;
  if (afterMs === 'p95') return usualMs;
  return Math.min(Math.max(LEARNED.factor * usualMs, LEARNED.leastMs), LEARNED.mostMs);
}

/** The plan of all calls of a router. */
export function createHedgePlan(
  { afterMs, max, maxInputTokens }: ResolvedHedge,
  latencies: Latencies,
): HedgePlan<ModelCall> {
  return {
    max,
    afterMs: ({ silenceKey }) => afterMsOf(afterMs, silenceKey === undefined ? undefined : latencies.p95(silenceKey)),
    // Counted only when it matters: an estimate reads the whole prompt.
    fits: ({ params }) => maxInputTokens === Infinity || estimateTokens(params.prompt) <= maxInputTokens,
  };
}
