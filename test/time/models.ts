/** Models whose streams are scripted part by part, where no provider package gets that far. */
import { APICallError } from 'ai';
import { SPECIFICATION } from '../../src/sdk-specification.ts';
import type { FinishPart, LanguageModel, StreamPart } from '../../src/sdk-types.ts';

const tokens = { total: 1, noCache: 1, cacheRead: undefined, cacheWrite: undefined };
export const finish = (unified: 'stop' | 'error' = 'stop'): FinishPart => ({
  type: 'finish',
  finishReason: { unified, raw: unified },
  usage: { inputTokens: tokens, outputTokens: { total: 1, text: 1, reasoning: undefined } },
});

/** The beginning of an answer, up to these words. */
export const words = (...deltas: string[]): StreamPart[] => [
  { type: 'stream-start', warnings: [] },
  { type: 'text-start', id: 't' },
  ...deltas.map((delta): StreamPart => ({ type: 'text-delta', id: 't', delta })),
];
export const whole = (...deltas: string[]): StreamPart[] => [
  ...words(...deltas),
  { type: 'text-end', id: 't' },
  finish(),
];

/** A stream that is read part by part, and then ends, stays silent, or dies. */
export function streamOf(parts: readonly StreamPart[], end?: 'silent' | Error, onCancel?: (reason: unknown) => void) {
  const left = [...parts];
  return new ReadableStream<StreamPart>(
    {
      pull(controller) {
        const part = left.shift();
        if (part) controller.enqueue(part);
        else if (end === 'silent') return new Promise<void>(() => {});
        else if (end) controller.error(end);
        else controller.close();
      },
      cancel: onCancel,
    },
    { highWaterMark: 0 },
  );
}

export const failing = (statusCode: number): APICallError =>
  new APICallError({ message: `status ${statusCode}`, url: 'https://x.test', requestBodyValues: {}, statusCode });

export function modelOf(modelId: string, open: () => ReadableStream<StreamPart> | Promise<ReadableStream<StreamPart>>) {
  const model: LanguageModel = {
    specificationVersion: SPECIFICATION,
    provider: 'test',
    modelId,
    supportedUrls: {},
    async doGenerate() {
      await open();
      const { finishReason, usage } = finish();
      return { content: [{ type: 'text', text: modelId }], finishReason, usage, warnings: [] };
    },
    doStream: async () => ({ stream: await open() }),
  };
  return model;
}

/** What a stream says, part by part. */
export async function outlineOf(stream: ReadableStream<StreamPart>): Promise<string[]> {
  const said: string[] = [];
  for await (const part of stream) {
    if (part.type === 'text-delta') said.push(`"${part.delta}"`);
    else said.push(part.type === 'finish' ? `finish ${part.finishReason.unified}` : part.type);
  }
  return said;
}
