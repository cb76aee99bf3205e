/** Which headers an attempt carries, to the byte, for every kind of leg. */
import { generateText, streamText, wrapLanguageModel } from 'ai';
import { describe, expect, it } from 'vitest';
import { cloudflareGateway, type CloudflareGatewayOptions } from '../../src/cloudflare-gateway/index.ts';
import { createFailover, type CreateFailoverOptions, type FailoverEvent } from '../../src/index.ts';
import { json, startServer } from '../support/loopback-server.ts';
import {
  failed2005,
  gatewayRig,
  good,
  KINDS,
  ONE_MODEL,
  UNIVERSAL,
  type GatewayRig,
  type Sent,
} from './gateway-legs.ts';
import { createOpenAI } from '@ai-sdk/openai';

const ALL: CloudflareGatewayOptions = { requestTimeout: true, maxAttempts: 1, metadata: true, noWholesale: true };
const TIMEOUTS = { firstContentMs: 20_000.75, attemptMs: 45_000 };

function routerOf(
  { model }: Pick<GatewayRig, 'model'>,
  options: Partial<CreateFailoverOptions> = {},
  wishes: CloudflareGatewayOptions = ALL,
) {
  const ids: string[] = [];
  const onEvent = ({ type, callId }: FailoverEvent) => void (type === 'call-start' && ids.push(callId!));
  const router = createFailover({
    models: [{ name: 'claude', model, retries: 1 }],
    gateway: cloudflareGateway(wishes),
    retries: { baseDelayMs: 1 },
    timeouts: TIMEOUTS,
    generateVia: 'generate',
    onEvent,
    ...options,
  });
  return { router, ids };
}

const metadata = (callId: string | undefined, attempt: number, leg = 'claude') =>
  JSON.stringify({ 'failover-call': callId, 'failover-attempt': attempt, 'failover-leg': leg });

const expected = (callId: string | undefined, attempt: number, timeout: string): Sent => ({
  'cf-aig-max-attempts': '1',
  'cf-aig-metadata': metadata(callId, attempt),
  'cf-aig-no-wholesale': 'true',
  'cf-aig-request-timeout': timeout,
});

