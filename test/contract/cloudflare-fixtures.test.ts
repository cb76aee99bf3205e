/**
 * Each published failure of Cloudflare's gateway, on each way to it: what the SDK makes of it alone, what the middleware
 * makes of it, and which further legs a router asks.
 */
import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { APICallError, wrapLanguageModel } from 'ai';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createWorkersAI } from 'workers-ai-provider';
import { fixtures, ok, scenario, type Fixture, type FixtureName, type Scenario } from '../../mocks/index.ts';
import { classify, createFailover, gatewayErrorMiddleware } from '../../src/index.ts';
import type { LanguageModel } from '../../src/sdk-types.ts';
import { askGenerate, askStream } from '../support/ask.ts';
import { gatewayRoutes, gatewayServer } from '../support/gateway-routes.ts';
import { skipBackoff } from '../support/skip-backoff.ts';

const baseURL = 'https://api.cloudflare.com/client/v4/accounts/account/ai/v1';
const rest = ({ fetch }: Scenario) => createOpenAI({ apiKey: 'placeholder', baseURL, fetch });
const restRoutes: typeof gatewayRoutes = [
  ['REST API, responses', upstream => rest(upstream).responses('openai/gpt-5')],
  ['REST API, chat', upstream => rest(upstream).chat('openai/gpt-5')],
  [
    'REST API, messages',
    ({ fetch }) => createAnthropic({ apiKey: 'placeholder', baseURL, fetch })('anthropic/claude-sonnet-4-5'),
  ],
];

/** What the bare SDK does of its own accord: the same request once more, and gets an answer; or nothing. */
const ALONE: { readonly [Name in FixtureName & `cloudflare-${string}`]: 'asks again' | 'gives up' } = {
  'cloudflare-2001': 'gives up',
  'cloudflare-2003': 'asks again',
  'cloudflare-2005': 'gives up',
  'cloudflare-2005-with-log-id': 'gives up',
  'cloudflare-2005-long-envelope': 'gives up',
  'cloudflare-2008': 'gives up',
  'cloudflare-2009-http-401': 'gives up',
  'cloudflare-2009-http-400': 'gives up',
  'cloudflare-2016-guardrail': 'gives up',
  'cloudflare-2017-guardrail': 'gives up',
  'cloudflare-2018-wholesale': 'asks again',
  'cloudflare-2021-no-credits': 'gives up',
  'cloudflare-2021-scanner-credits': 'gives up',
  'cloudflare-2029-dlp': 'gives up',
  'cloudflare-2030-dlp': 'gives up',
  'cloudflare-2040-byok-alias': 'gives up',
  'cloudflare-2040-unresolved-model': 'gives up',
  // A budget that is used up for hours or weeks, three times.
  'cloudflare-2041-spend-limit': 'asks again',
  'cloudflare-policy-spend-cap': 'asks again',
  'cloudflare-policy-denied': 'gives up',
  'cloudflare-7013-scanner-down': 'asks again',
  'cloudflare-passthrough-openai-401': 'gives up',
  'cloudflare-passthrough-auto-router-529': 'asks again',
  'cloudflare-rest-2009-provider-key': 'gives up',
  'cloudflare-rest-2017-guardrail': 'gives up',
  'cloudflare-rest-2021-no-unified-billing': 'gives up',
  'cloudflare-rest-2021-payment-error': 'gives up',
  'cloudflare-rest-2021-wholesale': 'gives up',
  'cloudflare-rest-402-x402': 'gives up',
  'cloudflare-rest-503-provider-key': 'asks again',
  'cloudflare-rest-7000-dynamic-route': 'gives up',
  'cloudflare-rest-wholesale-as-invalid-prompt': 'gives up',
};

/** What ai-gateway-provider turns into errors of its own, without status and body. */
const PLAIN_ERRORS: ReadonlySet<string> = new Set(['cloudflare-2001', 'cloudflare-2009-http-401']);

const cases = Object.entries(ALONE).flatMap(([name, alone]) => {
  const fixture: Fixture = fixtures[name as FixtureName];
  const routes = fixture.provider === 'cloudflare-rest-api' ? restRoutes : gatewayRoutes;
  return routes.map(([route, connect]) => ({ name, alone, fixture, route, connect }));
});

beforeAll(() => gatewayServer.listen({ onUnhandledFrame: 'error' }));
let waits: number[];
beforeEach(() => void (waits = skipBackoff()));
afterEach(() => {
  vi.restoreAllMocks();
  gatewayServer.resetHandlers();
});
afterAll(() => gatewayServer.close());

const answered = { text: 'hello' };
const wrap = (model: LanguageModel) => wrapLanguageModel({ model, middleware: gatewayErrorMiddleware() });

