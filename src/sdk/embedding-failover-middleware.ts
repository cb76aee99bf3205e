/** The router as an embedding model middleware: the wrapped model is the primary. */
import type { EmbeddingModelMiddleware } from 'ai';
import {
  checkSpace,
  checkSpaces,
  createEmbeddingLegs,
  EMBEDDING_DECLARATION,
  parseEmbeddingLeg,
  type EmbeddingLeg,
  type EmbeddingLegDeclaration,
  type EmbeddingLegInput,
} from '../legs/embedding-leg.ts';
import { maxEmbeddingsOf, supportsParallelOf } from '../legs/embedding-limits.ts';
import { checkNames } from '../legs/leg-input.ts';
import { tellOddLegs } from '../legs/warnings/tell-odd-legs.ts';
import { tellUnfitRoutes } from '../legs/warnings/unfit-routes.ts';
import { resolveEmbeddingRouter, type EmbeddingRouterOptions } from '../options/embedding-options.ts';
import { limitOf } from '../options/timeout-options.ts';
import { optionError } from '../runtime/check-options.ts';
import { checkRows } from '../runtime/option-rows.ts';
import { SPECIFICATION } from '../sdk-specification.ts';
import type { EmbeddingModel } from '../sdk-types.ts';
import { embedByLegs } from '../attempt/embed.ts';
import { guardFactory, guardMiddleware } from './misplaced.ts';
import { guardsOf } from './guards-of.ts';
import { createRouter } from './router.ts';

/** Options of {@link embeddingFailoverMiddleware}. */
export interface EmbeddingFailoverMiddlewareOptions extends EmbeddingRouterOptions {
  /** The fallback legs, in order: embedding models, model ids, or `{ model, name, dimensions, … }`. */
  to: EmbeddingLegInput | readonly EmbeddingLegInput[];
  /** The space of the wrapped model, and of every leg that does not declare one itself. */
  space?: string | undefined;
  /** What is declared about the wrapped model. */
  primary?: EmbeddingLegDeclaration | undefined;
}

const OWNER = 'embeddingFailoverMiddleware';

/**
 * An embedding model middleware that routes around failures: the wrapped model first, then the legs in `to`.
 *
 * @example
 * ```ts
 * const model = wrapEmbeddingModel({
 *   model: openai.embedding('text-embedding-3-small'),
 *   middleware: embeddingFailoverMiddleware({ to: azure.embedding('our-deployment-of-it'), space: 'small-3' }),
 * });
 * ```
 *
 * @throws {TypeError} for an unknown option, a value that an option does not take, or legs of different spaces
 */
export const embeddingFailoverMiddleware: (options: EmbeddingFailoverMiddlewareOptions) => EmbeddingModelMiddleware =
  /* @__PURE__ */ guardFactory(OWNER, make);

function make(options: EmbeddingFailoverMiddlewareOptions): EmbeddingModelMiddleware {
  const inputsOf = () =>
    Array.isArray(options.to) ? (options.to as readonly EmbeddingLegInput[]) : [options.to as EmbeddingLegInput];
  const resolved = resolveEmbeddingRouter(OWNER, options, () => 1 + inputsOf().length, ['to', 'space', 'primary']);
  const { to, space, primary = {} } = options;
  const inputs = inputsOf();
  checkSpace(OWNER, 'space', space);
  checkRows(OWNER, 'primary', primary, EMBEDDING_DECLARATION);
  if (inputs.length === 0) throw optionError(OWNER, 'to', to, 'at least one leg');
  const inSpace = (declaration: EmbeddingLegDeclaration) => ({ ...declaration, space: declaration.space ?? space });
  const declared = inSpace(primary);
  const fallbacks = inputs.map((input, index) => {
    const leg = parseEmbeddingLeg(OWNER, Array.isArray(to) ? `to[${index}]` : 'to', input);
    return { ...leg, declaration: inSpace(leg.declaration) };
  });
  const declarations = [declared, ...fallbacks.map(({ declaration }) => declaration)];
  const spaced = [{ option: 'primary', declaration: declared }, ...fallbacks];
  checkNames(OWNER, spaced);
  checkSpaces(OWNER, spaced);
  tellUnfitRoutes(OWNER, resolved, declarations);
  tellOddLegs(OWNER, resolved, fallbacks);
  const router = createRouter(resolved, guardsOf);
  const known = new WeakMap<EmbeddingModel, readonly EmbeddingLeg[]>();

  /** Each model that is wrapped gets its own legs. */
  function legsOf(model: EmbeddingModel): readonly EmbeddingLeg[] {
    let legs = known.get(model);
    if (!legs) {
      const first = { ...parseEmbeddingLeg(OWNER, 'model', model), declaration: declared };
      tellOddLegs(OWNER, resolved, [first], fallbacks);
      known.set(model, (legs = createEmbeddingLegs([first, ...fallbacks], resolved)));
    }
    return legs;
  }

  const modelsOf = (model: EmbeddingModel) => legsOf(model).map(leg => leg.model);
  const wait = { clock: resolved.clock, totalMs: limitOf(resolved.timeouts.totalMs) };
  return guardMiddleware(OWNER, 'embedding', {
    specificationVersion: SPECIFICATION,
    overrideMaxEmbeddingsPerCall: ({ model }) => maxEmbeddingsOf(modelsOf(model), wait),
    overrideSupportsParallelCalls: ({ model }) => supportsParallelOf(modelsOf(model), wait),
    wrapEmbed: ({ params, model }) => embedByLegs(router, legsOf(model), params),
  });
}
