/**
 * The least that a wrapper can cost which keeps its promises: for a call one timer and a signal of its own, linked to the
 * caller's; for a part one hop that is read on demand. What others do beyond that is what they cost.
 */
import type { CallOptions, GenerateResult, LanguageModel, StreamPart } from '../src/sdk-types.ts';
import type { Chain } from './peers.ts';

const LIMIT_MS = 90_000;

function ask(model: LanguageModel, params: CallOptions): Promise<GenerateResult> {
  const { abortSignal } = params;
  return new Promise((resolve, reject) => {
    const controller = new AbortController();
    const end = (error: unknown) => {
      over();
      controller.abort(error);
      reject(error);
    };
    const onAbort = () => end(abortSignal?.reason);
    const timer = setTimeout(() => end(new Error('The limit is over')), LIMIT_MS);
    function over(): void {
      clearTimeout(timer);
      abortSignal?.removeEventListener('abort', onAbort);
    }
    abortSignal?.addEventListener('abort', onAbort);
    Promise.resolve(model.doGenerate({ ...params, abortSignal: controller.signal })).then(result => {
      over();
      resolve(result);
    }, end);
  });
}

function hop(source: ReadableStream<StreamPart>): ReadableStream<StreamPart> {
  const reader = source.getReader();
  return new ReadableStream<StreamPart>(
    {
      async pull(controller) {
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: reason => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}

/** Asks the first leg alone. */
export const floor: Chain = ([model]) => ({
  ...model!,
  doGenerate: params => ask(model!, params),
  async doStream(params) {
    const result = await model!.doStream(params);
    return { ...result, stream: hop(result.stream) };
  },
});
