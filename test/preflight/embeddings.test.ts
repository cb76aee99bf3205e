import { createOpenAI } from '@ai-sdk/openai';
import { expect, it } from 'vitest';
import { createEmbeddingFailover } from '../../src/index.ts';
import { hang, json, startServer } from '../support/loopback-server.ts';

const vector = (dimensions: number) =>
  json(200, {
    object: 'list',
    data: [{ object: 'embedding', index: 0, embedding: Array.from({ length: dimensions }, () => 0.5) }],
    model: 'text-embedding-3-small',
    usage: { prompt_tokens: 1, total_tokens: 1 },
  });

it('embedding legs: one of another length, one that refuses and one that is silent are found', async () => {
  await using good = await startServer(vector(3));
  await using other = await startServer(vector(4));
  await using refusing = await startServer(
    json(401, { error: { message: 'Incorrect API key provided', code: 'invalid_api_key' } }),
  );
  await using silent = await startServer(hang);
  const leg = (baseURL: string, name: string) => ({
    model: createOpenAI({ apiKey: 'placeholder', baseURL }).embedding('text-embedding-3-small'),
    name,
    space: 'small-3',
    dimensions: 3,
  });
  const model = createEmbeddingFailover({
    models: [leg(good.url, 'good'), leg(other.url, 'other'), leg(refusing.url, 'refusing'), leg(silent.url, 'silent')],
  });
  const report = await model.preflight({ timeoutMs: 500 });
  expect(report).toMatchObject({
    ok: false,
    legs: [
      { leg: 'good', ok: true, via: 'generate' },
      { leg: 'other', ok: false, failure: { rule: 'embedding:dimensions' } },
      { leg: 'refusing', ok: false, failure: { category: 'auth', remedy: expect.stringContaining('key') } },
      { leg: 'silent', ok: false, failure: { category: 'timeout', remedy: expect.stringContaining('timeoutMs') } },
    ],
  });
  expect(good.requests[0]?.body).toMatchObject({ input: ['ok'] });
  await expect(model.preflight({ prompt: 'Hi' } as never)).rejects.toThrow('unknown option `prompt`');
});
