import { generateText, wrapLanguageModel } from 'ai';
import { MockLanguageModelV4 } from 'ai/test';
import { expect, test } from 'vitest';
import { collectStream } from '../../src/stream/collect-stream.ts';
import type { StreamPart, StreamResult } from '../../src/sdk-types.ts';
import { createPartSource, finish, metadata, start, text, textEnd, textStart, usage } from '../support/part-source.ts';

/** A result whose stream has exactly these parts. */
function streamOf(...parts: StreamPart[]): StreamResult {
  const source = createPartSource();
  source.push(...parts);
  source.end();
  return source.result;
}

const contentOf = async (...parts: StreamPart[]) => (await collectStream(streamOf(...parts, finish()))).content;

const toolCall: StreamPart = { type: 'tool-call', toolCallId: 'c1', toolName: 'weather', input: '{"city":"Bern"}' };
const source: StreamPart = { type: 'source', sourceType: 'url', id: 's1', url: 'https://example.com' };
const image = { mediaType: 'image/png', data: { type: 'data', data: 'aGk=' } } as const;

test('an answer of text has all that a generate result has', async () => {
  const { result, push, end } = createPartSource();
  push(start, metadata, textStart, text('Hel'), text('lo'), textEnd, finish());
  end();
  const warning = { type: 'other', message: 'careful' } as const;
  expect(
    await collectStream({
      ...result,
      request: { url: 'https://api.example.com', body: { stream: true } },
      response: { headers: { 'x-request-id': 'r' } },
    }),
  ).toStrictEqual({
    content: [{ type: 'text', text: 'Hello' }],
    finishReason: { unified: 'stop', raw: 'stop' },
    usage,
    request: { url: 'https://api.example.com', body: { stream: true } },
    response: { id: 'r1', modelId: 'm', headers: { 'x-request-id': 'r' } },
    warnings: [],
  });
  const warned = await collectStream(streamOf({ type: 'stream-start', warnings: [warning] }, finish()));
  expect(warned).toStrictEqual({
    content: [],
    finishReason: { unified: 'stop', raw: 'stop' },
    usage,
    warnings: [warning],
  });
});

test('interleaved blocks stand in the order of their start, whole', async () => {
  expect(
    await contentOf(
      { type: 'reasoning-start', id: '0' },
      { type: 'reasoning-delta', id: '0', delta: 'Let me ' },
      { type: 'text-start', id: '0' },
      { type: 'text-delta', id: '0', delta: 'It is ' },
      source,
      { type: 'reasoning-start', id: '1' },
      { type: 'reasoning-delta', id: '1', delta: 'Sure.' },
      { type: 'reasoning-delta', id: '0', delta: 'think.' },
      toolCall,
      { type: 'text-delta', id: '0', delta: 'sunny.' },
      { type: 'reasoning-end', id: '1' },
      { type: 'text-end', id: '0' },
      { type: 'reasoning-end', id: '0' },
    ),
  ).toStrictEqual([
    { type: 'reasoning', text: 'Let me think.' },
    { type: 'text', text: 'It is sunny.' },
    source,
    { type: 'reasoning', text: 'Sure.' },
    toolCall,
  ]);
});

test('an id that comes again after its end is another block', async () => {
  expect(
    await contentOf(textStart, text('one'), textEnd, toolCall, textStart, text('two'), textEnd, textStart, text('3')),
  ).toStrictEqual([
    { type: 'text', text: 'one' },
    toolCall,
    { type: 'text', text: 'two' },
    { type: 'text', text: '3' },
  ]);
});

test('a delta outside a block is kept', async () => {
  expect(await contentOf(text('lo'), text('st'))).toStrictEqual([{ type: 'text', text: 'lost' }]);
});

