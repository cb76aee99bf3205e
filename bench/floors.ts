/**
 * The least that a wrapper can cost which keeps its promises: for a call one timer and a signal of its own, linked to the
 * caller's; for a part one hop that is read on demand, looks at the part's type, notes content and reads the clock once.
 * A stream is linked to the caller's signal if there is one. What others do beyond that is what they cost.
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

/** What a limit on silence would look at. */
interface Watched {
  hasContent: boolean;
  waitingSince: number;
}

function hop(source: ReadableStream<StreamPart>, over: () => void): ReadableStream<StreamPart> {
  const reader = source.getReader();
  const watched: Watched = { hasContent: false, waitingSince: 0 };
  return new ReadableStream<StreamPart>(
    {
      async pull(controller) {
        watched.waitingSince = performance.now();
        const { done, value } = await reader.read();
        if (done) {
          over();
          return controller.close();
        }
        if (value.type === 'text-delta') watched.hasContent = true;
        controller.enqueue(value);
      },
      cancel(reason) {
        over();
        return reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}

const nothing = (): void => {};

async function openLinked(model: LanguageModel, params: CallOptions, signal: AbortSignal) {
  const controller = new AbortController();
  const onAbort = () => controller.abort(signal.reason);
  signal.addEventListener('abort', onAbort);
  const result = await model.doStream({ ...params, abortSignal: controller.signal });
  return { ...result, stream: hop(result.stream, () => signal.removeEventListener('abort', onAbort)) };
}

/** Asks the first leg alone. */
export const floor: Chain = ([model]) => ({
  ...model!,
  doGenerate: params => ask(model!, params),
  async doStream(params) {
    if (params.abortSignal) return openLinked(model!, params, params.abortSignal);
    const result = await model!.doStream(params);
    return { ...result, stream: hop(result.stream, nothing) };
  },
});
