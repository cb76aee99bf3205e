/** Models in memory: they cost next to nothing, so that a difference is the wrapper's. */
import { APICallError } from 'ai';
import type { CallOptions, GenerateResult, LanguageModel, StreamPart } from '../src/sdk-types.ts';

const tokens = { total: 1, noCache: undefined, cacheRead: undefined, cacheWrite: undefined };
const usage = { inputTokens: tokens, outputTokens: { total: 1, text: 1, reasoning: undefined } };
const finishReason = { unified: 'stop', raw: 'stop' } as const;

export const textOf = ({ prompt }: CallOptions): string => {
  const content = prompt.at(-1)?.content[0];
  return typeof content === 'object' && content.type === 'text' ? content.text : '';
};

export const paramsFor = (text: string): CallOptions => ({
  prompt: [{ role: 'user', content: [{ type: 'text', text }] }],
});

/** An agent's history of so many messages. */
export const historyOf = (messages: number): CallOptions => ({
  prompt: Array.from({ length: messages }, (_, index) => ({
    role: index % 2 === 0 ? ('user' as const) : ('assistant' as const),
    content: [{ type: 'text' as const, text: `Message ${index}` }],
  })),
});

const result = (text: string): GenerateResult => ({
  content: [{ type: 'text', text }],
  finishReason,
  usage,
  warnings: [],
});

const base = { specificationVersion: 'v4', provider: 'memory', supportedUrls: {} } as const;

const noStream = () => Promise.reject(new Error('This model does not stream'));

/** Answers every call with its own prompt. */
export function echo(modelId: string, delayMs?: number): LanguageModel {
  return {
    ...base,
    modelId,
    async doGenerate(params) {
      if (delayMs !== undefined) await new Promise(resolve => setTimeout(resolve, delayMs));
      return result(textOf(params));
    },
    doStream: noStream,
  };
}

/** What calls of silent models wait for, as a socket would hold it. */
const waiting: (() => void)[] = [];

/** Never answers. */
export function silent(modelId: string): LanguageModel {
  return {
    ...base,
    modelId,
    doGenerate: () => new Promise(resolve => void waiting.push(() => resolve(result('too late')))),
    doStream: noStream,
  };
}

/** Streams so many parts of text. */
export function streaming(modelId: string, parts: number): LanguageModel {
  const delta: StreamPart = { type: 'text-delta', id: 't', delta: 'word ' };
  return {
    ...base,
    modelId,
    doGenerate: async params => result(textOf(params)),
    async doStream() {
      let sent = 0;
      const stream = new ReadableStream<StreamPart>(
        {
          start(controller) {
            controller.enqueue({ type: 'stream-start', warnings: [] });
            controller.enqueue({ type: 'text-start', id: 't' });
          },
          pull(controller) {
            if (sent++ < parts) return controller.enqueue(delta);
            controller.enqueue({ type: 'text-end', id: 't' });
            controller.enqueue({ type: 'finish', finishReason, usage });
            controller.close();
          },
        },
        { highWaterMark: 0 },
      );
      return { stream };
    },
  };
}

/** What a provider that is down is answered with. */
const unavailable = () =>
  new APICallError({
    message: 'Service Unavailable',
    url: 'https://memory.invalid/v1/chat',
    requestBodyValues: {},
    statusCode: 503,
    isRetryable: true,
    responseHeaders: {},
    responseBody: '{"error":{"message":"Service Unavailable"}}',
  });

/** Fails every call. */
export function failing(
  modelId: string,
  failed: (at: number) => void,
  make: () => unknown,
  delayMs?: () => number,
): LanguageModel {
  return {
    ...base,
    modelId,
    async doGenerate() {
      if (delayMs) await new Promise(resolve => setTimeout(resolve, delayMs()));
      const error = make();
      failed(performance.now());
      throw error;
    },
    doStream: noStream,
  };
}

/** Fails every call as a provider that is down. */
export const dead = (modelId: string, failed: (at: number) => void, delayMs?: () => number): LanguageModel =>
  failing(modelId, failed, unavailable, delayMs);

/** Notes when it is asked. */
export function watched(model: LanguageModel, asked: (at: number) => void): LanguageModel {
  return {
    ...model,
    doGenerate(params) {
      asked(performance.now());
      return model.doGenerate(params);
    },
  };
}