describe.each(KINDS)('by %s', kind => {
  it('each attempt of a generate call carries its own headers', async () => {
    await using rig = await gatewayRig(kind, [failed2005(), good]);
    const { router, ids } = routerOf(rig);
    expect((await generateText({ model: router, prompt: 'Hi', maxRetries: 0 })).text).toBe('hello');
    expect(rig.sent()).toEqual([[expected(ids[0], 1, '45000')], [expected(ids[0], 2, '45000')]]);
  });

  it('and each of a stream, with the limit until its first content', async () => {
    await using rig = await gatewayRig(kind, [failed2005(), good]);
    const { router, ids } = routerOf(rig);
    expect(await streamText({ model: router, prompt: 'Hi', maxRetries: 0 }).text).toBe('hello');
    expect(rig.sent()).toEqual([[expected(ids[0], 1, '20000')], [expected(ids[0], 2, '20000')]]);
  });

  it('nothing is sent that is not asked for, and of limits only what the user set', async () => {
    await using rig = await gatewayRig(kind, [good]);
    const { router } = routerOf(rig, {}, {});
    await generateText({ model: router, prompt: 'Hi' });
    const spare = createOpenAI({ apiKey: 'placeholder' })('gpt-5');
    // With two legs the first has limits by default.
    const { router: byDefault } = routerOf(rig, { models: [rig.model, spare], timeouts: {} }, { requestTimeout: true });
    await generateText({ model: byDefault, prompt: 'Hi' });
    const { router: observed } = routerOf(rig, { timeouts: { ...TIMEOUTS, observe: true } }, { requestTimeout: true });
    await generateText({ model: observed, prompt: 'Hi' });
    expect(rig.sent()).toEqual([[{}], [{}], [{}]]);
  });

  it('headers of the call stand, in whatever case, and its metadata keeps its bytes', async () => {
    await using rig = await gatewayRig(kind, [good]);
    const { router, ids } = routerOf(rig);
    const own = '{ "user": "jane", "n": 1.0, "big": 12345678901234567890 }';
    const headers = {
      'CF-AIG-Request-Timeout': '9000',
      'Cf-Aig-Max-Attempts': '3',
      'CF-AIG-Metadata': own,
      'cf-aig-no-wholesale': 'false',
    };
    await generateText({ model: router, prompt: 'Hi', headers });
    expect(rig.sent()).toEqual([
      [
        {
          'cf-aig-max-attempts': '3',
          // Two more keys fit.
          'cf-aig-metadata': `{ "user": "jane", "n": 1.0, "big": 12345678901234567890,"failover-call":"${ids[0]}","failover-attempt":1}`,
          'cf-aig-no-wholesale': 'false',
          'cf-aig-request-timeout': '9000',
        },
      ],
    ]);
  });

  it('so do those of the leg and of the provider', async () => {
    await using rig = await gatewayRig(kind, [good], {
      headers: { 'Cf-Aig-Request-Timeout': '7000', 'CF-Aig-Metadata': '{"team":"a"}' },
    });
    const { router, ids } = routerOf(rig, {
      models: [{ name: 'claude', model: rig.model, headers: { 'Cf-Aig-Max-Attempts': '4' } }],
    });
    await generateText({ model: router, prompt: 'Hi' });
    expect(rig.sent()).toEqual([
      [
        {
          'cf-aig-max-attempts': '4',
          'cf-aig-metadata': `{"team":"a",${metadata(ids[0], 1).slice(1)}`,
          'cf-aig-no-wholesale': 'true',
          'cf-aig-request-timeout': '7000',
        },
      ],
    ]);
  });

  it.each(['not json', '[1]', '"text"', '{"user":{"id":1}}', '{"a":1,"b":2,"c":3,"d":4,"e":5}', '{"a":1,}'])(
    'metadata that has no room, or is none, stays as it is: %s',
    async own => {
      await using rig = await gatewayRig(kind, [good]);
      const { router } = routerOf(rig, {}, { metadata: true });
      await generateText({ model: router, prompt: 'Hi', headers: { 'cf-aig-metadata': own } });
      expect(rig.sent()).toEqual([[{ 'cf-aig-metadata': own }]]);
    },
  );

  it('a name that no header takes is escaped', async () => {
    await using rig = await gatewayRig(kind, [good]);
    const { router } = routerOf(rig, { models: [{ name: 'Zürich 東京 🙂', model: rig.model }] }, { metadata: true });
    await generateText({ model: router, prompt: 'Hi' });
    const [[{ 'cf-aig-metadata': sent = '' } = {}] = []] = rig.sent();
    expect(sent).toMatch(/^[ -~]+$/);
    expect(JSON.parse(sent)).toMatchObject({ 'failover-leg': 'Zürich 東京 🙂' });
  });
});

describe.each(ONE_MODEL)('by %s', kind => {
  it('a provider’s own call through it is otherwise untouched', async () => {
    await using rig = await gatewayRig(kind, [good]);
    const { router } = routerOf(rig);
    await generateText({ model: rig.model, prompt: 'Hi' });
    await generateText({ model: router, prompt: 'Hi' });
    const [bare, routed] = rig.server.requests.map(({ headers, url, body }) => {
      const rest = Object.entries(headers).filter(([name]) => !name.startsWith('cf-aig-'));
      return { headers: Object.fromEntries(rest), url, body };
    });
    expect(routed).toEqual(bare);
  });
});

