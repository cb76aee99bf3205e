/** The options of a router over embedding models: those of every router, without what only texts have. */
import { checkKeys } from '../runtime/check-options.ts';
import type { HedgeSettings } from './hedge-options.ts';
import { resolveRouter, ROUTER_KEYS, type ResolvedRouter } from './resolve-router.ts';
import type { RouterOptions } from './router-options.ts';
import type { LegTimeouts, RouterTimeouts } from './timeout-options.ts';

/** Limits that a leg may set for itself. Of vectors nothing is seen before all of them are there. */
export type EmbeddingLegTimeouts = Pick<LegTimeouts, 'firstContentMs' | 'attemptMs'>;

/** Options that make no sense for vectors. */
const TEXT_ONLY = ['holdBackMs', 'maxHeldParts', 'acceptResult', 'generateVia', 'sanitize', 'afterContent'] as const;

/** The options that both routers over embedding models take. */
export interface EmbeddingRouterOptions extends Omit<RouterOptions, (typeof TEXT_ONLY)[number] | 'timeouts' | 'hedge'> {
  /**
   * Limits on an attempt and on the call. The first content of an embedding call is its whole answer, so that of
   * `firstContentMs` and `attemptMs` the shorter one counts.
   */
  timeouts?: Omit<RouterTimeouts, 'idleMs'> | undefined;
  /**
   * When the next leg is asked beside one that has not answered; the first answer wins, the other call is aborted.
   * `false` switches it off.
   *
   * @default { afterMs: 'auto' }, with two legs or more
   */
  hedge?: Pick<HedgeSettings, 'afterMs' | 'max'> | false | undefined;
}

const KEYS = ROUTER_KEYS.filter(key => !(TEXT_ONLY as readonly string[]).includes(key));

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
  checkKeys(owner, '', options, [...ownKeys, ...KEYS]);
  const { timeouts, hedge } = options;
  if (timeouts !== undefined) {
    checkKeys(owner, 'timeouts', timeouts, ['firstContentMs', 'attemptMs', 'totalMs', 'minAttemptMs', 'observe']);
  }
  if (typeof hedge === 'object' && hedge !== null) checkKeys(owner, 'hedge', hedge, ['afterMs', 'max']);
  return resolveRouter(owner, { ...options, generateVia: 'generate', sanitize: false }, countLegs, ownKeys);
}
