/** What the AI SDK does by itself with both behaviours of Cloudflare AI Gateway: the reason why this package exists. */

import { createOpenAI } from '@ai-sdk/openai';
import { APICallError, generateText, streamText } from 'ai';
import { createAiGateway } from 'ai-gateway-provider';
import { describe, expect, test } from 'vitest';
import { classify } from '../../src/index.ts';
import { fixtures, ok, passthrough, rewritten, scenario, status, type Scenario } from '../../mocks/index.ts';

const atOnce = { headers: { 'retry-after-ms': '0' } };
const gatewayURL = 'https://gateway.ai.cloudflare.com/v1/account/gateway/openai';

const routes = {
  'a base URL at the gateway': (upstream: Scenario) =>
    createOpenAI({ apiKey: 'unused', baseURL: gatewayURL, fetch: upstream.fetch })('gpt-5'),
  'the universal endpoint': (upstream: Scenario) =>
    createAiGateway({ binding: upstream.binding().gateway('my-gateway') })(createOpenAI({ apiKey: 'unused' })('gpt-5')),
};

describe.each(Object.entries(routes))('through %s', (_, connect) => {
  test('a 503 that passes through is retried and succeeds', async () => {
    const upstream = scenario([passthrough(503, atOnce), ok('hello')]);
    const result = await generateText({ model: connect(upstream), prompt: 'Hi', maxRetries: 1 });
    expect(result.text).toBe('hello');
    expect(upstream.count).toBe(2);
  });

  test('the same failure rewritten as code 2005 fails after one request', async () => {
    const upstream = scenario([rewritten(2005), ok('hello')]);
    const error = await generateText({ model: connect(upstream), prompt: 'Hi', maxRetries: 1 }).catch(caught => caught);
    expect(APICallError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ statusCode: 400, isRetryable: false });
    expect(JSON.parse(error.responseBody).error[0].code).toBe(2005);
    expect(upstream.count).toBe(1);
  });

  test('both behaviours are the same for streams', async () => {
    const upstream = scenario([passthrough(503, atOnce), ok('hello'), rewritten(2005), ok('hello')]);
    const model = connect(upstream);
    expect(await streamText({ model, prompt: 'Hi', maxRetries: 1 }).text).toBe('hello');
    const failed = streamText({ model, prompt: 'Hi', maxRetries: 1, onError: () => undefined });
    await expect(failed.text).rejects.toThrow('No output generated');
    expect(upstream.requests.map(request => request.step)).toEqual([0, 1, 2]);
  });
});

test('what passes through carries the headers of the gateway and the body of the provider', async () => {
  const upstream = scenario([passthrough(503), passthrough(fixtures['anthropic-529-overloaded']), rewritten(2005)]);
  const ask = () => upstream.fetch(`${gatewayURL}/chat/completions`, { method: 'POST', body: '{"model":"gpt-5"}' });

  const raw = await ask();
  expect(raw.status).toBe(503);
  expect(raw.headers.get('cf-aig-log-id')).toMatch(/^01MOCKLOG\d{17}$/);
  expect(raw.headers.get('cf-aig-step')).toBe('0');
  expect(await raw.json()).toMatchObject({ error: { type: 'server_error' } });

  const replayed = await ask();
  expect(replayed.status).toBe(529);
  expect(replayed.headers.get('x-should-retry')).toBe('true');
  expect(replayed.headers.get('cf-aig-step')).toBe('0');
  expect(await replayed.text()).toBe(fixtures['anthropic-529-overloaded'].body);

  const envelope = await ask();
  expect(envelope.status).toBe(400);
  expect(envelope.headers.get('cf-aig-log-id')).toBeNull();
  expect(await envelope.text()).toBe(fixtures['cloudflare-2005'].body);
});

test.each([
  [2003, 'cloudflare-2003'],
  [2016, 'cloudflare-2016-guardrail'],
  [2017, 'cloudflare-2017-guardrail'],
  [2018, 'cloudflare-2018-wholesale'],
  [2021, 'cloudflare-2021-no-credits'],
  [2029, 'cloudflare-2029-dlp'],
  [2041, 'cloudflare-2041-spend-limit'],
  [7013, 'cloudflare-7013-scanner-down'],
] as const)('code %i is rewritten with the status and the kind of failure of %s', async (code, name) => {
  const { status: wire, expected } = fixtures[name];
  const upstream = scenario([rewritten(code)]);
  const response = await upstream.fetch(`${gatewayURL}/responses`, { method: 'POST', body: '{"model":"gpt-5"}' });
  expect(response.status).toBe(wire);
  const { category, scope, retryable, fallback } = expected;
  const failure = classify(undefined, { response: { status: wire, body: await response.text() } });
  expect(failure).toMatchObject({ category, scope, retryable, fallback, code });
});

test('a retry-after of the provider reaches the SDK', async () => {
  const upstream = scenario([status(429, { retryAfter: 0 }), ok('hello')]);
  const model = createOpenAI({ apiKey: 'unused', fetch: upstream.fetch })('gpt-5');
  expect((await generateText({ model, prompt: 'Hi', maxRetries: 1 })).text).toBe('hello');
});
