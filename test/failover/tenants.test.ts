import { createAnthropic } from '@ai-sdk/anthropic';
import { createAzure } from '@ai-sdk/azure';
import { createOpenAI } from '@ai-sdk/openai';
import { generateText, wrapLanguageModel } from 'ai';
import { describe, expect, it } from 'vitest';
import { ok, rewritten, scenario, status, type Scenario } from '../../mocks/index.ts';
import { createFailover, failoverMiddleware, type LegInput } from '../../src/index.ts';
import { callGenerate, callStream, CALLS } from '../support/calls.ts';
import { anthropicLeg, chatLeg, gatewayLeg, openaiLeg } from '../support/failover-legs.ts';
import { createManualClock } from '../support/manual-clock.ts';

const byTenant = {
  byKey: (request: { headers: Readonly<Record<string, string>> }) => request.headers['authorization'] ?? '',
};
const limited = status(429, { headers: { 'retry-after-ms': '30000' } });

describe.each(CALLS)('one tenant beside others, %s', (_, call) => {
  it.each([
    ['rate-limited', limited],
    ['refused', status(401, { headers: { 'retry-after-ms': '30000' } })],
    ['forbidden', status(403, { headers: { 'retry-after-ms': '30000' } })],
    ['out of money', status(402, { headers: { 'retry-after-ms': '30000' } })],
  ])('whose own key is %s benches no leg for the next caller', async (_name, step) => {
    const primary = scenario(key => (key === 'Bearer tenant' ? [step] : [ok('primary')]), byTenant);
    const fallback = scenario([ok('fallback')]);
    const model = createFailover({ models: [openaiLeg(primary), anthropicLeg(fallback)] });
    expect(await call(model, { headers: { authorization: 'Bearer tenant' } })).toMatchObject({ text: 'fallback' });
    expect(await call(model)).toMatchObject({ text: 'primary' });
    expect([primary.count, fallback.count]).toEqual([2, 1]);
  });

  it('benches it for itself and all others when the leg’s own key is limited', async () => {
    const primary = scenario([limited, ok('primary')]);
    const fallback = scenario([ok('fallback')]);
    const model = createFailover({ models: [openaiLeg(primary), anthropicLeg(fallback)] });
    await call(model);
    expect(await call(model)).toMatchObject({ text: 'fallback' });
    expect(primary.count).toBe(1);
  });
});

const SECRETS = {
  authorization: 'Bearer tenant-key-000000',
  'x-api-key': 'tenant-key-111111',
  'api-key': 'tenant-key-222222',
  cookie: 'session=tenant-3333',
  'x-goog-api-key': 'tenant-key-444444',
  'cf-aig-authorization': 'Bearer gateway-key-555555',
  'cf-aig-metadata': '{"team":"blue"}',
  'x-trace': 'trace-1',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  baggage: 'user=alice',
};

/** The names of the call's own headers, with their values, that an upstream got. */
function seen({ requests }: Scenario): string[] {
  const { headers = {} } = requests[0] ?? {};
  return Object.entries(SECRETS).flatMap(([name, value]) => (headers[name] === value ? [name] : []));
}

describe("a call's own headers", () => {
  const connect = async (
    primary: (upstream: Scenario) => LegInput,
    fallback: (upstream: Scenario) => LegInput,
    headers: Record<string, string> = SECRETS,
  ) => {
    const first = scenario([status(404)]);
    const second = scenario([ok('answer')]);
    const model = createFailover({ models: [primary(first), fallback(second)] });
    const { text } = await callGenerate(model, { headers });
    expect(text).toBe('answer');
    return { first: seen(first), second: seen(second), requests: second.requests };
  };

  it('go to the primary as they are', async () => {
    const { first } = await connect(gatewayLeg, anthropicLeg);
    expect(first.toSorted()).toEqual(Object.keys(SECRETS).toSorted());
  });

  it.each<[string, (upstream: Scenario) => LegInput, (upstream: Scenario) => LegInput, 'all' | 'tracing']>([
    ['another vendor', openaiLeg, anthropicLeg, 'tracing'],
    ['another vendor past the gateway', gatewayLeg, anthropicLeg, 'tracing'],
    ['the same vendor and gateway', gatewayLeg, upstream => gatewayLeg(upstream, 'gpt-5-mini'), 'all'],
    [
      'the same vendor at another gateway',
      gatewayLeg,
      upstream => gatewayLeg(upstream, 'gpt-5-mini', 'account/other'),
      'all',
    ],
    ['the same vendor past the gateway', gatewayLeg, chatLeg, 'all'],
    ['the same vendor, where no gateway is known', openaiLeg, chatLeg, 'all'],
    [
      'another vendor through the same declared gateway',
      gatewayLeg,
      upstream => ({ model: anthropicLeg(upstream), gateway: 'cloudflare:account/gateway' }),
      'all',
    ],
    [
      'another vendor at the same host',
      ({ fetch }) =>
        createOpenAI({ apiKey: 'placeholder', baseURL: 'https://proxy.example.com/v1', fetch }).chat('one'),
      ({ fetch }) =>
        createAnthropic({ apiKey: 'placeholder', baseURL: 'https://proxy.example.com/v1', fetch })('claude-sonnet-4-5'),
      'all',
    ],
    [
      "another platform with the vendor's models",
      openaiLeg,
      ({ fetch }) => createAzure({ apiKey: 'placeholder', resourceName: 'mine', fetch }).chat('gpt-5'),
      'tracing',
    ],
    [
      "another host that speaks the vendor's API",
      openaiLeg,
      ({ fetch }) =>
        createOpenAI({ apiKey: 'placeholder', baseURL: 'https://models.example.com/v1', fetch }).chat('model'),
      'tracing',
    ],
  ])('at %s', async (_, primary, fallback, expected) => {
    const { second } = await connect(primary, fallback);
    expect(second.toSorted()).toEqual((expected === 'all' ? Object.keys(SECRETS) : ['traceparent']).toSorted());
  });

  it("stay the leg's own where it declares some", async () => {
    const { requests } = await connect(openaiLeg, upstream => ({
      model: anthropicLeg(upstream),
      headers: { authorization: 'Bearer leg', 'x-trace': 'leg' },
    }));
    expect(requests[0]?.headers).toMatchObject({
      authorization: 'Bearer leg',
      'x-trace': 'leg',
      'x-api-key': 'placeholder',
    });
  });
});

