import { APICallError, embed, embedMany, wrapEmbeddingModel } from 'ai';
import { describe, expect, it } from 'vitest';
import { fixtures } from '../../mocks/index.ts';
import {
  classify,
  createEmbeddingFailover,
  createHealth,
  embeddingFailoverMiddleware,
  FailoverError,
  type CreateEmbeddingFailoverOptions,
  type FailoverEvent,
} from '../../src/index.ts';
import type { EmbeddingModel } from '../../src/sdk-types.ts';
import { AT_ONCE } from '../support/at-once.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';
import { startServer, dieBeforeHeaders, json as answerJson } from '../support/loopback-server.ts';
import {
  hang,
  json,
  MODELS,
  upstream,
  vector,
  vectors,
  type Answer,
  type Package,
  type Upstream,
} from './upstreams.ts';
import { notableIn } from '../support/notable.ts';

type Options = Omit<CreateEmbeddingFailoverOptions, 'models'>;

/** Both ways to a router over two models of one space; no leg is tried twice. */
const WAYS: [string, (primary: EmbeddingModel, fallback: EmbeddingModel, options?: Options) => EmbeddingModel][] = [
  [
    'createEmbeddingFailover',
    (primary, fallback, options) =>
      createEmbeddingFailover({
        models: [
          { model: primary, space: 'one' },
          { model: fallback, space: 'one' },
        ],
        retries: { perLeg: 0 },
        ...options,
      }),
  ],
  [
    'embeddingFailoverMiddleware',
    (primary, fallback, options) =>
      wrapEmbeddingModel({
        model: primary,
        middleware: embeddingFailoverMiddleware({ to: fallback, space: 'one', retries: { perLeg: 0 }, ...options }),
      }),
  ],
];

const down = json({ error: { message: 'The server is overloaded', type: 'server_error' } }, 503);
const PACKAGES = Object.keys(MODELS) as Package[];

