/** The router as a model. */
import type { Health } from '../health/health.ts';
import { checkModels, checkNames, parseLeg, type LegInput } from '../legs/leg-input.ts';
import { createLegs, type LanguageLeg } from '../legs/leg.ts';
import { chainUrls, markChain } from '../legs/warnings/chains.ts';
import { tellOddLegs } from '../legs/warnings/tell-odd-legs.ts';
import { guardFactory, guardModel } from './misplaced.ts';
import { supportedUrlsOf } from '../references/supported-urls.ts';
import { resolveRouter, type ResolvedRouter } from '../options/resolve-router.ts';
import type { RouterOptions } from '../options/router-options.ts';
import { preflightRows, type PreflightOptions } from '../options/preflight-options.ts';
import { limitOf } from '../options/timeout-options.ts';
import { tellUnfitRoutes } from '../legs/warnings/unfit-routes.ts';
import { checkRows, filled } from '../runtime/option-rows.ts';
import { SPECIFICATION } from '../sdk-specification.ts';
import type { LanguageModel } from '../sdk-types.ts';
import { callLegs } from '../call/call.ts';
import { rememberSettings } from './chain-settings.ts';
import { describeLegs, type RouterDescription } from './describe-legs.ts';
import { generate } from '../attempt/generate.ts';
import { preflightLegs, type PreflightReport } from './preflight.ts';
import { guardsOf } from './guards-of.ts';
import { createRouter } from './router.ts';
import { stream } from '../attempt/stream.ts';

/** Options of {@link createFailover}. */
export interface CreateFailoverOptions extends RouterOptions {
  /** The legs, in order; the first is the primary. */
  models: readonly LegInput[];
}

/** A model that routes around failures. */
export type FailoverModel = LanguageModel & {
  /** The legs in order, and the most attempts of one round. */
  describe(): RouterDescription;
  /**
   * Asks every leg one small question and reports which legs answered, how fast, and what to do about the others. Costs a
   * few tokens per leg; does not change the legs' health.
   *
   * @example const { ok, legs } = await model.preflight();
   * @throws {TypeError} for an unknown option or a value that an option does not take
   * @throws the reason of `abortSignal`; never for a leg that fails
   */
  preflight(options?: PreflightOptions): Promise<PreflightReport>;
  /** The health of its legs; `undefined` if it is switched off, or there is one leg. */
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
export const createFailover: (options: CreateFailoverOptions) => FailoverModel = /* @__PURE__ */ guardFactory(
  OWNER,
  make,
);

function make(options: CreateFailoverOptions): FailoverModel {
  const countLegs = () => (Array.isArray(options.models) ? options.models.length : 0);
  const resolved = resolveRouter(OWNER, options, countLegs, ['models']);
  const { models } = options;
  checkModels(OWNER, models);
  const parsed = models.map((input, index) => parseLeg(OWNER, `models[${index}]`, input));
  const declarations = parsed.map(({ declaration }) => declaration);
  checkNames(OWNER, parsed);
  tellUnfitRoutes(OWNER, resolved, declarations);
  tellOddLegs(OWNER, resolved, parsed);
  const legs = createLegs(parsed, resolved);
  const router = createRouter(resolved, guardsOf);
  const { provider, modelId } = legs[0]!.model;
  // Files are downloaded once, where any leg needs their bytes.
  const urls = supportedUrlsOf(
    legs.map(leg => leg.model),
    resolved.clock,
    limitOf(resolved.timeouts.totalMs),
  );
  const isChain = legs.length > 1;
  const supportedUrls = isChain ? chainUrls(urls) : urls;
  const model: FailoverModel = {
    specificationVersion: SPECIFICATION,
    provider,
    modelId,
    supportedUrls,
    doGenerate: params => callLegs(router, generate, legs, params),
    doStream: params => callLegs(router, stream, legs, params),
    health: resolved.health,
    describe: () => describeLegs(legs, resolved.maxAttempts),
    preflight: (given = {}) => preflight(legs, resolved, given),
  };
  if (isChain) {
    markChain(model);
    rememberSettings(supportedUrls, options);
  }
  rememberSettings(model, options);
  return guardModel(OWNER, 'failoverMiddleware', model);
}

/** Asks each leg for a short text. */
async function preflight(
  legs: readonly LanguageLeg[],
  resolved: ResolvedRouter,
  given: PreflightOptions,
): Promise<PreflightReport> {
  const rows = preflightRows();
  checkRows('preflight', '', given, rows);
  const settings = filled(given, rows);
  const { maxOutputTokens, via, abortSignal } = settings;
  // Gateways answer the same prompt from their cache, which says nothing of the provider.
  const text = settings.prompt ?? `Reply with the word ok. (${crypto.randomUUID().slice(0, 8)})`;
  return preflightLegs(legs, resolved, settings, {
    via,
    ask: (router, leg) =>
      callLegs(router, generate, [leg], {
        prompt: [{ role: 'user', content: [{ type: 'text', text }] }],
        maxOutputTokens,
        ...(abortSignal && { abortSignal }),
      }),
  });
}
