/** The middleware that only tells the truth about errors, so that the SDK's own `maxRetries` works. */
import type { LanguageModelMiddleware } from 'ai';
import { createLegs, type LanguageLeg, type LegDefaults } from '../legs/leg.ts';
import { resolveGatewayErrorOptions, type GatewayErrorOptions } from '../options/gateway-error-options.ts';
import { tellUnfitLimits } from '../legs/unfit-limits.ts';
import { systemRandom } from '../runtime/clock.ts';
import type { LanguageModel } from '../sdk-types.ts';
import { callLegs } from '../call/call.ts';
import { generateAlone } from '../attempt/generate-alone.ts';
import { createRouter } from './router.ts';
import { singleSettings } from '../call/router-settings.ts';
import { stream } from '../attempt/stream.ts';

const OWNER = 'gatewayErrorMiddleware';

function checkModel(model: LanguageModel): void {
  // The SDK puts methods on whatever it takes for an older model; only a real one has an id.
  const isModel = typeof model?.doGenerate === 'function' && typeof model.doStream === 'function';
  if (isModel && typeof model.modelId === 'string') return;
  throw new TypeError(
    'gatewayErrorMiddleware: `model` of wrapLanguageModel takes a language model with modelId, doGenerate and doStream.',
  );
}

/**
 * A language model middleware that recognises disguised failures and rethrows them as `APICallError` with the right
 * `isRetryable`, status and message, for `generateText` and `streamText`.
 *
 * A stream is held back until its first content, so that an early failure throws and is retried; a later one becomes
 * one classified error part. The caller's own abort passes untouched, and so does an answer.
 *
 * @example
 * ```ts
 * const model = wrapLanguageModel({ model: openai('gpt-5'), middleware: gatewayErrorMiddleware() });
 * ```
 *
 * @throws {TypeError} for an unknown option or a value that an option does not take
 */
export function gatewayErrorMiddleware(options: GatewayErrorOptions = {}): LanguageModelMiddleware {
  const guard = resolveGatewayErrorOptions(options);
  const router = createRouter(singleSettings(guard, systemRandom));
  const known = new WeakMap<LanguageModel, readonly [LanguageLeg]>();
  const defaults: LegDefaults = {
    perLeg: 0,
    timeouts: guard.timeouts,
    setTimeouts: options.timeouts ?? {},
    generateVia: guard.generateVia,
  };
  tellUnfitLimits(OWNER, { ...guard, setTimeouts: options.timeouts ?? {} }, [{}]);

  function legsOf(model: LanguageModel): readonly [LanguageLeg] {
    let legs = known.get(model);
    if (!legs) {
      const [leg] = createLegs([{ model, declaration: {} }], defaults);
      known.set(model, (legs = [leg!]));
    }
    return legs;
  }

  return {
    specificationVersion: 'v4',
    // Called once, while wrapping: the one place where a wrong model can be told early.
    overrideSupportedUrls({ model }) {
      checkModel(model);
      return model.supportedUrls;
    },
    wrapGenerate: ({ params, model }) => generateAlone(router, legsOf(model), params),
    wrapStream: ({ params, model }) => callLegs(router, stream, legsOf(model), params),
  };
}
