/** Whether, and when, a call that shows nothing may be asked of a second leg, too. */
import type { HedgeOptions } from '../core/round.ts';
import { estimateTokens } from '../prompt/estimate-tokens.ts';
import { LEARNED, type ResolvedHedge } from './hedge-options.ts';
import type { LegMemory } from './leg-memory.ts';
import type { ResolvedRouter } from './resolve-router.ts';
import type { CallOptions } from './sdk-model.ts';
import type { Operation } from '../core/attempt.ts';

/** What a provider's own tools do is done twice by two legs. */
const hasProviderTools = ({ tools }: CallOptions) => tools?.some(({ type }) => type === 'provider') ?? false;

/** How long a leg may be silent, given its usual longest silence. */
function afterMsOf(afterMs: ResolvedHedge['afterMs'], usualMs: number | undefined): number {
  if (typeof afterMs === 'number') return afterMs;
  if (usualMs === undefined) return LEARNED.untilMs;
  if (afterMs === 'p95') return usualMs;
  return Math.min(Math.max(LEARNED.factor * usualMs, LEARNED.leastMs), LEARNED.mostMs);
}

/**
 * `undefined` for a call that is never asked twice at a time.
 *
 * @param silenceKey under which the silence of the leg that the call begins with is learned
 */
export function hedgeOf(
  { hedge }: ResolvedRouter,
  memory: LegMemory,
  operation: Operation,
  silenceKey: string | undefined,
  params: CallOptions,
): HedgeOptions | undefined {
  if (!hedge || (hedge.only !== undefined && hedge.only !== operation) || hasProviderTools(params)) return undefined;
  const { max, maxInputTokens } = hedge;
  return {
    afterMs: afterMsOf(hedge.afterMs, silenceKey === undefined ? undefined : memory.usualSilenceMs(silenceKey)),
    max,
    // Counted only when it matters: an estimate reads the whole prompt.
    mayHedge: leg =>
      (maxInputTokens === Infinity || estimateTokens(params.prompt) <= maxInputTokens) && memory.mayHedge(leg),
  };
}