describe.each(UNIVERSAL)('by ai-gateway-provider with a %s', kind => {
  it('the options of the gateway stand, and its metadata is added to', async () => {
    const options = {
      requestTimeoutMs: 8_000,
      retries: { maxAttempts: 2 as const },
      metadata: { user: 'jane', id: 7n },
    };
    await using rig = await gatewayRig(kind, [failed2005(), good], { options });
    const { router, ids } = routerOf(rig);
    await generateText({ model: router, prompt: 'Hi' });
    const merged = (attempt: number) => `{"user":"jane","id":"7",${metadata(ids[0], attempt).slice(1)}`;
    const settings = { 'cf-aig-max-attempts': '2', 'cf-aig-request-timeout': '8000' };
    const own = { 'cf-aig-metadata': '{"user":"jane","id":"7"}', ...settings };
    // With a key the package sends its options on the request, which the gateway asks after those of the model.
    expect(rig.onRequests()).toEqual(kind === 'key' ? [own, own] : [{}, {}]);
    expect(rig.sent()).toEqual(
      [1, 2].map(attempt => [
        {
          'cf-aig-metadata': merged(attempt),
          'cf-aig-no-wholesale': 'true',
          ...(kind === 'binding' && settings),
        },
      ]),
    );
    // The settings are the user's own object.
    expect(options).toEqual({
      requestTimeoutMs: 8_000,
      retries: { maxAttempts: 2 },
      metadata: { user: 'jane', id: 7n },
    });
  });

  it('each of its models gets an equal share of the limit', async () => {
    await using rig = await gatewayRig(kind, [good], { models: 3 });
    const { router, ids } = routerOf(rig, { timeouts: { attemptMs: 10_000 } });
    await generateText({ model: router, prompt: 'Hi' });
    const sent = expected(ids[0], 1, '3333');
    expect(rig.sent()).toEqual([[sent, sent, sent]]);
  });
});

it('a leg that is not behind the gateway is sent nothing, also after one that is', async () => {
  await using rig = await gatewayRig('base URL', [failed2005()]);
  await using direct = await startServer(good);
  const other = createOpenAI({ apiKey: 'placeholder', baseURL: `${direct.url}/v1` }).chat('gpt-5');
  const { router } = routerOf(rig, { models: [{ name: 'claude', model: rig.model, retries: 0 }, other] });
  const headers = { 'cf-aig-metadata': '{"user":"jane"}' };
  expect((await generateText({ model: router, prompt: 'Hi', headers })).text).toBe('hello');
  const names = Object.keys(direct.requests[0]!.headers).filter(name => name.startsWith('cf-aig-'));
  // The same vendor as the primary: what the call itself sends goes to it as without the option.
  expect(names).toEqual(['cf-aig-metadata']);
  expect(direct.requests[0]!.headers['cf-aig-metadata']).toBe('{"user":"jane"}');
});

it('on the REST API a call may name the gateway, and one that goes through none is sent nothing', async () => {
  await using rig = await gatewayRig('REST without a gateway', [good]);
  const { router } = routerOf(rig, {}, { maxAttempts: 1 });
  await generateText({ model: router, prompt: 'Hi' });
  await generateText({ model: router, prompt: 'Hi', headers: { 'CF-AIG-Gateway-Id': 'main' } });
  expect(rig.sent()).toEqual([[{}], [{ 'cf-aig-max-attempts': '1' }]]);
});

it('a model inside a middleware hides its gateway, and is sent nothing', async () => {
  await using rig = await gatewayRig('base URL', [good]);
  const model = wrapLanguageModel({ model: rig.model, middleware: {} });
  const { router } = routerOf({ model }, {}, { maxAttempts: 1 });
  await generateText({ model: router, prompt: 'Hi' });
  expect(rig.sent()).toEqual([[{}]]);
});

it('no header that is sent is taken for a credential of the caller', async () => {
  await using rig = await gatewayRig('base URL', [json(401, { error: { message: 'no', code: 'invalid_api_key' } })]);
  await using direct = await startServer(good);
  const other = createOpenAI({ apiKey: 'placeholder', baseURL: `${direct.url}/v1` }).chat('gpt-5');
  const { router } = routerOf(rig, { models: [{ name: 'claude', model: rig.model }, other] });
  for (let calls = 0; calls < 5; calls += 1) await generateText({ model: router, prompt: 'Hi' });
  // The owner's own key is wrong: after some calls the leg is out of service for all.
  expect(rig.server.requests.length).toBeLessThan(5);
});

it('a gateway that no model tells is behind one once its name is given', async () => {
  await using direct = await startServer(good);
  const model = createOpenAI({ apiKey: 'placeholder', baseURL: `${direct.url}/openai/v1` }).chat('gpt-5');
  const leg = { name: 'claude', model, gateway: 'ai.example.com' };
  for (const gateways of [[], ['ai.example.com']]) {
    const { router } = routerOf({ model }, { models: [leg] }, { maxAttempts: 1, gateways });
    await generateText({ model: router, prompt: 'Hi' });
  }
  expect(direct.requests.map(({ headers }) => headers['cf-aig-max-attempts'])).toEqual([undefined, '1']);
});
