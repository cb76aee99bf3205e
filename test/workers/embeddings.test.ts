/** Embeddings of many callers on one instance, in the runtime of Cloudflare Workers. */
import { embed } from 'ai';
import { expect, it } from 'vitest';
import { createEmbeddingFailover, type FailoverEvent } from '../../src/index.ts';
import { hang, json, MODELS, upstream, vector, vectors, type Answer } from '../embeddings/upstreams.ts';
import { notableIn } from '../support/notable.ts';

globalThis.AI_SDK_LOG_WARNINGS = false;

const later = (turns: number) => new Promise(resolve => setTimeout(resolve, turns));

it('a tenant’s own refused key and odd vectors cost no other tenant the primary', async () => {
  const refused = json({ error: { message: 'Incorrect API key provided', code: 'invalid_api_key' } }, 401);
  const primary: Answer = (asked, signal) => {
    if (asked.headers.get('authorization') === 'Bearer the-tenants-own') return refused(asked, signal);
    const isOdd = (asked.body['input'] as string[])[0]!.length % 10 === 0;
    return vectors('openai', isOdd ? 5 : 3)(asked, signal);
  };
  const events: FailoverEvent[] = [];
  const fallback = upstream(vectors('cohere', 3));
  const model = createEmbeddingFailover({
    models: [
      { model: MODELS.openai(upstream(primary)), space: 'one', dimensions: 3 },
      { model: MODELS.cohere(fallback), space: 'one' },
    ],
    onEvent: notableIn(events),
  });
  const values = Array.from({ length: 80 }, (_, index) => 'x'.repeat(index + 1));
  const answers = await Promise.all(
    values.map(async (value, index) => {
      // Half of them in one tick.
      if (index >= 40) await later(index - 40);
      const headers: Record<string, string> = index % 4 === 0 ? { authorization: 'Bearer the-tenants-own' } : {};
      return embed({ model, value, maxRetries: 0, headers });
    }),
  );
  expect(answers.map(({ embedding }) => embedding)).toEqual(values.map(value => vector(value, 3)));
  const isFailing = (index: number) => index % 4 === 0 || (index + 1) % 10 === 0;
  expect(answers.map(({ providerMetadata }) => providerMetadata !== undefined)).toEqual(
    values.map((_, index) => isFailing(index)),
  );
  expect(events.filter(({ type }) => type === 'breaker')).toEqual([]);
  expect(fallback.asked.some(({ headers }) => headers.get('authorization') === 'Bearer the-tenants-own')).toBe(false);
});

it('an abort ends a call that runs and one that waits for a place with the caller’s own reason', async () => {
  const only = upstream(hang);
  const model = createEmbeddingFailover({ models: [{ model: MODELS.openai(only), concurrency: 1 }] });
  const controller = new AbortController();
  const reason = { left: 'the user' };
  const calls = ['a', 'b'].map(value =>
    embed({ model, value, abortSignal: controller.signal }).catch((error: unknown) => error),
  );
  await later(10);
  controller.abort(reason);
  expect(await Promise.all(calls)).toEqual([reason, reason]);
  expect(only.asked).toHaveLength(1);
});