describe.each(WAYS)('%s', (_, route) => {
  it.each(PACKAGES)('a 503 of %s is answered by the next leg, and the result says so', async name => {
    const [first, second] = [upstream(down), upstream(vectors('openai', 4))];
    const model = route(MODELS[name](first), MODELS.openai(second, 'https://second.test/v1'));
    const { embeddings, providerMetadata, warnings } = await embedMany({ model, values: ['a', 'bcd'], maxRetries: 0 });
    expect(embeddings).toEqual([vector('a', 4), vector('bcd', 4)]);
    expect([first.asked.length, second.asked.length]).toEqual([1, 1]);
    expect(providerMetadata?.['failover']).toMatchObject({
      servedBy: { provider: 'openai.embedding', modelId: 'text-embedding-3-small' },
      attempts: [{ statusCode: 503 }],
      degraded: true,
    });
    expect(warnings).toMatchObject([{ type: 'other', message: expect.stringContaining('Served by the fallback') }]);
  });

  it('a failure in disguise is none of the caller’s: Cloudflare’s 400 with code 2005', async () => {
    const { body, status } = fixtures['cloudflare-2005'];
    const first = upstream(json(body, status));
    const second = upstream(vectors('google', 3));
    const model = route(MODELS.openai(first), MODELS.google(second));
    const { embedding, providerMetadata } = await embed({ model, value: 'Hi', maxRetries: 0 });
    expect(embedding).toEqual(vector('Hi', 3));
    expect(providerMetadata?.['failover']).toMatchObject({ attempts: [{ rule: 'cloudflare:2005', statusCode: 502 }] });
  });

  it.each<[string, Options, string]>([
    ['attemptMs', { timeouts: { attemptMs: 2_000 } }, 'timeout:attemptMs'],
    ['firstContentMs', { timeouts: { firstContentMs: 2_000 } }, 'timeout:firstContentMs'],
    ['hedge.afterMs', { hedge: { afterMs: 2_000 } }, 'hedge:silent'],
  ])('a primary that hangs is left after %s, and its request is aborted', async (_name, options, rule) => {
    const clock = createManualClock();
    let aborted: unknown;
    const first = upstream((asked, signal) => {
      signal?.addEventListener('abort', () => (aborted = signal.reason));
      return hang(asked, signal);
    });
    const model = route(MODELS.openai(first), MODELS.cohere(upstream(vectors('cohere', 4))), { clock, ...options });
    const call = embed({ model, value: 'Hi', maxRetries: 0 });
    await clock.advance(1_999);
    expect(aborted).toBeUndefined();
    await clock.advance(1);
    const { embedding, providerMetadata } = await call;
    expect(embedding).toEqual(vector('Hi', 4));
    expect(providerMetadata?.['failover']).toMatchObject({ attempts: [{ rule, category: 'timeout' }] });
    expect(aborted).toBeDefined();
    expect(clock.pending).toBe(0);
  });

  it('ends a call after totalMs, with an error that is not retried', async () => {
    const clock = createManualClock();
    const [first, second] = [upstream(hang), upstream(vectors('cohere', 4))];
    const model = route(MODELS.openai(first), MODELS.cohere(second), {
      clock,
      hedge: false,
      timeouts: { totalMs: 1_000 },
    });
    const call = embed({ model, value: 'Hi' }).catch((error: unknown) => error);
    await clock.advance(1_000);
    expect(await call).toMatchObject({ statusCode: 504, isRetryable: false });
    expect(second.asked).toHaveLength(0);
    expect(clock.pending).toBe(0);
  });

  it('gives the caller’s own reason for an abort, and asks nobody after it', async () => {
    const clock = createManualClock();
    const [first, second] = [upstream(hang), upstream(vectors('cohere', 4))];
    const model = route(MODELS.openai(first), MODELS.cohere(second), { clock });
    const controller = new AbortController();
    const reason = new Error('The user left');
    const call = embed({ model, value: 'Hi', abortSignal: controller.signal }).catch((error: unknown) => error);
    await settle();
    controller.abort(reason);
    expect(await call).toBe(reason);
    expect(second.asked).toHaveLength(0);
    expect(clock.pending).toBe(0);
  });

  it('mixes no calls up that overlap on one instance', async () => {
    const flaky: Answer = (asked, signal) =>
      ((asked.body['input'] as string[])[0]!.length % 2 === 0 ? down : vectors('openai', 3))(asked, signal);
    const model = route(MODELS.openai(upstream(flaky)), MODELS.google(upstream(vectors('google', 3))), {
      health: false,
    });
    const values = Array.from({ length: 60 }, (__, index) => 'x'.repeat(index + 1));
    const answers = await Promise.all(values.map(value => embed({ model, value, maxRetries: 0 })));
    expect(answers.map(({ embedding }) => embedding)).toEqual(values.map(value => vector(value, 3)));
    expect(answers.map(({ providerMetadata }) => providerMetadata !== undefined)).toEqual(
      values.map(({ length }) => length % 2 === 0),
    );
  });

  it('throws a FailoverError when every leg failed, and tells each step', async () => {
    const events: FailoverEvent[] = [];
    const model = route(MODELS.openai(upstream(down)), MODELS.cohere(upstream(down)), {
      onEvent: notableIn(events),
    });
    const error = await embed({ model, value: 'Hi', maxRetries: 0 }).catch((caught: unknown) => caught);
    expect(FailoverError.isInstance(error) && APICallError.isInstance(error)).toBe(true);
    expect((error as FailoverError).attempts.map(({ provider }) => provider)).toEqual([
      'openai.embedding',
      'cohere.textEmbedding',
    ]);
    expect(error).toMatchObject({ statusCode: 503, isRetryable: true });
    expect(events.map(({ type }) => type)).toEqual(['failure', 'failover', 'failure']);
  });

  it('sends a call’s own headers to no other vendor', async () => {
    const second = upstream(vectors('cohere', 4));
    const model = route(MODELS.openai(upstream(down)), MODELS.cohere(second));
    const headers = { 'x-tenant-token': 'secret', traceparent: '00-1-2-01' };
    await embed({ model, value: 'Hi', headers, maxRetries: 0 });
    expect(second.asked[0]!.headers.get('traceparent')).toBe('00-1-2-01');
    expect(second.asked[0]!.headers.get('x-tenant-token')).toBeNull();
  });

  it.each(PACKAGES)('asks %s exactly what the SDK alone does, and gives its own answer', async name => {
    const [alone, routed] = [upstream(vectors(name, 5)), upstream(vectors(name, 5))];
    const call = {
      values: ['a', 'bc', 'def'],
      headers: { 'x-own': 'yes' },
      providerOptions: { openai: { user: 'somebody' }, cohere: { inputType: 'search_document' as const } },
      maxRetries: 0,
    };
    const bare = await embedMany({ model: MODELS[name](alone), ...call });
    const through = await embedMany({ model: route(MODELS[name](routed), MODELS.mistral(upstream(down))), ...call });
    expect(through).toEqual(bare);
    const wireOf = ({ asked }: Upstream) => asked.map(({ url, headers, body }) => [url, [...headers], body]);
    expect(wireOf(routed)).toEqual(wireOf(alone));
  });

  it('passes a leg over that fails again and again', async () => {
    const clock = createManualClock();
    const first = upstream(down);
    const health = createHealth({ clock });
    const model = route(MODELS.openai(first), MODELS.google(upstream(vectors('google', 3))), { clock, health });
    for (let call = 0; call < 30; call += 1) await embed({ model, value: 'Hi', maxRetries: 0 });
    expect(first.asked.length).toBeLessThan(30);
  });

  it('leaves a leg alone for as long as it asks to', async () => {
    const clock = createManualClock();
    const limited = json({ error: { message: 'Rate limit reached' } }, 429, { 'retry-after': '30' });
    const first = upstream(limited, vectors('openai', 3));
    const model = route(MODELS.openai(first), MODELS.google(upstream(vectors('google', 3))), { clock });
    for (let call = 0; call < 3; call += 1) await embed({ model, value: 'Hi', maxRetries: 0 });
    expect(first.asked).toHaveLength(1);
    await clock.advance(30_000);
    const { providerMetadata } = await embed({ model, value: 'Hi', maxRetries: 0 });
    expect(first.asked).toHaveLength(2);
    expect(providerMetadata).toBeUndefined();
  });
});

