/** Answers from a gateway's cache: no provider was asked, so that they say nothing of one. */
import { createOpenAI } from '@ai-sdk/openai';
import { embed } from 'ai';
import { createAiGateway } from 'ai-gateway-provider';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { cached, handlers, ok, passthrough, rewritten, scenario, type Scenario, type Step } from '../../mocks/index.ts';
import {
  createEmbeddingFailover,
  createFailover,
  createHealth,
  createRetryBudget,
  type FailoverEvent,
} from '../../src/index.ts';
import type { LanguageModel } from '../../src/sdk-types.ts';
import { CALLS } from '../support/calls.ts';
import { wrap } from '../support/cloudflare-routes.ts';
import { anthropicLeg, gatewayLeg } from '../support/failover-legs.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { json, upstream } from '../embeddings/upstreams.ts';

const gatewayServer = setupServer();
beforeAll(() => gatewayServer.listen({ onUnhandledFrame: 'error' }));
afterEach(() => gatewayServer.resetHandlers());
afterAll(() => gatewayServer.close());

const apiKey = 'placeholder';
const inner = () => createOpenAI({ apiKey }).chat('gpt-5');

const ROUTES: readonly [name: string, connect: (upstream: Scenario) => LanguageModel][] = [
  ['a base URL', made => gatewayLeg(made)],
  [
    'ai-gateway-provider with a key',
    made => {
      gatewayServer.use(...handlers(made));
      return createAiGateway({ accountId: 'account', gateway: 'gateway', apiKey: 'token' })(inner());
    },
  ],
  [
    'ai-gateway-provider with a binding',
    made => createAiGateway({ binding: made.binding().gateway('gateway') })(inner()),
  ],
];

/** The provider is down, and every second call is answered with this. */
const everySecond = (answer: Step): Step[] =>
  Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? passthrough(503) : answer));

function play(connect: (upstream: Scenario) => LanguageModel, script: Step[]) {
  const primary = scenario(script);
  const clock = createManualClock();
  const events: FailoverEvent[] = [];
  const budget = createRetryBudget();
  const health = createHealth({ clock, random: () => 0.5 });
  const model = createFailover({
    models: [
      { name: 'primary', model: connect(primary) },
      { name: 'other', model: anthropicLeg(scenario([ok('from elsewhere')])) },
    ],
    retries: { perLeg: 0 },
    health,
    budget,
    clock,
    onEvent: event => void events.push(event),
  });
  return { primary, clock, health, budget, model, opened: () => events.filter(({ type }) => type === 'breaker') };
}

describe.each(CALLS)('%s', (_, call) => {
  it.each(ROUTES)(
    'by %s: the breaker opens at the fifth failure, whatever came from the cache between',
    async (_route, connect) => {
      const { primary, model, opened, budget } = play(connect, everySecond(cached('from the cache')));
      const texts: unknown[] = [];
      for (let index = 0; index < 12; index += 1) texts.push((await call(model, { maxRetries: 0 })).text);
      const before = Array.from({ length: 9 }, (__, index) => (index % 2 === 0 ? 'from elsewhere' : 'from the cache'));
      expect(texts).toEqual([...before, 'from elsewhere', 'from elsewhere', 'from elsewhere']);
      expect(primary.count).toBe(9);
      expect(opened()).toMatchObject([{ leg: 'primary', state: 'open' }]);
      // Five failures, and eight answers of the other leg: 100 - 5 + 8 × 0.2.
      expect(budget.snapshot().tokens).toBeCloseTo(96.6, 5);
    },
  );

  it('answers of the provider itself keep it closed', async () => {
    const miss = ok('fresh', { headers: { 'cf-aig-cache-status': 'MISS' } });
    const { primary, model, opened } = play(gatewayLeg, everySecond(miss));
    for (let index = 0; index < 12; index += 1) await call(model, { maxRetries: 0 });
    expect([primary.count, opened()]).toEqual([12, []]);
  });

  it('a probe that the cache answers closes no breaker, and the next call is the probe', async () => {
    const down = Array.from({ length: 5 }, () => passthrough(503));
    const { clock, health, model, opened } = play(gatewayLeg, [...down, cached('from the cache'), ok('it works')]);
    for (let index = 0; index < 5; index += 1) await call(model, { maxRetries: 0 });
    await clock.advance(5_000);
    expect((await call(model, { maxRetries: 0 })).text).toBe('from the cache');
    expect(Object.values(health.snapshot())).toMatchObject([{ state: 'half-open' }]);
    expect((await call(model, { maxRetries: 0 })).text).toBe('it works');
    expect(opened()).toMatchObject([
      { state: 'open' },
      { state: 'half-open' },
      { state: 'half-open' },
      { state: 'closed' },
    ]);
  });

  it('a route is called misconfigured after ten failed calls over five minutes, whatever came from the cache', async () => {
    const clock = createManualClock();
    const script = Array.from({ length: 40 }, (__, index) => (index % 2 === 0 ? rewritten(2005) : cached('stored')));
    const model = wrap(gatewayLeg(scenario(script)), { clock });
    const rules: unknown[] = [];
    for (let index = 0; index < 22; index += 1) {
      const { error } = await call(model, { maxRetries: 0 });
      if (error) rules.push((error as { data: { failure: { rule: string } } }).data.failure.rule);
      await clock.advance(20_000);
    }
    expect(rules.slice(0, 9)).toEqual(Array.from({ length: 9 }, () => 'cloudflare:2005'));
    expect(rules.slice(9)).toEqual(Array.from({ length: 2 }, () => 'cloudflare:2005:never-succeeded'));
  });
});

it('embeddings: the breaker opens, too', async () => {
  const vectors = { object: 'list', data: [{ object: 'embedding', index: 0, embedding: [1, 0.5] }], model: 'm' };
  const down = json({ error: { message: 'down' } }, 503);
  const fromCache = json({ ...vectors, usage: { prompt_tokens: 1 } }, 200, { 'cf-aig-cache-status': 'HIT' });
  const primary = upstream(...Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? down : fromCache)));
  const other = upstream(json({ ...vectors, usage: { prompt_tokens: 1 } }));
  const baseURL = 'https://gateway.ai.cloudflare.com/v1/account/gateway/openai';
  const legs = [
    createOpenAI({ apiKey, baseURL, fetch: primary.fetch }).embedding('text-embedding-3-small'),
    createOpenAI({ apiKey, fetch: other.fetch }).embedding('text-embedding-3-small'),
  ];
  const model = createEmbeddingFailover({
    models: legs.map(leg => ({ model: leg, space: 'small' })),
    retries: { perLeg: 0 },
  });
  for (let index = 0; index < 12; index += 1) await embed({ model, value: 'hi', maxRetries: 0 });
  expect([primary.asked.length, other.asked.length]).toEqual([9, 8]);
});
