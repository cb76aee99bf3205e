import { getEventListeners } from 'node:events';
import { embed, generateText, jsonSchema, tool, wrapLanguageModel } from 'ai';
import { describe, expect, it } from 'vitest';
import {
  createHealth,
  createEmbeddingFailover,
  FailoverError,
  failoverMiddleware,
  type FailoverEvent,
} from '../../src/index.ts';
import { ok, scenario } from '../../mocks/index.ts';
import type { EmbeddingModel } from '../../src/sdk-types.ts';
import { SPECIFICATION } from '../../src/sdk-specification.ts';
import { apiError, rig, stream, type Rig } from '../canary/rig.ts';
import { skipBackoff } from '../support/skip-backoff.ts';
import { anthropicLeg, openaiLeg } from '../support/failover-legs.ts';
import { createManualClock } from '../support/manual-clock.ts';

const down = () => apiError(503, 'The server is down');
const withType = <Type extends FailoverEvent['type']>({ events }: Rig, type: Type) =>
  events.filter((event): event is Extract<FailoverEvent, { type: Type }> => event.type === type);

describe('a canary', () => {
  it('is a fallback that is asked first, and its answer is the call’s; it is marked, and not degraded', async () => {
    const on = rig();
    const servedBy = { leg: 'b', provider: 'memory', modelId: 'b' };
    const told = await on.ask();
    expect(told).toMatchObject({ order: ['b'], text: 'b', warnings: [] });
    expect(told.metadata).toEqual({
      callId: expect.any(String),
      servedBy,
      attempts: [],
      degraded: false,
      canary: true,
      hedged: false,
      skipped: [],
    });
    expect(withType(on, 'call-start')).toMatchObject([{ legs: ['b', 'a', 'c'], canary: true }]);
    expect(withType(on, 'call-end')).toMatchObject([{ servedBy, degraded: false, canary: true, attempts: 1 }]);
  });

  it('is streamed like any other call', async () => {
    const on = rig({ legs: { a: {}, b: {} } });
    expect(await stream(on)).toMatchObject({
      order: ['b'],
      text: 'b',
      metadata: { servedBy: { leg: 'b' }, degraded: false, canary: true },
      warnings: [],
    });
    on.fates['b'] = down();
    expect(await stream(on)).toMatchObject({
      order: ['b', 'a'],
      text: 'a',
      metadata: { degraded: false, canary: true },
    });
  });

  it('comes for the share of the calls that was asked for; the others are as they were', async () => {
    const draws = [0.1, 0.09, 0.9, 0.05];
    const on = rig({ canary: { fraction: 0.1 }, random: () => draws.shift()! });
    const orders = [await on.ask(), await on.ask(), await on.ask(), await on.ask()];
    expect(orders.map(({ order }) => order)).toEqual([['a'], ['b'], ['a'], ['c']]);
    expect(orders.map(({ metadata }) => metadata?.['canary'])).toEqual([undefined, true, undefined, true]);
    expect(withType(on, 'call-start').map(event => event.canary)).toEqual([undefined, true, undefined, true]);
  });

  it('goes to the fallback that was asked longest ago, also as a fallback', async () => {
    let draw = 0.9;
    const on = rig({ legs: { a: {}, b: {}, c: {}, d: {} }, canary: { fraction: 0.5 }, random: () => draw });
    on.fates['a'] = down();
    expect((await on.ask()).order).toEqual(['a', 'b']);
    on.fates['a'] = 'answers';
    draw = 0;
    const next = async () => {
      await on.clock.advance(1_000);
      return (await on.ask()).order[0];
    };
    expect([await next(), await next(), await next(), await next()]).toEqual(['c', 'd', 'b', 'c']);
  });

  it('reaches every fallback in its turn, also where all calls begin in one millisecond', async () => {
    const on = rig({ canary: { fraction: 1 } });
    const firsts = (await Promise.all(Array.from({ length: 10 }, () => on.ask()))).map(({ text }) => text);
    expect(firsts.filter(text => text === 'b')).toHaveLength(5);
    expect(firsts.filter(text => text === 'c')).toHaveLength(5);
  });

  it('is not sent with a prompt that is none, which fails as it does without', async () => {
    const on = rig({ canary: { fraction: 1 } });
    for (const prompt of ['text', undefined, null]) {
      const params = { prompt } as unknown as Parameters<typeof on.model.doGenerate>[0];
      await on.model.doGenerate(params);
    }
    expect(on.asked).toEqual(['a', 'a', 'a']);
  });

  it('is never sent twice in a call: the SDK’s further rounds begin with the primary', async () => {
    const on = rig({ legs: { a: {}, b: {} }, canary: { fraction: 1 }, health: false });
    skipBackoff();
    Object.assign(on.fates, { a: down(), b: down() });
    await generateText({ model: on.model, prompt: 'Hi', maxRetries: 1 }).catch(() => undefined);
    expect(on.asked).toEqual(['b', 'a', 'a', 'b']);
    expect(withType(on, 'call-start').map(event => event.canary)).toEqual([true, undefined]);
  });
});

