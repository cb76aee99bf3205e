/** docs/embeddings.md, held to the code. */
import { createAzure } from '@ai-sdk/azure';
import { createOpenAI } from '@ai-sdk/openai';
import { embedMany, wrapEmbeddingModel } from 'ai';
import { expect, it } from 'vitest';
import { createEmbeddingFailover, embeddingFailoverMiddleware } from '../../src/index.ts';
import { NO_VECTORS, wrongCount, wrongLength } from '../../src/own-failures.ts';
import type { EmbeddingModel } from '../../src/sdk-types.ts';
import { json, upstream, vector, vectors, type Upstream } from '../embeddings/upstreams.ts';
import { blockWith, run } from './blocks.ts';
import { plain, readTable } from './tables.ts';

const page = 'docs/embeddings.md';
const apiKey = 'placeholder';
const namesFor = (first: Upstream, second: Upstream) => ({
  openai: createOpenAI({ apiKey, fetch: first.fetch }),
  createAzure: (settings: object) => createAzure({ ...settings, apiKey, fetch: second.fetch }),
  createEmbeddingFailover: (options: Parameters<typeof createEmbeddingFailover>[0]) =>
    createEmbeddingFailover({ ...options, random: () => 0 }),
  embeddingFailoverMiddleware: (options: Parameters<typeof embeddingFailoverMiddleware>[0]) =>
    embeddingFailoverMiddleware({ ...options, random: () => 0 }),
  embedMany,
  wrapEmbeddingModel,
});
const down = json({ error: { message: 'overloaded' } }, 503);

it('the first example: vectors of another length are asked for again elsewhere', async () => {
  const [first, second] = [upstream(vectors('openai', 512)), upstream(vectors('openai', 1536))];
  const { embeddings } = await run(blockWith(page, 'createAzure'), namesFor(first, second), 'embeddings');
  expect(embeddings).toEqual([vector('a pear', 1536), vector('an apple', 1536)]);
  expect([first.asked.length, second.asked.length]).toEqual([1, 1]);
});

it('the second example: a model id is the fallback', async () => {
  const second = upstream(vectors('openai', 3));
  const elsewhere = createOpenAI({ apiKey, fetch: second.fetch }).embedding('text-embedding-3-small');
  globalThis.AI_SDK_DEFAULT_PROVIDER = { embeddingModel: () => elsewhere } as never;
  try {
    const names = namesFor(upstream(down), second);
    const { wrapped } = await run(blockWith(page, 'wrapEmbeddingModel({'), names, 'wrapped');
    const { embeddings } = await embedMany({ model: wrapped as EmbeddingModel, values: ['Hi'], maxRetries: 0 });
    expect(embeddings).toEqual([vector('Hi', 3)]);
  } finally {
    delete (globalThis as { AI_SDK_DEFAULT_PROVIDER?: unknown }).AI_SDK_DEFAULT_PROVIDER;
  }
});

it('the table has every rule of embeddings', () => {
  expect(readTable(page, 'rule').map(row => plain(row['rule']))).toEqual([
    wrongLength(1, 2).rule,
    wrongCount(1, 2).rule,
    NO_VECTORS.rule,
  ]);
});
