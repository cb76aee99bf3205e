/** The middleware that only tells the truth about errors, so that the SDK's own `maxRetries` works. */
import type { LanguageModelMiddleware } from 'ai';
import { createClassifier } from '../classify/classify.ts';
import { emit } from '../core/events.ts';
import type { Failure } from '../failure.ts';
import { createNeverSucceeded } from '../layers/never-succeeded.ts';
import { resolveGatewayErrorOptions, type GatewayErrorOptions } from './gateway-error-options.ts';
import { guardGenerate } from './guard-generate.ts';
import { guardStream } from './guard-stream.ts';
import { createReport } from './report.ts';
import type { CallOptions, LanguageModel } from './sdk-model.ts';

/** Cloudflare's "Failed to get response from provider": an outage, or a route that never worked. */
const PROVIDER_FAILED = 'cloudflare:2005';

const MISCONFIGURED =
  'This route has never answered: check the model id, its provider prefix and the provider key stored in the gateway.';

function checkModel(model: LanguageModel): void {
  if (typeof model?.doGenerate === 'function' && typeof model.doStream === 'function') return;
  throw new TypeError('gatewayErrorMiddleware: `model` of wrapLanguageModel takes a language model with doGenerate and doStream.');
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
  const { neverSucceeded, observe, onEvent, clock, ...resolved } = resolveGatewayErrorOptions(options);
  const classifier = createClassifier(resolved.classifier);
  const memory = neverSucceeded && createNeverSucceeded(neverSucceeded, () => clock.now());

  function judge(failure: Failure, route: string, call: object): Failure {
    if (failure.rule !== PROVIDER_FAILED || !memory?.failed(route, call)) return failure;
    return { ...failure, rule: `${PROVIDER_FAILED}:never-succeeded`, remedy: MISCONFIGURED };
  }

  const reporting = {
    classifier,
    onEvent,
    includeRequestBody: resolved.includeRequestBody,
    judge,
    succeeded: (route: string) => memory?.succeeded(route),
  };
  const reportFor = (model: LanguageModel, params: CallOptions) => createReport(reporting, model, params);

  return {
    specificationVersion: 'v4',
    // Called once, while wrapping: the one place where a wrong model can be told early.
    overrideSupportedUrls({ model }) {
      checkModel(model);
      return model.supportedUrls;
    },
    wrapGenerate: ({ doGenerate, params, model }) => guardGenerate(doGenerate, reportFor(model, params)),
    wrapStream: ({ doStream, params, model }) =>
      guardStream(
        signal => (signal ? model.doStream({ ...params, abortSignal: signal }) : doStream()),
        params,
        reportFor(model, params),
        {
          ...resolved,
          clock,
          onExpired({ limit, ms }) {
            emit(onEvent, {
              type: 'timeout',
              limit,
              ms,
              observed: observe,
              provider: model.provider,
              modelId: model.modelId,
            });
            return !observe;
          },
        },
      ),
  };
}