describe('a canary that fails costs its caller no answer', () => {
  it.each([
    ['a request that it refuses for good', apiError(400, 'tool_choice: Input should be a valid dictionary')],
    ['a wrong key', apiError(401, 'Incorrect API key provided')],
    ['a server that is down', down()],
  ])('%s: the primary answers, after one attempt', async (_, error) => {
    const shared = { account: 'one', gateway: 'one', retries: 2 };
    const on = rig({ legs: { a: shared, b: shared }, maxAttempts: 1 });
    on.fates['b'] = error;
    const told = await on.ask();
    expect(told).toMatchObject({ order: ['b', 'a'], text: 'a', warnings: [] });
    expect(told.metadata).toMatchObject({
      servedBy: { leg: 'a' },
      attempts: [{ leg: 'b' }],
      degraded: false,
      canary: true,
    });
    expect(withType(on, 'failover')).toMatchObject([{ from: 'b', to: 'a' }]);
  });

  it('not even where the leg has further attempts of its own', async () => {
    const on = rig({ legs: { a: { retries: 2 }, b: { retries: 2 } } });
    on.fates['b'] = down();
    expect(await on.ask()).toMatchObject({ order: ['b', 'a'], text: 'a' });
    expect(withType(on, 'retry')).toEqual([]);
  });

  it('also where the caller’s own hook would ask no other leg', async () => {
    const on = rig({ shouldFailOver: () => false });
    on.fates['b'] = down();
    expect(await on.ask()).toMatchObject({ order: ['b', 'a'], text: 'a' });
  });

  it('where the primary fails, too, another fallback answers, and that is degraded', async () => {
    const on = rig();
    Object.assign(on.fates, { a: down(), b: down() });
    const told = await on.ask();
    expect(told).toMatchObject({ order: ['b', 'a', 'c'], text: 'c', metadata: { degraded: true, canary: true } });
    expect(told.warnings).toHaveLength(1);
    expect(withType(on, 'call-end')).toMatchObject([{ degraded: true, canary: true }]);
  });

  it('the error of a spent round is the primary’s', async () => {
    const on = rig();
    Object.assign(on.fates, { a: apiError(502, 'of a'), b: apiError(529, 'of b'), c: apiError(500, 'of c') });
    const { error } = (await on.ask()) as { error: FailoverError };
    expect(error).toBeInstanceOf(FailoverError);
    expect(error).toMatchObject({ statusCode: 502, attempts: [{ leg: 'b' }, { leg: 'a' }, { leg: 'c' }] });
    // What the primary calls the request's own fault is thrown as it is.
    on.fates['a'] = apiError(400, 'tool_choice: Input should be a valid dictionary');
    const second = await on.ask();
    expect(second.order.slice(1)).toEqual(['a']);
    expect(second.error).toMatchObject({ name: 'AI_APICallError', statusCode: 400 });
    expect(second.error).not.toBeInstanceOf(FailoverError);
  });

  it('one that is silent is joined by the primary', async () => {
    const on = rig({ hedge: { afterMs: 1_000 } });
    on.fates['b'] = 'hangs';
    const call = on.ask();
    await on.clock.advance(1_000);
    expect(await call).toMatchObject({
      order: ['b', 'a'],
      text: 'a',
      metadata: { degraded: false, canary: true, hedged: true, attempts: [{ leg: 'b', rule: 'hedge:silent' }] },
    });
    expect(on.clock.pending).toBe(0);
  });

  it('within a total only where the leg’s limits leave the primary half of it; else none is sent, and that is told once', async () => {
    const unlimited = rig({ timeouts: { totalMs: 10_000 }, hedge: false });
    expect((await unlimited.ask()).order).toEqual(['a']);
    expect((await unlimited.ask()).order).toEqual(['a']);
    expect(withType(unlimited, 'warning').filter(({ message }) => /No canary is sent to b/.test(message))).toHaveLength(
      1,
    );
    const joined = rig({ timeouts: { totalMs: 10_000 }, hedge: { afterMs: 4_000 } });
    joined.fates['b'] = 'hangs';
    const hedged = joined.ask();
    await joined.clock.advance(4_000);
    expect(await hedged).toMatchObject({ order: ['b', 'a'], text: 'a' });
    const limited = rig({ timeouts: { totalMs: 10_000, attemptMs: 5_000 }, hedge: false });
    limited.fates['b'] = 'hangs';
    const call = limited.ask();
    await limited.clock.advance(5_000);
    expect(await call).toMatchObject({ order: ['b', 'a'], text: 'a' });
  });
});

