/** The router over embedding models, as a model. */
import type { Health } from '../health/health.ts';
import {
  checkSpaces,
  createEmbeddingLegs,
  parseEmbeddingLeg,
  type EmbeddingLeg,
  type EmbeddingLegInput,
} from '../legs/embedding-leg.ts';
import { maxEmbeddingsOf, splittingOf, supportsParallelOf } from '../legs/embedding-limits.ts';
import { markChain } from '../legs/warnings/chains.ts';
import { checkModels, checkNames } from '../legs/leg-input.ts';
import { tellOddLegs } from '../legs/warnings/tell-odd-legs.ts';
import { guardFactory, guardModel } from './misplaced.ts';
import { tellUnfitRoutes } from '../legs/warnings/unfit-routes.ts';
import type { ResolvedRouter } from '../options/resolve-router.ts';
import { resolveEmbeddingRouter, type EmbeddingRouterOptions } from '../options/embedding-options.ts';
import { embeddingPreflightRows, type EmbeddingPreflightOptions } from '../options/preflight-options.ts';
import { limitOf } from '../options/timeout-options.ts';
import { checkRows, filled } from '../runtime/option-rows.ts';
import { SPECIFICATION } from '../sdk-specification.ts';
import type { EmbeddingModel } from '../sdk-types.ts';
import { rememberSettings } from './chain-settings.ts';
import { describeLegs, type RouterDescription } from './describe-legs.ts';
import { embedByLegs } from '../attempt/embed.ts';
import { preflightLegs, type PreflightReport } from './preflight.ts';
import { guardsOf } from './guards-of.ts';
import { createRouter } from './router.ts';

/** Options of {@link createEmbeddingFailover}. */
export interface CreateEmbeddingFailoverOptions extends EmbeddingRouterOptions {
  /** The legs, in order; the first is the primary. Several legs declare the same `space`. */
  models: readonly EmbeddingLegInput[];
}

/** An embedding model that routes around failures. */
export type EmbeddingFailoverModel = EmbeddingModel & {
  /** The legs in order, and the most attempts of one round. */
  describe(): RouterDescription;
  /**
   * Asks every leg for the vector of one word and reports which legs answered, and what to do about the others.
   *
   * @throws {TypeError} for an unknown option or a value that an option does not take
   * @throws the reason of `abortSignal`; never for a leg that fails
   */
  preflight(options?: EmbeddingPreflightOptions): Promise<PreflightReport>;
  /** The health of its legs; `undefined` if it is switched off, or there is one leg. */
  readonly health: Health | undefined;
};

const OWNER = 'createEmbeddingFailover';

/**
 * An embedding model that routes around failures, for `embed` and `embedMany`. Its `provider` and `modelId` are those of
 * the first leg, constants. An answer with another number of vectors than values, with vectors of another length than
 * declared or asked for, or with anything but finite numbers is a failure and is never returned.
 *
 * @example
 * ```ts
 * const model = createEmbeddingFailover({
 *   models: [
 *     { model: openai.embedding('text-embedding-3-small'), space: 'small-3', dimensions: 1536 },
 *     { model: azure.embedding('our-deployment-of-it'), space: 'small-3', dimensions: 1536 },
 *   ],
 * });
 * ```
 *
 * @throws {TypeError} for an unknown option, a value that an option does not take, or legs of different spaces
 */
export const createEmbeddingFailover: (options: CreateEmbeddingFailoverOptions) => EmbeddingFailoverModel =
  /* @__PURE__ */ guardFactory(OWNER, make);

function make(options: CreateEmbeddingFailoverOptions): EmbeddingFailoverModel {
  const countLegs = () => (Array.isArray(options.models) ? options.models.length : 0);
  const resolved = resolveEmbeddingRouter(OWNER, options, countLegs, ['models']);
  const { models } = options;
  checkModels(OWNER, models);
  const parsed = models.map((input, index) => parseEmbeddingLeg(OWNER, `models[${index}]`, input));
  const declarations = parsed.map(({ declaration }) => declaration);
  checkNames(OWNER, parsed);
  checkSpaces(OWNER, parsed);
  tellUnfitRoutes(OWNER, resolved, declarations);
  tellOddLegs(OWNER, resolved, parsed);
  const legs = createEmbeddingLegs(parsed, resolved);
  const router = createRouter(resolved, guardsOf);
  const all = legs.map(leg => leg.model);
  const [{ provider, modelId }] = all as [EmbeddingModel, ...EmbeddingModel[]];
  const wait = { clock: resolved.clock, totalMs: limitOf(resolved.timeouts.totalMs) };
  const model: EmbeddingFailoverModel = {
    specificationVersion: SPECIFICATION,
    provider,
    modelId,
    ...splittingOf(all),
    maxEmbeddingsPerCall: maxEmbeddingsOf(all, wait),
    supportsParallelCalls: supportsParallelOf(all, wait),
    doEmbed: params => embedByLegs(router, legs, params),
    health: resolved.health,
    describe: () => describeLegs(legs, resolved.maxAttempts),
    preflight: (given = {}) => preflight(legs, resolved, given),
  };
  if (legs.length > 1) markChain(model);
  rememberSettings(model, options);
  return guardModel(OWNER, 'embeddingFailoverMiddleware', model);
}

/** Asks each leg for one vector. */
async function preflight(
  legs: readonly EmbeddingLeg[],
  resolved: ResolvedRouter,
  given: EmbeddingPreflightOptions,
): Promise<PreflightReport> {
  const rows = embeddingPreflightRows();
  checkRows('preflight', '', given, rows);
  const settings = filled(given, rows);
  const { abortSignal } = settings;
  const params = { values: ['ok'], ...(abortSignal && { abortSignal }) };
  return preflightLegs(legs, resolved, settings, {
    via: 'generate',
    ask: (router, leg) => embedByLegs(router, [leg], params),
  });
}
