/** The middleware that only classifies errors, so that the SDK's own `maxRetries` works. */
import type { LanguageModelMiddleware } from 'ai';
import type { LanguageLeg } from '../legs/leg.ts';
import { loneLeg } from '../legs/lone-leg.ts';
import { resolveGatewayErrorOptions, type GatewayErrorOptions } from '../options/gateway-error-options.ts';
import { tellUnfitLimits } from '../legs/warnings/unfit-limits.ts';
import { systemRandom } from '../runtime/clock.ts';
import { checkSpecification, SPECIFICATION } from '../sdk-specification.ts';
import type { LanguageModel } from '../sdk-types.ts';
import { callInOrder } from '../call/run-call.ts';
import { generateAlone } from '../attempt/generate-alone.ts';
import { kindOf, show } from '../runtime/show.ts';
import { guardFactory, guardMiddleware } from './misplaced.ts';
import { createSingleRouter } from './single-router.ts';
import { stream } from '../attempt/stream.ts';

const OWNER = 'gatewayErrorMiddleware';

function checkModel(model: LanguageModel): void {
  // The SDK puts methods on whatever it takes for an older model; only a real one has an id.
  if (kindOf(model) === 'language model') return checkSpecification(OWNER, 'model', model);
  const takes = 'a language model with provider, modelId, doGenerate and doStream';
  throw new TypeError(`${OWNER}: \`model\` of wrapLanguageModel takes ${takes}; got ${show(model)}.`);
}

/**
 * A language model middleware that recognises disguised failures and rethrows them as `APICallError` with the right
 * `isRetryable`, status and message, for `generateText` and `streamText`.
 *
 * A stream is held back until its first content, so that an early failure throws and is retried; a later one becomes
 * one classified error part. Answers and the caller's own abort are passed on unchanged.
 *
 * @example
 * ```ts
 * const model = wrapLanguageModel({ model: openai('gpt-5'), middleware: gatewayErrorMiddleware() });
 * ```
 *
 * @throws {TypeError} for an unknown option or a value that an option does not take
 */
export const gatewayErrorMiddleware: (options?: GatewayErrorOptions) => LanguageModelMiddleware =
  /* @__PURE__ */ guardFactory(OWNER, make);

function make(options: GatewayErrorOptions = {}): LanguageModelMiddleware {
  const guard = resolveGatewayErrorOptions(options);
  const router = createSingleRouter(guard, systemRandom);
  const known = new WeakMap<LanguageModel, readonly [LanguageLeg]>();
  const defaults = {
    timeouts: guard.timeouts,
    setTimeouts: options.timeouts ?? {},
    generateVia: guard.generateVia,
  };
  tellUnfitLimits(OWNER, { ...guard, setTimeouts: options.timeouts ?? {} });

  function legsOf(model: LanguageModel): readonly [LanguageLeg] {
    let legs = known.get(model);
    if (!legs) known.set(model, (legs = [loneLeg(model, defaults)]));
    return legs;
  }

  return guardMiddleware(OWNER, 'language', {
    specificationVersion: SPECIFICATION,
    // Called once, while wrapping: the one place where a wrong model can be told early.
    overrideSupportedUrls({ model }) {
      checkModel(model);
      return model.supportedUrls;
    },
    wrapGenerate: ({ params, model }) => generateAlone(router, legsOf(model), params),
    wrapStream: ({ params, model }) => callInOrder(router, stream, legsOf(model), params),
  });
}
