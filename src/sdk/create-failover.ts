/** The router as a model. */
import type { Health } from '../health/health.ts';
import { checkNames, parseLeg, type LegInput } from '../legs/leg-input.ts';
import { createLegs } from '../legs/leg.ts';
import { supportedUrlsOf } from '../references/supported-urls.ts';
import { resolveRouter } from '../options/resolve-router.ts';
import type { RouterOptions } from '../options/router-options.ts';
import { limitOf } from '../options/timeout-options.ts';
import { tellUnfitLimits } from '../legs/unfit-limits.ts';
import { optionError } from '../runtime/check-options.ts';
import type { LanguageModel } from '../sdk-types.ts';
import { callLegs } from '../call/call.ts';
import { rememberSettings } from './chain-settings.ts';
import { describeLegs, type RouterDescription } from './describe-legs.ts';
import { generate } from '../attempt/generate.ts';
import { createRouter } from './router.ts';
import { stream } from '../attempt/stream.ts';

/** Options of {@link createFailover}. */
export interface CreateFailoverOptions extends RouterOptions {
  /** The legs, in order; the first is the primary. */
  models: readonly LegInput[];
}

/** A model that routes around failures. */
export type FailoverModel = LanguageModel & {
  /** The legs in order, and the most tries of one round. */
  describe(): RouterDescription;
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
  const legs = createLegs(parsed, resolved);
  const router = createRouter(resolved);
  const { provider, modelId } = legs[0]!.model;
  const model: FailoverModel = {
    specificationVersion: 'v4',
    provider,
    modelId,
    // Files are downloaded once, where any leg needs their bytes.
    supportedUrls: supportedUrlsOf(
      legs.map(leg => leg.model),
      resolved.clock,
      limitOf(resolved.timeouts.totalMs),
    ),
    doGenerate: params => callLegs(router, generate, legs, params),
    doStream: params => callLegs(router, stream, legs, params),
    health: resolved.health,
    describe: () => describeLegs(legs, resolved.maxAttempts),
  };
  rememberSettings(model, options);
  return model;
}
