import { embedMany, wrapEmbeddingModel } from 'ai';
import { MockEmbeddingModelV3, MockEmbeddingModelV4 } from 'ai/test';
import { describe, expect, it } from 'vitest';
import { SPECIFICATION } from '../../src/sdk-specification.ts';
import { createEmbeddingFailover, embeddingFailoverMiddleware } from '../../src/index.ts';
import type { EmbeddingModel } from '../../src/sdk-types.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { json, MODELS, upstream, vector, vectors } from './upstreams.ts';

const none = upstream(json({}, 500));
const [openai, google, cohere] = [MODELS.openai(none), MODELS.google(none), MODELS.cohere(none)];

describe('legs that cannot stand for each other are refused', () => {
  it.each<[string, unknown[], RegExp]>([
    ['none has a space', [openai, google], /`models\[0\]\.space` takes the name of the space.*got undefined/],
    ['one has none', [{ model: openai, space: 'a' }, google], /`models\[1\]\.space` takes .*got undefined/],
    [
      'they have different ones',
      [
        { model: openai, space: 'a' },
        { model: google, space: 'a' },
        { model: cohere, space: 'b' },
      ],
      /`models\[2\]\.space` takes the same as `models\[0\]\.space` \("a"\).*got "b"/,
    ],
    [
      'they have different lengths',
      [
        { model: openai, space: 'a', dimensions: 3 },
        { model: google, space: 'a', dimensions: 4 },
      ],
      /`models\[1\]\.dimensions` takes the same as `models\[0\]\.dimensions` \(3\).*got 4/,
    ],
    ['a space is empty', [{ model: openai, space: ' ' }], /`models\[0\]\.space` takes a name.*got " "/],
    ['a space is no name', [{ model: openai, space: 1 }], /`models\[0\]\.space` takes a name.*got 1/],
  ])('%s', (_, models, message) => {
    const create = () => createEmbeddingFailover({ models: models as never });
    expect(create).toThrow(TypeError);
    expect(create).toThrow(message);
  });

  it.each<[object, RegExp]>([
    [{ to: google }, /`primary\.space` takes the name/],
    [{ to: google, primary: { space: 'a' } }, /`to\.space` takes the name/],
    [
      { to: [google, { model: cohere, space: 'b' }], space: 'a' },
      /`to\[1\]\.space` takes the same as `primary\.space`/,
    ],
    [{ to: google, space: '' }, /`space` takes a name/],
    [{ to: [], space: 'a' }, /`to` takes at least one leg/],
  ])('by the middleware: %#', (options, message) => {
    expect(() => embeddingFailoverMiddleware(options as never)).toThrow(message);
  });

  it('a single leg needs no space', () => {
    expect(createEmbeddingFailover({ models: [openai] }).describe()).toMatchObject({ maxAttempts: 1 });
  });
});

describe('options', () => {
  it.each<[object, RegExp]>([
    [{ holdBackMs: 1 }, /unknown option `holdBackMs`; it takes `models`/],
    [{ maxHeldParts: 1 }, /unknown option `maxHeldParts`/],
    [{ afterContent: 'continue' }, /unknown option `afterContent`/],
    [{ generateVia: 'stream' }, /unknown option `generateVia`/],
    [{ sanitize: true }, /unknown option `sanitize`/],
    [{ acceptResult: () => true }, /unknown option `acceptResult`/],
    [{ timeouts: { idleMs: 1_000 } }, /unknown option `timeouts\.idleMs`/],
    [{ hedge: { only: 'stream' } }, /unknown option `hedge\.only`/],
    [{ hedge: { maxInputTokens: 1_000 } }, /unknown option `hedge\.maxInputTokens`/],
    [{ models: [] }, /`models` takes an array of at least one leg, as in \[model, fallback\]; got an empty array/],
    [{ models: ['', openai] }, /`models\[0\]` takes an embedding model, a model id/],
    [{ models: [{ doGenerate() {} }] }, /`models\[0\]` takes an embedding model/],
    [
      { models: [{ model: openai, dimensions: 1.5 }] },
      /`models\[0\]\.dimensions` takes a whole number from 1; got 1\.5/,
    ],
    [{ models: [{ model: openai, settings: {} }] }, /unknown option `models\[0\]\.settings`/],
    [{ models: [{ model: openai, timeouts: { idleMs: 1 } }] }, /unknown option `models\[0\]\.timeouts\.idleMs`/],
    [{ timeouts: { attemptMs: 0 } }, /`timeouts\.attemptMs` takes/],
  ])('%o is refused', (options, message) => {
    const create = () => createEmbeddingFailover({ models: [openai], ...options } as never);
    expect(create).toThrow(TypeError);
    expect(create).toThrow(message);
  });
});

/** Made in the test itself: whoever is given it has to handle it. */
const rejects = () => Promise.reject(new Error('unknown'));
const made = (value: unknown) => (value === rejects ? rejects() : value);