describe('what a leg declares', () => {
  it('is merged over the call, provider by provider, for this leg only', async () => {
    const primary = scenario([status(404)]);
    const fallback = scenario([ok('answer')]);
    const providerOptions = { openai: { reasoningEffort: 'low', user: 'u1' } } as const;
    const headers = { 'x-trace': 't1' };
    const model = createFailover({
      models: [
        openaiLeg(primary),
        {
          model: openaiLeg(fallback, 'gpt-5-mini'),
          providerOptions: { openai: { reasoningEffort: 'high' } },
          headers: { 'x-leg': '1' },
          settings: { maxOutputTokens: 7 },
        },
      ],
    });
    await generateText({ model, prompt: 'Hi', maxOutputTokens: 5, providerOptions, headers });
    expect(primary.requests[0]?.body).toMatchObject({ max_output_tokens: 5, reasoning: { effort: 'low' }, user: 'u1' });
    expect(primary.requests[0]?.headers).not.toHaveProperty('x-leg');
    expect(fallback.requests[0]?.body).toMatchObject({
      max_output_tokens: 7,
      reasoning: { effort: 'high' },
      user: 'u1',
    });
    expect(fallback.requests[0]?.headers).toMatchObject({ 'x-leg': '1', 'x-trace': 't1' });
    expect([providerOptions, headers]).toEqual([
      { openai: { reasoningEffort: 'low', user: 'u1' } },
      { 'x-trace': 't1' },
    ]);
  });
});

describe('one middleware around two models', () => {
  it.each([undefined, 'main'])('keeps their state apart, also under the name %s', async name => {
    const busy = scenario([limited, ok('too early')]);
    const free = scenario([ok('free')]);
    const fallback = scenario([ok('fallback')]);
    const middleware = failoverMiddleware({
      to: anthropicLeg(fallback),
      clock: createManualClock(),
      ...(name !== undefined && { primary: { name } }),
    });
    const [first, second] = [openaiLeg(busy), openaiLeg(free, 'gpt-5-mini')].map(model =>
      wrapLanguageModel({ model, middleware }),
    );
    expect(await callStream(first!)).toMatchObject({ text: 'fallback' });
    expect(await callGenerate(first!)).toMatchObject({ text: 'fallback' });
    expect(await callGenerate(second!)).toMatchObject({ text: 'free' });
    expect([busy.count, free.count, fallback.count]).toEqual([1, 1, 2]);
  });

  it('shares what is known of the fallback', async () => {
    const dead = () => scenario([status(401)]);
    const fallback = scenario([limited, ok('too early')]);
    const middleware = failoverMiddleware({ to: anthropicLeg(fallback), clock: createManualClock() });
    const [first, second] = [openaiLeg(dead()), openaiLeg(dead(), 'gpt-5-mini')].map(model =>
      wrapLanguageModel({ model, middleware }),
    );
    await callGenerate(first!);
    await callGenerate(second!);
    expect(fallback.count).toBe(1);
  });
});

describe('a route that has never worked', () => {
  it('is told apart from the leg before it', async () => {
    const clock = createManualClock();
    const primary = scenario([rewritten(2005)]);
    const fallback = scenario([rewritten(2005)]);
    const told: string[] = [];
    const model = createFailover({
      models: [gatewayLeg(primary), gatewayLeg(fallback, 'gpt-5-mini')],
      clock,
      random: () => 0,
      neverSucceeded: { minCalls: 3, minMs: 1_000 },
      onEvent: event => void (event.type === 'config' && told.push(event.modelId)),
    });
    for (let calls = 0; calls < 3; calls += 1) {
      await callGenerate(model);
      await clock.advance(1_000);
    }
    expect([...new Set(told)]).toEqual(['gpt-5', 'gpt-5-mini']);
    // A route that looks misconfigured is not asked twice in a call.
    expect([primary.count, fallback.count]).toEqual([5, 3]);
  });
});
