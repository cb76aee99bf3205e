/** The router as a model. */
import { wrapLanguageModel } from 'ai';
import type { Health } from '../layers/health.ts';
import { optionError } from '../core/check-options.ts';
import { checkNames, routerMiddleware } from './failover-middleware.ts';
import type { RouterOptions } from './failover-options.ts';
import { legDefaults, resolveRouter } from './resolve-router.ts';
import { parseLeg, type LegInput } from './leg-input.ts';
import { createLegs } from './leg.ts';
import { createRouter } from './router.ts';
import type { LanguageModel } from './sdk-model.ts';
import { tellUnfitLimits } from './unfit-limits.ts';

/** Options of {@link createFailover}. */
export interface CreateFailoverOptions extends RouterOptions {
  /** The legs, in order; the first is the primary. */
  models: readonly LegInput[];
}

/** A leg, as `describe()` tells it. */
export interface LegDescription {
  name: string;
  provider: string;
  modelId: string;
  gateway: string | undefined;
  account: string | undefined;
  /** Further tries on this leg. */
  retries: number;
}

/** A model that routes around failures. */
export type FailoverModel = LanguageModel & {
  /** The legs in order, and the most tries of one round. */
  describe(): { legs: LegDescription[]; maxAttempts: number };
  /** What is known of its legs' health; `undefined` if it is switched off, or there is one leg. */
  readonly health: Health | undefined;
};

const OWNER = 'createFailover';

/**
 * A language model that routes around failures. Its `provider` and `modelId` are those of the first leg, constants.
 *
 * @example
 * ```ts
 * const model = createFailover({ models: [anthropic('claude-sonnet-4-5'), bedrock('…')] });
 * ```
 *
 * @throws {TypeError} for an unknown option or a value that an option does not take
 */
export function createFailover(options: CreateFailoverOptions): FailoverModel {
  const countLegs = () => (Array.isArray(options.models) ? options.models.length : 0);
  const resolved = resolveRouter(OWNER, options, countLegs, ['models']);
  const { models } = options;
  if (!Array.isArray(models) || models.length === 0)
    throw optionError(OWNER, 'models', models, 'an array of at least one leg');
  const parsed = models.map((input, index) => parseLeg(OWNER, `models[${index}]`, input));
  const declarations = parsed.map(({ declaration }) => declaration);
  checkNames(OWNER, declarations);
  tellUnfitLimits(OWNER, resolved, declarations);
  const [primary, ...fallbacks] = parsed as [(typeof parsed)[0], ...typeof parsed];
  const router = createRouter(resolved);
  const model = wrapLanguageModel({
    model: primary.model,
    middleware: routerMiddleware(router, resolved, fallbacks, primary.declaration),
  });
  return Object.assign(model, {
    health: resolved.health,
    describe() {
      const legs = createLegs(parsed, legDefaults(resolved)).map(({ facts }) => {
        const { name, provider, modelId, gateway, account, retries } = facts;
        return { name, provider, modelId, gateway, account, retries };
      });
      const tries = legs.reduce((sum, { retries }) => sum + 1 + retries, 0);
      return { legs, maxAttempts: resolved.maxAttempts ?? tries };
    },
  });
}
