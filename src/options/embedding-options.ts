/** The options of a router over embedding models: those of every router, without what only texts have. */
import { checkKeys } from '../runtime/check-options.ts';
import { namesOf, type Rows } from '../runtime/option-rows.ts';
import { HEDGE, type HedgeSettings } from './hedge-options.ts';
import { resolveRouter, type ResolvedRouter } from './resolve-router.ts';
import { ROUTER, type RouterOptions } from './router-options.ts';
import { LEG_TIMEOUTS, ROUTER_TIMEOUTS, type LegTimeouts, type RouterTimeouts } from './timeout-options.ts';

/** Limits that a leg may set for itself. Of vectors nothing is seen before all of them are there. */
export type EmbeddingLegTimeouts = Pick<LegTimeouts, 'firstContentMs' | 'attemptMs'>;

export const EMBEDDING_LEG_TIMEOUTS: Rows<EmbeddingLegTimeouts> = /* @__PURE__ */ (() => ({
  firstContentMs: LEG_TIMEOUTS.firstContentMs,
  attemptMs: LEG_TIMEOUTS.attemptMs,
}))();

/** Options that make no sense for vectors. */
const TEXT_ONLY = ['holdBackMs', 'maxHeldParts', 'acceptResult', 'generateVia', 'sanitize', 'afterContent'] as const;
/** And of the limits. */
const TEXT_LIMITS = ['idleMs'] as const;
/** And of a hedge. */
const TEXT_HEDGE = ['only', 'maxInputTokens'] as const;

/** The options that both routers over embedding models take. */
export interface EmbeddingRouterOptions extends Omit<RouterOptions, (typeof TEXT_ONLY)[number] | 'timeouts' | 'hedge'> {
  /**
   * Limits on an attempt and on the call. The first content of an embedding call is its whole answer, so that of
   * `firstContentMs` and `attemptMs` the shorter one counts.
   */
  timeouts?: Omit<RouterTimeouts, (typeof TEXT_LIMITS)[number]> | undefined;
  /**
   * When the next leg is asked beside one that has not answered; the first answer wins, the other call is aborted.
   * `false` switches it off.
   *
   * @default { afterMs: 'auto' }, with two legs or more
   */
  hedge?: Omit<HedgeSettings, (typeof TEXT_HEDGE)[number]> | false | undefined;
}

/**
 * @param countLegs how many there are, once the options are known to be an object
 * @param ownKeys the options of this router that others do not have
 * @throws {TypeError} naming the option, what it got and what it takes
 */
export function resolveEmbeddingRouter(
  owner: string,
  options: EmbeddingRouterOptions,
  countLegs: () => number,
  ownKeys: readonly string[],
): ResolvedRouter {
  checkKeys(owner, '', options, [...ownKeys, ...namesOf(ROUTER, TEXT_ONLY)]);
  const { timeouts, hedge } = options;
  if (timeouts !== undefined) checkKeys(owner, 'timeouts', timeouts, namesOf(ROUTER_TIMEOUTS, TEXT_LIMITS));
  if (typeof hedge === 'object' && hedge !== null) checkKeys(owner, 'hedge', hedge, namesOf(HEDGE, TEXT_HEDGE));
  return resolveRouter(owner, { ...options, generateVia: 'generate', sanitize: false }, countLegs, ownKeys);
}
