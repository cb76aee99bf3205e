/** The middleware that only tells the truth about errors, so that the SDK's own `maxRetries` works. */
import type { LanguageModelMiddleware } from 'ai';
import { resolveGatewayErrorOptions, type GatewayErrorOptions } from './gateway-error-options.ts';
import type { Operation } from '../core/attempt.ts';
import { guardGenerate } from './guard-generate.ts';
import { guardStream, type GuardOptions } from './guard-stream.ts';
import { createReporting } from './reporting.ts';
import type { LanguageModel } from './sdk-model.ts';
import { limitOf, limitsOfLeg } from './timeout-options.ts';

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
  const { report, onExpired } = createReporting(guard);
  const limits = limitsOfLeg(guard.timeouts, undefined, undefined);
  const { clock, holdBackMs, maxHeldParts } = guard;
  const totalMs = limitOf(guard.timeouts.totalMs);
  const guardOptions = (operation: Operation, model: LanguageModel): GuardOptions => ({
    ...limits[operation],
    totalMs,
    clock,
    holdBackMs,
    maxHeldParts,
    onExpired: onExpired(model),
  });
  return {
    specificationVersion: 'v4',
    // Called once, while wrapping: the one place where a wrong model can be told early.
    overrideSupportedUrls({ model }) {
      checkModel(model);
      return model.supportedUrls;
    },
    wrapGenerate: ({ doGenerate, params, model }) =>
      guardGenerate(
        signal => (signal ? model.doGenerate({ ...params, abortSignal: signal }) : doGenerate()),
        params.abortSignal,
        report(model, params),
        guardOptions('generate', model),
      ),
    wrapStream: ({ doStream, params, model }) =>
      guardStream(
        signal => (signal ? model.doStream({ ...params, abortSignal: signal }) : doStream()),
        params,
        report(model, params),
        guardOptions('stream', model),
      ),
  };
}
