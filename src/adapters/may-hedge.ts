/** Whether, and when, a call that shows nothing may be asked of a second leg, too. */
import type { HedgeOptions } from '../core/round.ts';
import { estimateTokens } from '../prompt/estimate-tokens.ts';
import { ROUTER_DEFAULTS } from './failover-options.ts';
import type { LegMemory } from './leg-memory.ts';
import type { Leg } from './leg.ts';
import type { ResolvedRouter } from './resolve-router.ts';
import type { CallOptions } from './sdk-model.ts';
import type { Operation } from '../core/attempt.ts';

/** What a provider's own tools do is done twice by two legs. */
const hasProviderTools = ({ tools }: CallOptions) => tools?.some(({ type }) => type === 'provider') ?? false;

/** `undefined` for a call that is never asked twice at a time. */
export function hedgeOf(
  { hedge }: ResolvedRouter,
  memory: LegMemory,
  operation: Operation,
  first: Leg,
  params: CallOptions,
): HedgeOptions | undefined {
  if (!hedge || (hedge.only !== undefined && hedge.only !== operation) || hasProviderTools(params)) return undefined;
  const { max, maxInputTokens } = hedge;
  const afterMs =
    hedge.afterMs === 'p95'
      ? (memory.usualSilenceMs(first.facts, operation) ?? ROUTER_DEFAULTS.hedgeAfterMs)
      : hedge.afterMs;
  return {
    afterMs,
    max,
    // Counted only when it matters: an estimate reads the whole prompt.
    mayHedge: leg =>
      (maxInputTokens === Infinity || estimateTokens(params.prompt) <= maxInputTokens) && memory.mayHedge(leg),
  };
}
