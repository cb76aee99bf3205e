/** The universal request: several providers in one POST, asked in order. */

import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { generateText } from 'ai';
import { createAiGateway } from 'ai-gateway-provider';
import { expect, test } from 'vitest';
import { disconnect, fixtures, ok, rewritten, scenario, status, type Scenario } from '../../mocks/index.ts';

const chain = (upstream: Scenario) =>
  createAiGateway({ binding: upstream.binding().gateway('my-gateway') })([
    createOpenAI({ apiKey: 'unused' })('gpt-5'),
    createAnthropic({ apiKey: 'unused' })('claude-sonnet-4-5'),
  ]);
const ask = (upstream: Scenario) => generateText({ model: chain(upstream), prompt: 'Hi', maxRetries: 0 });

test.each([
  ['a failing provider', status(503)],
  ['code 2005', rewritten(2005)],
  ["a provider's own failure", fixtures['openai-429-throttled']],
])('the gateway goes on to the next provider after %s', async (_, step) => {
  const upstream = scenario([step, ok('from the second')]);
  const result = await ask(upstream);
  expect(result.text).toBe('from the second');
  expect(result.response.modelId).toBe('claude-sonnet-4-5');
  expect(upstream.requests).toMatchObject([
    { gatewayStep: 0, api: 'openai-responses', modelId: 'gpt-5', step: 0 },
    { gatewayStep: 1, api: 'anthropic-messages', modelId: 'claude-sonnet-4-5', step: 1 },
  ]);
});

test.each([
  ['its own refusal', rewritten(2016)],
  ['a rule of its owner', fixtures['cloudflare-2041-spend-limit']],
])('the gateway stops at %s', async (_, step) => {
  const upstream = scenario([step, ok('never asked')]);
  await expect(ask(upstream)).rejects.toMatchObject({ statusCode: step.status });
  expect(upstream.count).toBe(1);
});

test('the gateway answers with the last failure when every provider failed', async () => {
  const upstream = scenario([status(500), status(529)]);
  await expect(ask(upstream)).rejects.toMatchObject({ statusCode: 529 });
  expect(upstream.requests.map(request => request.gatewayStep)).toEqual([0, 1]);
});

test('a connection that is lost is lost for the whole request', async () => {
  const upstream = scenario([disconnect(), ok()]);
  await expect(ask(upstream)).rejects.toThrow('fetch failed');
  expect(upstream.count).toBe(1);
});

test("headers of the request and of the provider's entry are recorded, names in lower case", async () => {
  const upstream = scenario([ok()]);
  await upstream.fetch('https://gateway.ai.cloudflare.com/v1/account/gateway', {
    method: 'POST',
    headers: { 'cf-aig-authorization': 'token' },
    body: JSON.stringify([
      { provider: 'openai', endpoint: 'v1/responses', headers: { 'X-Caller': 'one' }, query: { model: 'gpt-5' } },
    ]),
  });
  expect(upstream.requests[0]?.headers).toMatchObject({ 'cf-aig-authorization': 'token', 'x-caller': 'one' });
  expect(upstream.requests[0]?.body).toEqual({ model: 'gpt-5' });
});

test.each([
  [[], 'empty array'],
  [[{ provider: 'openai' }], 'Entry 0'],
  [[{ provider: 'openai', endpoint: 'v1/audio', query: {} }], 'openai/v1/audio'],
])('a universal request that asks nobody is a loud mistake: %j', async (body, words) => {
  const upstream = scenario([ok()]);
  const response = upstream.binding().gateway('my-gateway').run(body);
  await expect(response).rejects.toThrow(words);
  expect(upstream.count).toBe(0);
});

test('the binding names the address of the gateway', async () => {
  const gateway = scenario([ok()]).binding().gateway('my-gateway');
  expect(await gateway.getUrl('openai')).toBe('https://gateway.ai.cloudflare.com/v1/mock-account/my-gateway/openai');
});

test('the binding throws the failures of Workers AI as the real one does', async () => {
  const binding = scenario([fixtures['workers-ai-3040-capacity'], status(500)]).binding();
  await expect(binding.run('@cf/meta/llama', {})).rejects.toThrow('3040: Capacity temporarily exceeded');
  const response = await binding.run('@cf/meta/llama', {}, { returnRawResponse: true });
  expect((response as Response).status).toBe(500);
});