test('the last metadata of a block replaces the earlier one, as in the SDK', async () => {
  const parts: StreamPart[] = [
    { type: 'reasoning-start', id: 'r', providerMetadata: { a: { itemId: '1', early: true } } },
    { type: 'reasoning-delta', id: 'r', delta: 'Hm' },
    { type: 'reasoning-delta', id: 'r', delta: '', providerMetadata: { a: { signature: 'xyz' } } },
    { type: 'reasoning-end', id: 'r' },
    { type: 'text-start', id: 't', providerMetadata: { a: { itemId: '2' } } },
    { type: 'text-delta', id: 't', delta: 'Yes' },
    {
      type: 'text-end',
      id: 't',
      citations: [{ source: { type: 'source', sourceType: 'url', id: 's', url: 'https://example.com' } }],
      providerMetadata: { a: { itemId: '2', annotations: [] } },
    },
  ];
  expect(await contentOf(...parts)).toStrictEqual([
    { type: 'reasoning', text: 'Hm', providerMetadata: { a: { signature: 'xyz' } } },
    {
      type: 'text',
      text: 'Yes',
      providerMetadata: { a: { itemId: '2', annotations: [] } },
      citations: [{ source: { type: 'source', sourceType: 'url', id: 's', url: 'https://example.com' } }],
    },
  ]);
});

test('an empty block is dropped unless its metadata says something', async () => {
  expect(
    await contentOf(
      textStart,
      text(''),
      textEnd,
      { type: 'reasoning-start', id: 'r1' },
      { type: 'reasoning-end', id: 'r1' },
      { type: 'reasoning-start', id: 'r2', providerMetadata: { a: { redactedData: 'xyz' } } },
      { type: 'reasoning-end', id: 'r2' },
    ),
  ).toStrictEqual([{ type: 'reasoning', text: '', providerMetadata: { a: { redactedData: 'xyz' } } }]);
});

test('whole parts are kept as they are, what only streams have is not', async () => {
  const kept: StreamPart[] = [
    { ...toolCall, providerExecuted: true, dynamic: true, providerMetadata: { a: { itemId: '1' } } },
    { type: 'tool-approval-request', approvalId: 'a1', toolCallId: 'c1' },
    { type: 'tool-result', toolCallId: 'c1', toolName: 'weather', result: 'sun', isError: false },
    { type: 'file', ...image },
    { type: 'reasoning-file', ...image },
    { type: 'custom', kind: 'openai.compaction', providerMetadata: { openai: { type: 'compaction' } } },
    source,
  ];
  expect(
    await contentOf(
      { type: 'ping' },
      { type: 'custom', kind: 'anthropic.message_start', providerMetadata: { anthropic: { id: 'msg_1' } } },
      { type: 'raw', rawValue: {} },
      { type: 'tool-input-start', id: 'c1', toolName: 'weather' },
      { type: 'tool-input-delta', id: 'c1', delta: '{"city":"Be' },
      { type: 'tool-input-end', id: 'c1' },
      { type: 'tool-result', toolCallId: 'c1', toolName: 'weather', result: 'clouds', preliminary: true },
      ...kept,
      // Of a later version of the SDK.
      { type: 'video', url: 'https://example.com' } as unknown as StreamPart,
    ),
  ).toStrictEqual(kept);
});

test('response metadata in several parts is merged; what a later part leaves out stays', async () => {
  const timestamp = new Date(0);
  const { response } = await collectStream(
    streamOf(
      { type: 'response-metadata', id: 'first', timestamp },
      { type: 'response-metadata', modelId: 'a' },
      text('Hi'),
      { type: 'response-metadata', id: 'second', modelId: 'b' } as StreamPart,
      { type: 'response-metadata', id: undefined, modelId: undefined } as unknown as StreamPart,
      finish(),
    ),
  );
  expect(response).toStrictEqual({ id: 'second', timestamp, modelId: 'b' });
});

test('the last of several finishes counts, with its metadata', async () => {
  const result = await collectStream(
    streamOf(text('a'), finish('tool-calls'), text('b'), {
      ...(finish('length') as Extract<StreamPart, { type: 'finish' }>),
      providerMetadata: { a: { stopSequence: null } },
    }),
  );
  expect(result.content).toStrictEqual([{ type: 'text', text: 'ab' }]);
  expect(result.finishReason.unified).toBe('length');
  expect(result.providerMetadata).toStrictEqual({ a: { stopSequence: null } });
});