describe('no canary is sent', () => {
  it('for a call with tools that the provider runs', async () => {
    const on = rig();
    const search = tool({
      type: 'provider',
      isProviderExecuted: true,
      id: 'memory.search',
      args: {},
      inputSchema: jsonSchema({}),
    } as never);
    expect((await on.ask({ tools: { search } as never })).order).toEqual(['a']);
  });

  it('to a leg whose context window the prompt exceeds', async () => {
    const on = rig({ legs: { a: {}, b: { contextWindow: 100 }, c: {} } });
    expect((await on.ask({ prompt: 'a word '.repeat(1_000) })).order).toEqual(['c']);
  });

  it('to a leg that does not know a conversation which the primary keeps', async () => {
    const on = rig();
    const kept = { providerOptions: { openai: { previousResponseId: 'resp_1' } } };
    expect((await on.ask(kept)).order).toEqual(['a']);
    expect((await on.ask({ providerOptions: { openai: { user: 'me' } } })).order).toEqual(['b']);
  });

  it('to a leg that asked to be left alone', async () => {
    const on = rig({ legs: { a: {}, b: {} } });
    on.fates['b'] = apiError(429, 'Too many requests', { 'retry-after': '30' });
    expect((await on.ask()).order).toEqual(['b', 'a']);
    on.fates['b'] = 'answers';
    await on.clock.advance(29_000);
    expect((await on.ask()).order).toEqual(['a']);
    await on.clock.advance(1_001);
    expect((await on.ask()).order).toEqual(['b']);
  });

  it('to a leg whose breaker is open, until it lets one call through', async () => {
    const on = rig({ legs: { a: {}, b: {} } });
    on.fates['b'] = apiError(401, 'Incorrect API key provided');
    expect((await on.ask()).order).toEqual(['b', 'a']);
    expect((await on.ask()).order).toEqual(['a']);
    on.fates['b'] = 'answers';
    await on.clock.advance(100_000);
    expect((await on.ask()).order).toEqual(['b']);
    expect(withType(on, 'breaker').map(({ state }) => state)).toEqual(['open', 'half-open', 'closed']);
  });

  it('to a leg that is out of service, and none while the primary is', async () => {
    const on = rig();
    on.model.health?.isolate('b');
    expect((await on.ask()).order).toEqual(['c']);
    on.model.health?.restore('b');
    on.model.health?.isolate('a (memory/a)');
    expect((await on.ask()).metadata?.['canary']).toBeUndefined();
  });

  it('by a chain of one leg, or a share of none', async () => {
    expect((await rig({ legs: { a: {} } }).ask()).order).toEqual(['a']);
    expect((await rig({ canary: { fraction: 0 } }).ask()).order).toEqual(['a']);
  });
});

