import { embed, embedMany } from 'ai';
import { MockEmbeddingModelV4 } from 'ai/test';
import { describe, expect, it } from 'vitest';
import { createEmbeddingFailover, originalError, type EmbeddingLegDeclaration } from '../../src/index.ts';
import type { EmbeddingModel, EmbeddingResult } from '../../src/sdk-types.ts';
import { json, MODELS, upstream, vector, vectors, type Package } from './upstreams.ts';

/** A primary with a fallback that is right; the primary may be tried twice. */
const route = (model: EmbeddingModel, fallback: EmbeddingModel, declared: EmbeddingLegDeclaration = {}) =>
  createEmbeddingFailover({
    models: [
      { model, space: 'one', ...declared },
      { model: fallback, space: 'one' },
    ],
    random: () => 0,
  });

const good = () => MODELS.openai(upstream(vectors('openai', 3)), 'https://second.test/v1');

/** The rule of the primary's only failure, and who answered. */
async function judged(model: EmbeddingModel, values = ['a', 'bc'], extra = {}) {
  const { embeddings, providerMetadata } = await embedMany({ model, values, maxRetries: 0, ...extra });
  const told = providerMetadata?.['failover'] as { attempts: { rule: string }[] } | undefined;
  return { embeddings, rules: told?.attempts.map(({ rule }) => rule) };
}

describe('vectors of another length', () => {
  it('than declared on the leg are never returned, and the leg is not asked twice', async () => {
    const first = upstream(vectors('google', 4));
    const answer = await judged(route(MODELS.google(first), good(), { dimensions: 3 }));
    expect(answer).toEqual({ embeddings: [vector('a', 3), vector('bc', 3)], rules: ['embedding:dimensions'] });
    expect(first.asked).toHaveLength(1);
  });

  it.each<[Package, Record<string, Record<string, number>>]>([
    ['openai', { openai: { dimensions: 3 } }],
    ['google', { google: { outputDimensionality: 3 } }],
    ['mistral', { mistral: { outputDimension: 3 } }],
    ['openai', { google: { outputDimensionality: 3 } }],
  ])('than asked for in the options of the call: %s, %o', async (name, providerOptions) => {
    const model = route(MODELS[name](upstream(vectors(name, 4))), good());
    expect(await judged(model, ['a', 'bc'], { providerOptions })).toEqual({
      embeddings: [vector('a', 3), vector('bc', 3)],
      rules: ['embedding:dimensions'],
    });
  });

  it('than Cohere was asked for', async () => {
    const wide = MODELS.openai(upstream(vectors('openai', 256)), 'https://second.test/v1');
    const model = route(MODELS.cohere(upstream(vectors('cohere', 1536))), wide);
    const providerOptions = { cohere: { outputDimension: 256 } };
    expect((await judged(model, ['a'], { providerOptions })).rules).toEqual(['embedding:dimensions']);
  });

  it('than the call’s own `dimensions`, which Cohere’s package ignores', async () => {
    const model = route(MODELS.cohere(upstream(vectors('cohere', 4))), good());
    expect((await judged(model, ['a'], { dimensions: 3 })).rules).toEqual(['embedding:dimensions']);
  });

  it('are right where the leg’s own options ask for them, whatever other providers are asked for', async () => {
    const model = route(MODELS.google(upstream(vectors('google', 4))), good());
    const providerOptions = { google: { outputDimensionality: 4 }, openai: { dimensions: 3 } };
    expect(await judged(model, ['a'], { providerOptions })).toEqual({ embeddings: [vector('a', 4)], rules: undefined });
  });

  it('are right where eight dimensions are asked for as one number', async () => {
    const model = route(MODELS.mistral(upstream(vectors('mistral', 2))), good());
    const providerOptions = { mistral: { outputDimension: 16, outputDtype: 'ubinary' } };
    expect((await judged(model, ['a'], { providerOptions })).rules).toBeUndefined();
  });

  it('than another leg of the space declares', async () => {
    const model = createEmbeddingFailover({
      models: [
        { model: MODELS.google(upstream(json({}, 503))), space: 'one', dimensions: 3 },
        { model: MODELS.mistral(upstream(vectors('mistral', 4))), space: 'one' },
        { model: good(), space: 'one' },
      ],
      retries: { perLeg: 0 },
    });
    expect((await judged(model, ['a'])).rules?.at(-1)).toBe('embedding:dimensions');
  });

  it('are told by an error that is not retried, when every leg has them', async () => {
    const model = createEmbeddingFailover({
      models: [{ model: MODELS.openai(upstream(vectors('openai', 4))), dimensions: 3 }],
    });
    await expect(embed({ model, value: 'Hi' })).rejects.toMatchObject({
      isRetryable: false,
      data: { failure: { rule: 'embedding:dimensions', retryable: false, fallback: true } },
      message: expect.stringContaining('4 dimensions instead of 3'),
    });
  });

  it('are no news: nothing is learned from answers', async () => {
    const lengths = upstream(vectors('openai', 4), vectors('openai', 4), vectors('openai', 9));
    const model = route(MODELS.openai(lengths), good());
    for (const length of [4, 4, 9]) {
      expect(await judged(model, ['a'])).toEqual({ embeddings: [vector('a', length)], rules: undefined });
    }
  });
});