it('goes on after a connection that dies', async () => {
  await using dead = await startServer(dieBeforeHeaders);
  await using alive = await startServer(
    answerJson(200, { data: [{ embedding: [1, 2] }], usage: { prompt_tokens: 1 } }),
  );
  const via = (url: string) => ({ model: MODELS.openai({ fetch, asked: [] }, url), space: 'one' });
  const model = createEmbeddingFailover({ models: [via(dead.url), via(alive.url)], retries: { perLeg: 0 } });
  expect((await embed({ model, value: 'Hi', maxRetries: 0 })).embedding).toEqual([1, 2]);
  expect([dead.requests.length, alive.requests.length]).toEqual([1, 1]);
});

it('reports a route that never answered as misconfigured; the SDK’s retries of one call count once', async () => {
  const clock = createManualClock();
  const { body, status: code } = fixtures['cloudflare-2005'];
  const never = upstream(json(body, code, AT_ONCE));
  const model = createEmbeddingFailover({ models: [MODELS.openai(never)], clock });
  const rules: string[] = [];
  for (let call = 0; call < 10; call += 1) {
    const error: unknown = await embed({ model, value: 'Hi', maxRetries: 1 }).catch((caught: unknown) => caught);
    rules.push(classify(error).rule);
    await clock.advance(60_000);
  }
  expect(never.asked).toHaveLength(20);
  expect(rules).toEqual([...Array.from({ length: 9 }, () => 'cloudflare:2005'), 'cloudflare:2005:never-succeeded']);
});

it('resolves a model id at first use', async () => {
  const second = upstream(vectors('openai', 3));
  globalThis.AI_SDK_DEFAULT_PROVIDER = { embeddingModel: () => MODELS.openai(second) } as never;
  try {
    const model = createEmbeddingFailover({
      models: [
        { model: MODELS.google(upstream(down)), space: 'one' },
        { model: 'openai/text-embedding-3-small', space: 'one' },
      ],
      retries: { perLeg: 0 },
    });
    expect((await embedMany({ model, values: ['Hi'], maxRetries: 0 })).embeddings).toEqual([vector('Hi', 3)]);
  } finally {
    delete (globalThis as { AI_SDK_DEFAULT_PROVIDER?: unknown }).AI_SDK_DEFAULT_PROVIDER;
  }
});