test('a final answer after drafts is the text to parse, for JSON only', async () => {
  const message = (id: string, words: string, phase?: string): StreamPart[] => [
    { type: 'text-start', id, providerMetadata: { openai: { itemId: id, ...(phase && { phase }) } } },
    { type: 'text-delta', id, delta: words },
    { type: 'text-end', id },
  ];
  const parts = [
    ...message('m1', 'I look it up', 'commentary'),
    ...message('m2', '{"a":1}', 'final_answer'),
    ...message('m3', '{"a":2}', 'final_answer'),
    ...message('m4', 'Done', 'commentary'),
    finish(),
  ];
  const json = await collectStream(streamOf(...parts), { responseFormat: { type: 'json' } });
  expect(json.structuredOutputText).toBe('{"a":2}');
  expect(json.content).toHaveLength(4);
  expect(await collectStream(streamOf(...parts), { responseFormat: { type: 'text' } })).not.toHaveProperty(
    'structuredOutputText',
  );
  const unmarked = await collectStream(streamOf(...message('m1', '{}'), finish()), {
    responseFormat: { type: 'json' },
  });
  expect(unmarked).not.toHaveProperty('structuredOutputText');
});

test('an error part rejects with that very error and cancels the source, though a finish would follow', async () => {
  const error = { message: 'Overloaded', code: 529 };
  const { result, push, cancelled } = createPartSource();
  push(start, textStart, text('Hel'), { type: 'error', error }, textEnd, finish('error'));
  await expect(collectStream(result)).rejects.toBe(error);
  expect(cancelled).toEqual([error]);
});

test('a stream that breaks rejects with its own reason', async () => {
  const reason = new TypeError('terminated');
  const { result, push, fail } = createPartSource();
  push(start, textStart, text('Hel'));
  const collected = collectStream(result);
  fail(reason);
  await expect(collected).rejects.toBe(reason);
});

test("the caller's abort is the stream's own rejection, after a finish, too", async () => {
  const reason = 'changed my mind';
  const { result, push, fail } = createPartSource();
  push(start, text('Hello'), finish());
  const collected = collectStream(result);
  await Promise.resolve();
  fail(reason);
  await expect(collected).rejects.toBe(reason);
});

test('a stream without a finish is no answer', async () => {
  const broken = createPartSource();
  broken.push(start, textStart, text('Hel'));
  broken.end();
  await expect(collectStream(broken.result)).rejects.toMatchObject({
    message: 'The stream ended before the answer was complete',
    finding: { rule: 'stream:no-finish', verdict: { category: 'stream-interrupted' } },
  });
  const page = createPartSource({ 'Content-Type': 'text/html' });
  page.push(start);
  page.end();
  await expect(collectStream(page.result)).rejects.toMatchObject({ finding: { rule: 'response:not-a-stream' } });
});

test('a source that never ends its cancelling does not hold the error back', async () => {
  const error = new Error('mid-stream');
  const stream = new ReadableStream<StreamPart>({
    start: controller => controller.enqueue({ type: 'error', error }),
    cancel: () => new Promise(() => {}),
  });
  await expect(collectStream({ stream })).rejects.toBe(error);
});

test('a source whose cancelling fails does not replace the error', async () => {
  const error = new Error('mid-stream');
  const stream = new ReadableStream<StreamPart>({
    start: controller => controller.enqueue({ type: 'error', error }),
    cancel() {
      throw new Error('cancel');
    },
  });
  await expect(collectStream({ stream })).rejects.toBe(error);
});

test('generateText takes the result of a stream as its own', async () => {
  const model = new MockLanguageModelV4({
    doStream: streamOf(start, metadata, textStart, text('Hel'), text('lo'), textEnd, finish()),
  });
  const result = await generateText({
    model: wrapLanguageModel({
      model,
      middleware: { wrapGenerate: async ({ doStream, params }) => collectStream(await doStream(), params) },
    }),
    prompt: 'Hi',
  });
  expect(result.text).toBe('Hello');
  expect(result.response).toMatchObject({ id: 'r1', modelId: 'm' });
  expect(result.finishReason).toBe('stop');
  expect(model.doGenerateCalls).toHaveLength(0);
});
