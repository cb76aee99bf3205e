/** Which requests the MSW handlers take, and what becomes of the others. */

import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { generateText } from 'ai';
import { getResponse } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { handlers, ok, scenario, status } from '../../mocks/index.ts';

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterEach(() => {
  server.resetHandlers();
  vi.restoreAllMocks();
});
afterAll(() => server.close());

const text = async (model: Parameters<typeof generateText>[0]['model']) =>
  (await generateText({ model, prompt: 'Hi', maxRetries: 0 })).text;

test('two scenarios play two hosts at once', async () => {
  const primary = scenario([status(529)]);
  const fallback = scenario([ok('from the fallback')]);
  server.use(
    ...handlers(primary, { baseURL: 'https://api.anthropic.com/v1' }),
    ...handlers(fallback, { baseURL: 'https://api.openai.com/v1/' }),
  );
  await expect(text(createAnthropic({ apiKey: 'unused' })('claude-sonnet-4-5'))).rejects.toMatchObject({
    statusCode: 529,
  });
  expect(await text(createOpenAI({ apiKey: 'unused' })('gpt-5'))).toBe('from the fallback');
  expect([primary.count, fallback.count]).toEqual([1, 1]);
});

test('a loopback host and a gateway on another host are played', async () => {
  const upstream = scenario([ok('from near')]);
  server.use(...handlers(upstream, { baseURL: ['http://localhost:8787/v1', 'https://llm.example.com/proxy'] }));
  expect(await text(createOpenAI({ apiKey: 'unused', baseURL: 'http://localhost:8787/v1' })('gpt-5'))).toBe(
    'from near',
  );
  const proxied = createAnthropic({ apiKey: 'unused', baseURL: 'https://llm.example.com/proxy/v1' });
  expect(await text(proxied('claude-sonnet-4-5'))).toBe('from near');
  const gateway = createOpenAI({ apiKey: 'unused', baseURL: 'http://localhost:8787/v1/account/gateway/openai' });
  const { response } = await generateText({ model: gateway('gpt-5'), prompt: 'Hi', maxRetries: 0 });
  expect(response.headers?.['cf-aig-step']).toBe('0');
});

test("the REST API in front of Cloudflare's gateway is played", async () => {
  const upstream = scenario([ok('from the REST API')]);
  server.use(...handlers(upstream));
  const baseURL = 'https://api.cloudflare.com/client/v4/accounts/account/ai/v1';
  expect(await text(createOpenAI({ apiKey: 'unused', baseURL })('openai/gpt-5'))).toBe('from the REST API');
  expect(await text(createAnthropic({ apiKey: 'unused', baseURL })('anthropic/claude'))).toBe('from the REST API');
});

test('a base URL with a path takes the address itself, too', async () => {
  const upstream = scenario([ok('universal')]);
  server.use(...handlers(upstream, { baseURL: 'https://gateway.example.com/v1/account/gateway' }));
  const response = await fetch('https://gateway.example.com/v1/account/gateway', {
    method: 'POST',
    body: JSON.stringify([{ provider: 'openai', endpoint: 'v1/responses', headers: {}, query: { model: 'gpt-5' } }]),
  });
  expect(response.headers.get('cf-aig-log-id')).toMatch(/^01MOCKLOG/);
});

test('other requests are left to MSW', async () => {
  const printed = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const upstream = scenario([ok()]);
  server.use(...handlers(upstream));
  const unhandled = fetch('https://api.openai.com/v1/embeddings', { method: 'POST', body: '{}' });
  await expect(unhandled).rejects.toThrow('fetch failed');
  expect(upstream.count).toBe(0);
  expect(printed).toHaveBeenCalledOnce();
});

test('below a base URL a path of no API is a loud mistake', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  server.use(...handlers(scenario([ok()]), { baseURL: 'https://api.openai.com/v1' }));
  const response = await fetch('https://api.openai.com/v1/audio/speech', { method: 'POST', body: '{}' });
  expect(response.status).toBe(500);
  expect(await response.text()).toContain('No API of the scenario answers POST https://api.openai.com/v1/audio/speech');
});

test('handlers work without any server', async () => {
  const list = handlers(scenario([ok('hello')]));
  const model = createOpenAI({
    apiKey: 'unused',
    fetch: async (input, init) => (await getResponse(list, new Request(input, init))) ?? Response.error(),
  })('gpt-5');
  expect(await text(model)).toBe('hello');
});
