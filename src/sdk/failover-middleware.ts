/** The router as a language model middleware: the wrapped model is the primary. */
import type { LanguageModelMiddleware } from 'ai';
import { optionError } from '../runtime/check-options.ts';
import { checkRows } from '../runtime/option-rows.ts';
import type { RouterOptions } from '../options/router-options.ts';
import { resolveRouter } from '../options/resolve-router.ts';
import { DECLARATION, checkNames, parseLeg, type LegDeclaration, type LegInput } from '../legs/leg-input.ts';
import { rememberSettings } from './chain-settings.ts';
import { chainUrls } from '../legs/warnings/chains.ts';
import type { ParsedLeg } from '../legs/parse-leg.ts';
import { tellOddLegs } from '../legs/warnings/tell-odd-legs.ts';
import { createLegs, type LanguageLeg, type LegDefaults } from '../legs/leg.ts';
import { callLegs } from '../call/call.ts';
import { generate } from '../attempt/generate.ts';
import type { Router } from '../call/model-call.ts';
import { guardFactory, guardMiddleware } from './misplaced.ts';
import { guardsOf } from './guards-of.ts';
import { createRouter } from './router.ts';
import { stream } from '../attempt/stream.ts';
import { SPECIFICATION } from '../sdk-specification.ts';
import type { LanguageModel } from '../sdk-types.ts';
import { supportedUrlsOf } from '../references/supported-urls.ts';
import { limitOf } from '../options/timeout-options.ts';
import { tellUnfitRoutes } from '../legs/warnings/unfit-routes.ts';

/** Options of {@link failoverMiddleware}. */
export interface FailoverMiddlewareOptions extends RouterOptions {
  /** The fallback legs, in order: models, model ids, or `{ model, name, providerOptions, … }`. */
  to: LegInput | readonly LegInput[];
  /** Options of the wrapped model as a leg. */
  primary?: LegDeclaration | undefined;
}

const OWNER = 'failoverMiddleware';

/**
 * A language model middleware that routes around failures: the wrapped model first, then the legs in `to`. Includes
 * what `gatewayErrorMiddleware` does.
 *
 * A failure before the first content is invisible; after it, the stream ends with an error part. When every leg fails, a
 * `FailoverError` (an `APICallError`) lists the attempts.
 *
 * @example
 * ```ts
 * const model = wrapLanguageModel({
 *   model: anthropic('claude-sonnet-4-5'),
 *   middleware: failoverMiddleware({ to: [bedrock('…'), openai('gpt-5')] }),
 * });
 * ```
 *
 * @throws {TypeError} for an unknown option or a value that an option does not take
 */
export const failoverMiddleware: (options: FailoverMiddlewareOptions) => LanguageModelMiddleware =
  /* @__PURE__ */ guardFactory(OWNER, make);

function make(options: FailoverMiddlewareOptions): LanguageModelMiddleware {
  const inputsOf = () => (Array.isArray(options.to) ? (options.to as readonly LegInput[]) : [options.to as LegInput]);
  const resolved = resolveRouter(OWNER, options, () => 1 + inputsOf().length, ['to', 'primary']);
  const { to, primary = {} } = options;
  const inputs = inputsOf();
  checkRows(OWNER, 'primary', primary, DECLARATION);
  if (inputs.length === 0) throw optionError(OWNER, 'to', to, 'at least one leg');
  const fallbacks = inputs.map((input, index) => parseLeg(OWNER, Array.isArray(to) ? `to[${index}]` : 'to', input));
  const legs = [{ option: 'primary', declaration: primary }, ...fallbacks];
  checkNames(OWNER, legs);
  tellUnfitRoutes(
    OWNER,
    resolved,
    legs.map(leg => leg.declaration),
  );
  tellOddLegs(OWNER, resolved, fallbacks);
  const remember = (urls: object, model: LanguageModel) => {
    const { to: _, primary: __, ...rest } = options;
    rememberSettings(urls, { ...rest, models: [{ ...primary, model }, ...inputs] });
  };
  return routerMiddleware(createRouter(resolved, guardsOf), resolved, fallbacks, primary, remember);
}

/** One router as a middleware; each model that it wraps gets its own legs. */
function routerMiddleware(
  router: Router,
  defaults: LegDefaults,
  fallbacks: readonly ParsedLeg<LegDeclaration, LanguageModel>[],
  declaration: LegDeclaration,
  remember: (urls: object, model: LanguageModel) => void,
): LanguageModelMiddleware {
  const known = new WeakMap<LanguageModel, readonly LanguageLeg[]>();

  function legsOf(model: LanguageModel): readonly LanguageLeg[] {
    let legs = known.get(model);
    if (!legs) {
      const primary = { ...parseLeg(OWNER, 'model', model), declaration };
      tellOddLegs(OWNER, router, [primary], fallbacks);
      known.set(model, (legs = createLegs([primary, ...fallbacks], defaults)));
    }
    return legs;
  }

  return guardMiddleware(OWNER, 'language', {
    specificationVersion: SPECIFICATION,
    // Files are downloaded once, where any leg needs their bytes.
    overrideSupportedUrls({ model }) {
      const models = legsOf(model).map(leg => leg.model);
      const urls = chainUrls(supportedUrlsOf(models, router.clock, limitOf(defaults.timeouts.totalMs)));
      remember(urls, model);
      return urls;
    },
    wrapGenerate: ({ params, model }) => callLegs(router, generate, legsOf(model), params),
    wrapStream: ({ params, model }) => callLegs(router, stream, legsOf(model), params),
  });
}