describe('an answer that is none', () => {
  it.each<[Package, (vectors: number[][]) => unknown[]]>([
    ['openai', all => all.slice(1)],
    ['google', all => [...all, all[0]]],
    ['cohere', () => []],
    ['mistral', all => [all[0], all[0], all[0]]],
  ])('another number of vectors than values, from %s', async (name, instead) => {
    const first = upstream(vectors(name, 3, instead));
    const answer = await judged(route(MODELS[name](first), good()));
    expect(answer).toEqual({ embeddings: [vector('a', 3), vector('bc', 3)], rules: ['embedding:count'] });
    expect(first.asked).toHaveLength(1);
  });

  const hole = [1, 2, 3];
  delete hole[1];
  it.each<[string, unknown]>([
    ['NaN', { embeddings: [[1, Number.NaN, 3]], warnings: [] }],
    ['Infinity', { embeddings: [[1, Infinity, 3]], warnings: [] }],
    ['a text as number', { embeddings: [[1, '2', 3]], warnings: [] }],
    ['a hole', { embeddings: [hole], warnings: [] }],
    ['base64', { embeddings: ['AACAPwAAAEA='], warnings: [] }],
    ['an empty vector', { embeddings: [[]], warnings: [] }],
    ['null as vector', { embeddings: [null], warnings: [] }],
    ['an object of vectors', { embeddings: { float: [[1, 2, 3]] }, warnings: [] }],
    ['no vectors', { warnings: [] }],
    ['null', null],
    ['nothing', undefined],
    [
      'a getter that throws',
      {
        get embeddings() {
          throw new Error('unreadable');
        },
      },
    ],
  ])('%s', async (_, result) => {
    let asked = 0;
    const doEmbed = async () => {
      asked += 1;
      return result as EmbeddingResult;
    };
    const odd = new MockEmbeddingModelV4({ maxEmbeddingsPerCall: null, doEmbed });
    const answer = await judged(route(odd, good()), ['a']);
    expect(answer).toEqual({ embeddings: [vector('a', 3)], rules: ['embedding:malformed'] });
    expect(asked).toBe(1);
  });

  it('a success whose body says what went wrong is judged by that', async () => {
    const body = { error: { code: 502, message: 'Provider returned error' } };
    const doEmbed = async () => ({ embeddings: [], warnings: [], response: { body } });
    const odd = new MockEmbeddingModelV4({ provider: 'openrouter', maxEmbeddingsPerCall: null, doEmbed });
    const { rules } = await judged(route(odd, good()), ['a']);
    expect(rules?.[0]).toMatch(/502$/);
  });

  it.each<Package>(['openai', 'google', 'cohere', 'mistral'])('null among the numbers, from %s', async name => {
    const first = upstream(vectors(name, 3, all => all.map(([one, , three]) => [one, null, three])));
    const answer = await judged(route(MODELS[name](first), good()), ['a']);
    // The package itself throws before anything else sees the answer.
    expect(answer).toEqual({ embeddings: [vector('a', 3)], rules: ['answer:schema'] });
    expect(first.asked).toHaveLength(1);
  });

  it('a body that the package cannot read', async () => {
    const { embeddings } = await judged(route(MODELS.openai(upstream(json('<html>busy</html>'))), good()), ['a']);
    expect(embeddings).toEqual([vector('a', 3)]);
  });
});

describe('errors', () => {
  const value = 'The diagnosis of Mrs. Placeholder is confidential';
  const providerOptions = { openai: { user: 'tok_abcdefghijklmnopqrstuvwxyz' } };
  const seen = (error: unknown) =>
    JSON.stringify(error, (_, item: unknown) =>
      item instanceof Error ? { ...item, message: item.message, stack: item.stack, cause: item.cause } : item,
    );

  it.each([400, 503])('show nothing of the values that a %i echoes', async status => {
    const body = {
      error: { message: `Input rejected: ${value} (${providerOptions.openai.user})`, type: 'server_error' },
    };
    const model = route(MODELS.openai(upstream(json(body, status))), MODELS.mistral(upstream(json(body, status))));
    const error = await embed({ model, value, providerOptions, maxRetries: 0 }).catch((caught: unknown) => caught);
    expect(seen(error)).toContain('Input rejected');
    expect(seen(error)).not.toContain('diagnosis');
    expect(seen(error)).not.toContain(providerOptions.openai.user);
  });

  it('show nothing of values that are too many, however short', async () => {
    const values = Array.from({ length: 97 }, (_, index) => `pin ${index}`);
    const model = createEmbeddingFailover({ models: [MODELS.cohere(upstream(vectors('cohere', 3)))] });
    const error: unknown = await Promise.resolve(model.doEmbed({ values })).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: 'AI_TooManyEmbeddingValuesForCallError', maxEmbeddingsPerCall: 96 });
    expect(seen(error)).toContain('97 values');
    expect(seen(error)).not.toContain('pin ');
    expect(originalError(error)).toMatchObject({ values });
  });

  it('that cannot be read end a call, too', async () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const doEmbed = async () => {
      throw proxy;
    };
    const model = createEmbeddingFailover({ models: [new MockEmbeddingModelV4({ doEmbed })] });
    await expect(model.doEmbed({ values: ['Hi'] })).rejects.toThrow('cannot be read');
  });

  it('show no vectors', async () => {
    const model = createEmbeddingFailover({
      models: [{ model: MODELS.openai(upstream(vectors('openai', 4))), dimensions: 3 }],
    });
    const error = await embed({ model, value: 'Hi', maxRetries: 0 }).catch((caught: unknown) => caught);
    expect(seen(error)).not.toContain(String(vector('Hi', 4)[1]));
  });
});
