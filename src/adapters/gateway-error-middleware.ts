/** The middleware that only tells the truth about errors, so that the SDK's own `maxRetries` works. */
import type { LanguageModelMiddleware } from 'ai';
import type { Operation } from '../core/attempt.ts';
import { createStreamingRefusals, type StreamingRefusals } from '../layers/streaming-refusals.ts';
import { resolveGatewayErrorOptions, type GatewayErrorOptions } from './gateway-error-options.ts';
import { generateOverStream, hasTools } from './generate-over-stream.ts';
import { guardGenerate } from './guard-generate.ts';
import { guardStream, type GuardOptions } from './guard-stream.ts';
import { createReporting } from './reporting.ts';
import type { Report } from './report.ts';
import type { CallOptions, GenerateResult, LanguageModel, StreamResult } from './sdk-model.ts';
import { leftOf, limitOf, limitsOfLeg } from './timeout-options.ts';
import { tellUnfitLimits } from './unfit-limits.ts';
import { warn } from './warn.ts';

const OWNER = 'gatewayErrorMiddleware';

/** What the SDK hands over for a call. */
interface Asked {
  doGenerate(): PromiseLike<GenerateResult>;
  doStream(): PromiseLike<StreamResult>;
  params: CallOptions;
  model: LanguageModel;
}

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
  const refusals = new WeakMap<LanguageModel, StreamingRefusals>();
  tellUnfitLimits(OWNER, { ...guard, setTimeouts: options.timeouts ?? {} }, [{}]);

  function refusalsOf(model: LanguageModel): StreamingRefusals {
    let known = refusals.get(model);
    if (!known) refusals.set(model, (known = createStreamingRefusals(() => clock.monotonic())));
    return known;
  }

  const askDirectly = ({ doGenerate, params, model }: Asked, reporter: Report, goneMs: number) =>
    guardGenerate(
      signal => (signal ? model.doGenerate({ ...params, abortSignal: signal }) : doGenerate()),
      params.abortSignal,
      reporter,
      leftOf(guardOptions('generate', model), goneMs),
    );

  const openStream = ({ doStream, params, model }: Asked, reporter: Report, onFirstContent?: () => void) =>
    guardStream(
      signal => (signal ? model.doStream({ ...params, abortSignal: signal }) : doStream()),
      params,
      reporter,
      guardOptions('stream', model),
      { onFirstContent },
    );

  function askOverStream(asked: Asked, reporter: Report): Promise<GenerateResult> {
    const { model, params } = asked;
    const startedAt = clock.monotonic();
    return generateOverStream({
      params,
      report: reporter,
      refusals: refusalsOf(model),
      key: '',
      name: `${model.provider}/${model.modelId}`,
      signal: () => params.abortSignal,
      openStream: (watched, onFirstContent) => openStream(asked, watched, onFirstContent),
      onRefused() {},
      askDirectly: () => askDirectly(asked, reporter, clock.monotonic() - startedAt),
      warn: message => warn(guard.onEvent, `${OWNER}: ${message}.`),
    });
  }

  return {
    specificationVersion: 'v4',
    // Called once, while wrapping: the one place where a wrong model can be told early.
    overrideSupportedUrls({ model }) {
      checkModel(model);
      return model.supportedUrls;
    },
    wrapGenerate(asked) {
      const { model, params } = asked;
      const reporter = report(model, params);
      const isOverStream = guard.generatesVia === 'stream' && !refusalsOf(model).isKnown('', hasTools(params));
      return isOverStream ? askOverStream(asked, reporter) : askDirectly(asked, reporter, 0);
    },
    wrapStream: asked => openStream(asked, report(asked.model, asked.params)),
  };
}