const limited = (maxEmbeddingsPerCall: unknown, supportsParallelCalls: unknown = true): EmbeddingModel => ({
  specificationVersion: SPECIFICATION,
  provider: 'own',
  modelId: 'm',
  maxEmbeddingsPerCall: maxEmbeddingsPerCall as never,
  supportsParallelCalls: supportsParallelCalls as never,
  doEmbed: async ({ values }) => ({ embeddings: values.map(value => vector(value, 3)), warnings: [] }),
});

const both = (models: EmbeddingModel[]): EmbeddingModel[] => {
  const [primary, ...to] = models as [EmbeddingModel, ...EmbeddingModel[]];
  return [
    createEmbeddingFailover({ models: models.map(model => ({ model, space: 'one' })) }),
    wrapEmbeddingModel({ model: primary, middleware: embeddingFailoverMiddleware({ to, space: 'one' }) }),
  ];
};

describe('what one call may hold', () => {
  it.each<[string, unknown[], number | undefined]>([
    ['numbers', [2048, 96, 100], 96],
    ['none and Infinity', [undefined, Infinity], undefined],
    ['a number and none', [undefined, 32, Infinity], 32],
    ['promises', [Promise.resolve(100), 2048, Promise.resolve(10)], 10],
    ['a fallback’s that rejects', [100, rejects], 100],
    ['what is no limit', [100, 0, -1, Number.NaN, '5'], 100],
  ])('the smallest of %s', async (_, limits, expected) => {
    for (const model of both(limits.map(limit => limited(made(limit)))))
      expect(await model.maxEmbeddingsPerCall).toBe(expected);
  });

  it('a fallback that does not say holds nobody up for ever', async () => {
    const clock = createManualClock();
    const models = [limited(100), limited(new Promise(() => {}))].map(model => ({ model, space: 'one' }));
    const model = createEmbeddingFailover({ models, clock });
    const limit = Promise.resolve(model.maxEmbeddingsPerCall);
    await clock.advance(10_000);
    expect(await limit).toBe(100);
  });

  it.each<[unknown[], boolean]>([
    [[true, true], true],
    [[true, false], false],
    [[Promise.resolve(true), true], true],
    [[true, Promise.resolve(false)], false],
    [[true, rejects], false],
  ])('calls in parallel only if all legs take them: %#', async (values, expected) => {
    for (const model of both(values.map(value => limited(10, made(value))))) {
      expect(await model.supportsParallelCalls).toBe(expected);
    }
  });

  it('embedMany splits by it, so that every leg can answer for every part', async () => {
    const values = Array.from({ length: 100 }, (_, index) => 'x'.repeat(index + 1));
    const first = upstream(vectors('openai', 3), json({ error: { message: 'overloaded' } }, 503));
    const second = upstream(vectors('mistral', 3));
    const model = createEmbeddingFailover({
      models: [MODELS.openai(first), MODELS.cohere(none), MODELS.mistral(second)].map(leg => ({
        model: leg,
        space: 'one',
      })),
      retries: { perLeg: 0 },
      health: false,
    });
    const { embeddings } = await embedMany({ model, values, maxRetries: 0 });
    expect(embeddings).toEqual(values.map(value => vector(value, 3)));
    const sizes = (asked: readonly { body: Record<string, unknown> }[]) =>
      asked.map(({ body }) => (body['input'] as string[]).length);
    expect([sizes(first.asked), sizes(second.asked)]).toEqual([
      [32, 32, 32, 4],
      [32, 32, 4],
    ]);
  });

  it('the SDK’s limit in bytes, and Google’s split of options, hold for the whole chain', () => {
    const model = createEmbeddingFailover({
      models: [
        { model: google, space: 'one' },
        { model: openai, space: 'one' },
      ],
    }) as unknown as Record<symbol, unknown>;
    expect(model[Symbol.for('vercel.ai.embeddingModel.maxInputBytesPerCall')]).toBe(300_000);
    const split = model[Symbol.for('vercel.ai.embeddingModel.providerOptionsTransformer')] as (part: object) => unknown;
    const content = [[{ text: 'a' }], null, [{ text: 'c' }]];
    const part = { providerOptions: { google: { content } }, values: ['1', '2', '3'], startIndex: 1, endIndex: 3 };
    expect(split(part)).toEqual({ google: { content: content.slice(1) } });
  });
});

it('a model of an older specification serves as a leg', async () => {
  const v3 = new MockEmbeddingModelV3({
    doEmbed: async ({ values }) => ({ embeddings: values.map(value => vector(value, 3)), warnings: [] }),
  });
  const dead = new MockEmbeddingModelV4({
    doEmbed: async () => {
      throw new TypeError('fetch failed');
    },
  });
  const model = createEmbeddingFailover({
    models: [
      { model: dead, space: 'one' },
      { model: v3, space: 'one' },
    ],
    random: () => 0,
  });
  expect((await model.doEmbed({ values: ['abc'] })).embeddings).toEqual([vector('abc', 3)]);
});
