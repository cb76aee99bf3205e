/** What a user writes for embeddings, and where a model of ours has to be one of the SDK's. */
import assert from 'node:assert/strict';
import { createOpenAI } from '@ai-sdk/openai';
import { embed, wrapEmbeddingModel, type EmbeddingModel, type EmbeddingModelMiddleware, type LanguageModel } from 'ai';
import {
  createEmbeddingFailover,
  createFailover,
  embeddingFailoverMiddleware,
  type EmbeddingFailoverModel,
  type FailoverModel,
} from 'ai-gateway-failover';
import { scenario, status } from 'ai-gateway-failover/msw';

const answers: typeof fetch = () =>
  Promise.resolve(
    Response.json({
      data: [{ index: 0, embedding: [0.5, 1] }],
      usage: { prompt_tokens: 1 },
      model: 'm',
      object: 'list',
    }),
  );
const model = (fetch: typeof globalThis.fetch) =>
  createOpenAI({ apiKey: 'placeholder', fetch }).embeddingModel('text-embedding-3-small');

/** Another leg serves, by a model of ours and by a middleware; both are what the SDK takes. */
export async function embedByAnother(): Promise<void> {
  const down = model(scenario([status(503)]).fetch);
  const chain: EmbeddingFailoverModel = createEmbeddingFailover({
    models: [
      { model: down, space: 'small', retries: 0 },
      { model: model(answers), space: 'small', dimensions: 2 },
    ],
  });
  const asModel: EmbeddingModel = chain;
  assert.deepEqual((await embed({ model: asModel, value: 'hi' })).embedding, [0.5, 1]);

  const middleware: EmbeddingModelMiddleware = embeddingFailoverMiddleware({ to: model(answers), space: 'small' });
  const wrapped = wrapEmbeddingModel({ model: down, middleware });
  assert.deepEqual((await embed({ model: wrapped, value: 'hi' })).embedding, [0.5, 1]);

  const language: FailoverModel = createFailover({
    models: ['openai/gpt-5', createOpenAI({ apiKey: 'placeholder' })('m')],
  });
  const asLanguageModel: LanguageModel = language;
  assert.equal(asLanguageModel, language);
  // What a model says of itself is what the installed SDK says of those that it wraps.
  assert.equal(chain.specificationVersion, wrapped.specificationVersion);
  assert.equal(language.specificationVersion, wrapped.specificationVersion);
}
