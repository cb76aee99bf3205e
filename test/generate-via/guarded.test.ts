/** What a generate call gains when it runs over a guarded stream. */
import { generateText, type LanguageModel, wrapLanguageModel } from 'ai';
import { MockLanguageModelV4 } from 'ai/test';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { collectStream } from '../../src/stream/collect-stream.ts';
import { classify, gatewayErrorMiddleware } from '../../src/index.ts';
import { createPartSource, finish, metadata, start, text, textEnd, textStart } from '../support/part-source.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const good = () => {
  const source = createPartSource();
  source.push(start, metadata, textStart, text('Hel'), text('lo'), textEnd, finish());
  source.end();
  return source;
};

/** A model whose generate calls run over its guarded streams: these, in turn. */
function overStreams(...sources: ReturnType<typeof createPartSource>[]) {
  const mock = new MockLanguageModelV4({ doStream: sources.map(({ result }) => result) });
  const model: LanguageModel = wrapLanguageModel({
    model: mock,
    middleware: [
      { wrapGenerate: async ({ doStream, params }) => collectStream(await doStream(), params) },
      gatewayErrorMiddleware({ timeouts: { idleMs: 1_000 } }),
    ],
  });
  return { model, mock };
}

const overloaded = { type: 'error', error: { message: 'Overloaded', code: 529 } } as const;

test('an error in the middle of the answer is retried, and nothing of the broken answer is left', async () => {
  const broken = createPartSource();
  broken.push(start, textStart, text('Half an ans'), overloaded);
  const { model, mock } = overStreams(broken, good());
  const answer = generateText({ model, prompt: 'Hi' });
  await vi.advanceTimersByTimeAsync(2_000);
  expect((await answer).text).toBe('Hello');
  expect(mock.doStreamCalls).toHaveLength(2);
  expect(broken.cancelled).toHaveLength(1);
});

test('an answer that ends without a finish is a failure that may be retried', async () => {
  const broken = createPartSource();
  broken.push(start, textStart, text('Half an ans'));
  broken.end();
  const { model } = overStreams(broken);
  const error: unknown = await generateText({ model, prompt: 'Hi', maxRetries: 0 }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ isRetryable: true });
  expect(classify(error)).toMatchObject({ category: 'stream-interrupted', rule: 'stream:no-finish' });
});

test('a silence in the middle of the answer is a timeout, not a moment earlier', async () => {
  const silent = createPartSource();
  silent.push(start, textStart, text('Half an ans'));
  const { model } = overStreams(silent);
  let thrown: unknown;
  generateText({ model, prompt: 'Hi', maxRetries: 0 }).catch((error: unknown) => (thrown = error));
  await vi.advanceTimersByTimeAsync(999);
  expect(thrown).toBeUndefined();
  await vi.advanceTimersByTimeAsync(1);
  expect(thrown).toMatchObject({ statusCode: 504, isRetryable: true });
});

test("the caller's own reason comes out of an abort, and the source is cancelled", async () => {
  const hanging = createPartSource();
  hanging.push(start, textStart, text('Half an ans'));
  const { model, mock } = overStreams(hanging);
  const controller = new AbortController();
  const reason = new Error('changed my mind');
  const thrown = generateText({ model, prompt: 'Hi', abortSignal: controller.signal }).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(10);
  controller.abort(reason);
  expect(await thrown).toBe(reason);
  expect(mock.doStreamCalls).toHaveLength(1);
  expect(hanging.cancelled).toHaveLength(1);
});