describe('so many in an hour', () => {
  const HOUR = 3_600_000;

  it('the first at a random moment of the first span, then one a span; spans without calls are not made up for', async () => {
    const on = rig({ canary: { perHour: 2 }, random: () => 0.5 });
    const canaries = async () => (await on.ask()).metadata?.['canary'] === true;
    expect(await canaries()).toBe(false);
    await on.clock.advance(HOUR / 4 - 1);
    expect(await canaries()).toBe(false);
    await on.clock.advance(1);
    expect([await canaries(), await canaries()]).toEqual([true, false]);
    await on.clock.advance(HOUR / 2 - 1);
    expect(await canaries()).toBe(false);
    await on.clock.advance(1);
    expect([await canaries(), await canaries()]).toEqual([true, false]);
    await on.clock.advance(10 * HOUR);
    expect([await canaries(), await canaries()]).toEqual([true, false]);
  });

  it('routers that are made for each request and share their health share the schedule', async () => {
    const clock = createManualClock();
    const health = createHealth({ clock });
    const ask = async () => (await rig({ canary: { perHour: 1 }, health, clock, random: () => 0 }).ask()).order[0];
    expect([await ask(), await ask(), await ask()]).toEqual(['a', 'b', 'a']);
    await clock.advance(HOUR);
    expect([await ask(), await ask()]).toEqual(['c', 'a']);
  });

  it('stays due while no fallback can be asked', async () => {
    const on = rig({ legs: { a: {}, b: {} }, canary: { perHour: 1 }, random: () => 0 });
    await on.ask();
    on.model.health?.isolate('b');
    expect((await on.ask()).order).toEqual(['a']);
    on.model.health?.restore('b');
    expect((await on.ask()).order).toEqual(['b']);
  });
});

it('a route’s own order is kept but for the canary, and its first leg is the primary of the call', async () => {
  const on = rig({ route: () => ['b', 'a'] });
  const told = await on.ask();
  expect(told).toMatchObject({ order: ['a'], metadata: { servedBy: { leg: 'a' }, degraded: false, canary: true } });
});

it('embedding legs get canaries, too', async () => {
  const asked: string[] = [];
  const vectors = (name: string): EmbeddingModel => ({
    specificationVersion: SPECIFICATION,
    provider: 'memory',
    modelId: name,
    maxEmbeddingsPerCall: 10,
    supportsParallelCalls: true,
    async doEmbed({ values }) {
      asked.push(name);
      return { embeddings: values.map(() => [1, 2]), warnings: [] };
    },
  });
  const model = createEmbeddingFailover({
    models: [
      { model: vectors('a'), space: 's' },
      { model: vectors('b'), space: 's' },
    ],
    canary: { fraction: 1 },
  });
  const { providerMetadata, warnings } = await embed({ model, value: 'Hi' });
  expect(asked).toEqual(['b']);
  expect(providerMetadata?.['failover']).toMatchObject({ servedBy: { modelId: 'b' }, degraded: false, canary: true });
  expect(warnings).toEqual([]);
});

it('a draw that is no number is a TypeError of the call, and leaves nothing behind', async () => {
  const on = rig({ random: () => Number.NaN });
  const { signal } = new AbortController();
  const { error } = await on.ask({ abortSignal: signal });
  expect(error).toBeInstanceOf(TypeError);
  expect(on.asked).toEqual([]);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

it('a middleware sends them, too', async () => {
  const [a, b] = [scenario([ok('of a')]), scenario([ok('of b')])];
  const middleware = failoverMiddleware({ to: openaiLeg(b), canary: { fraction: 1 } });
  const model = wrapLanguageModel({ model: anthropicLeg(a), middleware });
  const { text, providerMetadata } = await generateText({ model, prompt: 'Hi' });
  expect(text).toBe('of b');
  expect(providerMetadata?.['failover']).toMatchObject({ canary: true, degraded: false });
  expect([a.count, b.count]).toEqual([0, 1]);
});