describe.each([
  ['generateText', askGenerate],
  ['streamText', askStream],
] as const)('%s', (_, ask) => {
  test.each(cases)('$name by $route: the SDK alone $alone', async ({ name, route, alone, fixture, connect }) => {
    const upstream = scenario([fixture, ok('hello')]);
    const outcome = await ask(connect(upstream), { maxRetries: 1 });
    expect(upstream.count).toBe(alone === 'asks again' ? 2 : 1);
    if (alone === 'asks again') return expect(outcome).toEqual(answered);
    const isPlain = PLAIN_ERRORS.has(name) && route.startsWith('ai-gateway-provider');
    expect(APICallError.isInstance(outcome.error)).toBe(!isPlain);
    if (!isPlain) expect(outcome.error).toMatchObject({ statusCode: fixture.status, isRetryable: false });
  });

  test.each(cases)('$name by $route: the middleware names it', async ({ name, route, fixture, connect }) => {
    const { expected } = fixture;
    const upstream = scenario([fixture, ok('hello')]);
    const outcome = await ask(wrap(connect(upstream)), { maxRetries: 1 });
    expect(upstream.count).toBe(expected.retryable ? 2 : 1);
    if (expected.retryable) {
      expect(outcome).toEqual(answered);
      expect(waits).toEqual([2_000]);
      return;
    }
    expect(APICallError.isInstance(outcome.error)).toBe(true);
    expect(outcome.error).toMatchObject({
      isRetryable: false,
      ...(expected.statusCode !== undefined && { statusCode: expected.statusCode }),
      data: { failure: expected },
    });
    const { rule, wireStatus, retryAfterMs } = classify(outcome.error);
    expect((outcome.error as Error).message).toContain(rule);
    expect(wireStatus).toBe(
      PLAIN_ERRORS.has(name) && route.startsWith('ai-gateway-provider') ? undefined : fixture.status,
    );
    expect(retryAfterMs).toBeUndefined();
  });
});

test.each(gatewayRoutes)(
  'by %s: an error shows which model was chosen, why, and under which ids',
  async (__, connect) => {
    const { headers } = fixtures['cloudflare-passthrough-auto-router-529'];
    const upstream = scenario([fixtures['cloudflare-passthrough-auto-router-529']]);
    const { error } = await askGenerate(wrap(connect(upstream)), { maxRetries: 0 });
    const { 'cf-aig-step': ___, ...told } = headers;
    expect(error).toMatchObject({ responseHeaders: told, data: { failure: { logId: headers['cf-aig-log-id'] } } });
  },
);

describe('workers-ai-provider with a key, which asks the REST API', () => {
  afterEach(() => vi.unstubAllGlobals());
  const names = Object.keys(ALONE) as FixtureName[];

  test.each(names)('%s', async name => {
    const fixture: Fixture = fixtures[name];
    vi.stubGlobal('fetch', scenario([fixture], { api: 'workers-ai' }).fetch);
    const workersAi = createWorkersAI({ accountId: 'account', apiKey: 'placeholder' });
    const { error } = await askGenerate(wrap(workersAi('@cf/meta/llama-3.1-8b-instruct') as LanguageModel), {
      maxRetries: 0,
    });
    const { category, scope, retryable, fallback } = fixture.expected;
    // On this host a code means the provider's key that means the gateway's token elsewhere.
    const isKey = /"code":2009\b/.test(fixture.body ?? '');
    expect(classify(error)).toMatchObject({ category, retryable, fallback, scope: isKey ? 'provider' : scope });
  });
});

describe('a router', () => {
  const direct = () =>
    createOpenAI({ apiKey: 'placeholder', fetch: scenario([ok('from elsewhere')]).fetch })('gpt-5-mini');
  const once = { retries: { perLeg: 0 }, hedge: false } as const;

  test.each(cases)('$name by $route: a leg elsewhere is asked if that has a chance', async ({ fixture, connect }) => {
    const upstream = scenario([fixture]);
    const model = createFailover({ models: [connect(upstream), direct()], ...once });
    const outcome = await askGenerate(model, { maxRetries: 0 });
    expect(upstream.count).toBe(1);
    if (fixture.expected.fallback) expect(outcome).toEqual({ text: 'from elsewhere' });
    else expect(outcome.error).toMatchObject({ data: { failure: fixture.expected } });
  });

  test.each(cases.filter(({ route }) => route === 'base URL, responses'))(
    '$name: another model behind the same gateway is asked unless the gateway itself fails',
    async ({ fixture, connect }) => {
      const second = scenario([ok('from the cheaper model')]);
      const model = createFailover({ models: [connect(scenario([fixture])), connect(second)], ...once });
      const { text } = await askGenerate(model, { maxRetries: 0 });
      const { fallback, scope } = fixture.expected;
      expect(text).toBe(fallback && scope !== 'gateway' ? 'from the cheaper model' : undefined);
      expect(second.count).toBe(text === undefined ? 0 : 1);
    },
  );
});
