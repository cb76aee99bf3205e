/** A whole answer is not thrown away for an event behind it that its package could not read. */
import { generateText } from 'ai';
import { createDeepSeek } from '@ai-sdk/deepseek';
import { createGroq } from '@ai-sdk/groq';
import { createMistral } from '@ai-sdk/mistral';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { createOpenRouter } from '@openrouter/ai-sdk-provider';
import { MockLanguageModelV4 } from 'ai/test';
import { describe, expect, it } from 'vitest';
import type { LanguageModel, StreamPart } from '../../src/sdk-types.ts';
import { collectStream } from '../../src/stream/collect-stream.ts';
import { createFailover } from '../../src/index.ts';
import { createPartSource, finish, start, text, textEnd, textStart } from '../support/part-source.ts';
import { chunked, replies } from '../support/scripted-fetch.ts';

const data = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;
const chunk = (delta: object, finish_reason: string | null = null) =>
  data({
    id: 'c',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'm',
    choices: [{ index: 0, delta, finish_reason }],
  });
const words = [chunk({ role: 'assistant', content: 'one ' }), chunk({ content: 'two' })];
const stop = chunk({}, 'stop');
const done = 'data: [DONE]\n\n';
const usage = { prompt_tokens: 5, completion_tokens: 3, total_tokens: 8 };
const usageChunk = data({ id: 'usage-1', provider_id: 'or', model: 'm', usage });

type Connect = (fetch: typeof globalThis.fetch) => LanguageModel;
const settings = (fetch: typeof globalThis.fetch) => ({ apiKey: 'k', baseURL: 'https://host.test/v1', fetch });

const packages: [string, Connect][] = [
  ['openai chat', fetch => createOpenAI(settings(fetch)).chat('m')],
  ['openai-compatible', fetch => createOpenAICompatible({ name: 'host', ...settings(fetch) })('m')],
  ['mistral', fetch => createMistral(settings(fetch))('m')],
  ['groq', fetch => createGroq(settings(fetch))('m')],
  ['deepseek', fetch => createDeepSeek(settings(fetch))('m')],
  ['openrouter', fetch => createOpenRouter(settings(fetch)).chat('m')],
];

async function ask(connect: Connect, frames: readonly string[]) {
  const first = replies(chunked(frames, 'text/event-stream'));
  const second = replies(chunked([chunk({ content: 'of the fallback' }), stop, done], 'text/event-stream'));
  const fallback = createOpenAICompatible({ name: 'second', ...settings(second.fetch) })('m');
  const model = createFailover({
    models: [connect(first.fetch), fallback],
    generateVia: 'stream',
    retries: { perLeg: 0 },
  });
  const { text: answer, finishReason } = await generateText({ model, prompt: 'Hi', maxRetries: 0 });
  return { answer, finishReason, counts: [first.count, second.count] };
}

describe.each(packages)('%s', (_, connect) => {
  it('keeps an answer behind which usage comes without choices', async () => {
    for (const frames of [
      [...words, stop, usageChunk, done],
      [...words, stop, usageChunk],
    ]) {
      const { answer, finishReason, counts } = await ask(connect, frames);
      expect([answer, counts]).toEqual(['one two', [1, 0]]);
      expect(['stop', 'other']).toContain(finishReason);
    }
  });

  it.each<[string, string[]]>([
    ['an error behind the text', [...words, data({ error: { message: 'Overloaded', code: 529 } }), done]],
    ['an error behind the stop', [...words, stop, data({ error: { message: 'Overloaded', code: 529 } }), done]],
    ['an error with usage beside it', [...words, data({ error: { message: 'Overloaded' }, usage }), done]],
    ['an event in the midst that is no JSON', [words[0]!, 'data: {"choices":[{"de\n\n', words[1]!, stop, done]],
    ['an event that is no JSON, and no stop', [...words, 'data: {"choices":[{"de\n\n', done]],
    ['usage that counts nothing, and no stop', [...words, data({ id: 'u', usage: { total_tokens: 0 } }), done]],
  ])('takes the fallback’s answer after %s', async (_what, frames) => {
    const { answer, counts } = await ask(connect, frames);
    expect([answer, counts]).toEqual(['of the fallback', [1, 1]]);
  });
});

/** An error part as a guard hands it on. */
async function classifiedParts(error: unknown): Promise<StreamPart> {
  const source = createPartSource();
  source.push(start, textStart, text('a'), { type: 'error', error }, textEnd, finish());
  source.end();
  const model = new MockLanguageModelV4({ doStream: source.result }) as LanguageModel;
  const { stream } = await createFailover({ models: [model] }).doStream({ prompt: [] });
  for await (const part of stream as unknown as AsyncIterable<StreamPart>) if (part.type === 'error') return part;
  throw new Error('no error part');
}

describe('an event that is no JSON', () => {
  const unreadable = () =>
    classifiedParts(Object.assign(new Error('JSON parsing failed'), { name: 'AI_JSONParseError', text: '{"cho' }));
  const collect = (...parts: StreamPart[]) => {
    const source = createPartSource();
    source.push(...parts);
    source.end();
    return collectStream(source.result);
  };

  it('says that it could not be read', async () => {
    expect((await unreadable()) as unknown).toMatchObject({
      error: {
        message: expect.stringContaining('An event of the stream could not be read (response:unreadable-event)'),
        data: { failure: { category: 'stream-interrupted', retryable: true } },
      },
    });
  });

  it('takes nothing from an answer whose blocks are closed and whose end is good', async () => {
    const { content, finishReason } = await collect(
      textStart,
      text('a'),
      textEnd,
      await unreadable(),
      finish('length'),
    );
    expect([content, finishReason.unified]).toEqual([[{ type: 'text', text: 'a' }], 'length']);
  });

  it('may have been a piece of an open block, of the answer that goes on, or of one without a good end', async () => {
    const part = await unreadable();
    const { error } = part as { error: unknown };
    for (const parts of [
      [textStart, text('a'), part, textEnd, finish()],
      [textStart, text('a'), textEnd, part, textStart, text('b'), textEnd, finish()],
      [textStart, text('a'), textEnd, part, finish('error', null)],
      [part, textStart, text('a'), textEnd, finish()],
    ]) {
      await expect(collect(...parts)).rejects.toBe(error);
    }
  });
});
