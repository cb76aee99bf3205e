/** What is made here is of the specification that the installed SDK speaks, and so is each model that is asked. */
import { generateText, streamText, wrapEmbeddingModel, wrapLanguageModel, embed, type LanguageModel } from 'ai';
import { convertArrayToReadableStream, MockEmbeddingModelV4, MockLanguageModelV4 } from 'ai/test';
import { describe, expect, it } from 'vitest';
import {
  createEmbeddingFailover,
  createFailover,
  embeddingFailoverMiddleware,
  failoverMiddleware,
  gatewayErrorMiddleware,
} from '../../src/index.ts';
import { checkSpecification, SPECIFICATION } from '../../src/sdk-specification.ts';

const model = () => new MockLanguageModelV4();
const embedding = () => new MockEmbeddingModelV4();

it('is the one that the SDK gives to what it wraps', () => {
  expect(wrapLanguageModel({ model: model(), middleware: {} as never }).specificationVersion).toBe(SPECIFICATION);
  expect(wrapEmbeddingModel({ model: embedding(), middleware: {} as never }).specificationVersion).toBe(SPECIFICATION);
});

it('is on all that is made', () => {
  const made = [
    createFailover({ models: [model(), 'openai/gpt-5'] }),
    createEmbeddingFailover({ models: [embedding()] }),
    failoverMiddleware({ to: model() }),
    embeddingFailoverMiddleware({ to: embedding(), space: 's' }),
    gatewayErrorMiddleware(),
  ];
  expect(made.map(({ specificationVersion }) => specificationVersion)).toEqual(made.map(() => SPECIFICATION));
});

/** A model as packages for AI SDK 5 make it: a finish reason in one word, tokens in flat numbers, prompts with bare files. */
function oldModel(prompts: unknown[]): LanguageModel {
  const usage = { inputTokens: 3, outputTokens: 2, totalTokens: 5 };
  return {
    specificationVersion: 'v2',
    provider: 'old',
    modelId: 'm',
    supportedUrls: {},
    doGenerate: ({ prompt }: { prompt: unknown }) => {
      prompts.push(prompt);
      return Promise.resolve({ content: [{ type: 'text', text: 'hello' }], finishReason: 'stop', usage, warnings: [] });
    },
    doStream: ({ prompt }: { prompt: unknown }) => {
      prompts.push(prompt);
      const parts = [
        { type: 'stream-start', warnings: [] },
        { type: 'text-start', id: '1' },
        { type: 'text-delta', id: '1', delta: 'hello' },
        { type: 'text-end', id: '1' },
        { type: 'finish', finishReason: 'stop', usage },
      ];
      return Promise.resolve({ stream: convertArrayToReadableStream(parts) });
    },
  } as unknown as LanguageModel;
}

describe('a model of AI SDK 5', () => {
  const image = new Uint8Array([0x89, 0x50, 0x4e, 0x47]);
  const call = {
    messages: [{ role: 'user' as const, content: [{ type: 'file' as const, mediaType: 'image/png', data: image }] }],
  };
  const down = () =>
    new MockLanguageModelV4({
      doGenerate: () => Promise.reject(new TypeError('fetch failed')),
      doStream: () => Promise.reject(new TypeError('fetch failed')),
    });

  it.each([
    ['alone', (old: LanguageModel) => createFailover({ models: [old] })],
    ['as a fallback', (old: LanguageModel) => createFailover({ models: [down(), old], retries: { perLeg: 0 } })],
  ])('%s is adapted as the SDK does it', async (_, route) => {
    const prompts: unknown[] = [];
    const asked = await generateText({ model: route(oldModel(prompts)), ...call });
    expect([asked.text, asked.finishReason, asked.usage.inputTokens]).toEqual(['hello', 'stop', 3]);
    const streamed = streamText({ model: route(oldModel(prompts)), ...call });
    expect([await streamed.text, await streamed.finishReason]).toEqual(['hello', 'stop']);
    // The prompt is what the bare SDK hands to such a model.
    const bare: unknown[] = [];
    await generateText({ model: oldModel(bare), ...call });
    expect(prompts).toEqual([bare[0], bare[0]]);
  });

  it('for embeddings, too', async () => {
    const old = {
      specificationVersion: 'v2',
      provider: 'old',
      modelId: 'm',
      maxEmbeddingsPerCall: 10,
      supportsParallelCalls: true,
      doEmbed: () => Promise.resolve({ embeddings: [[1, 2]], usage: { tokens: 1 } }),
    };
    const chain = createEmbeddingFailover({ models: [old as never] });
    expect((await embed({ model: chain, value: 'hi' })).embedding).toEqual([1, 2]);
  });
});

describe('a model of a later SDK than the installed one', () => {
  const later = (specificationVersion: string) =>
    Object.assign(new MockLanguageModelV4(), { specificationVersion }) as unknown as LanguageModel;
  const refusal = /is a model of specification v99, and the installed `ai` asks models up to v\d/;

  it('is refused where it is named', () => {
    expect(() => createFailover({ models: [later('v99')] })).toThrow(refusal);
    expect(() => createFailover({ models: [{ model: later('v99'), name: 'a' }] })).toThrow('`models[0].model`');
    expect(() => failoverMiddleware({ to: later('v99') })).toThrow(refusal);
  });

  it('is refused where the SDK would wrap it', () => {
    expect(() => checkSpecification('x', 'model', { specificationVersion: 'v99' })).toThrow(TypeError);
    for (const specificationVersion of ['v2', SPECIFICATION, undefined, 'mine'])
      expect(() => checkSpecification('x', 'model', { specificationVersion })).not.toThrow();
  });
});
