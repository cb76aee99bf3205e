import { createOpenAI } from '@ai-sdk/openai';
import { generateText, wrapLanguageModel } from 'ai';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { handlers, ok, passthrough, rewritten, scenario } from '../../../mocks/index.ts';
import { gatewayErrorMiddleware } from '../../../src/index.ts';

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const openai = createOpenAI({
  apiKey: 'test',
  baseURL: 'https://gateway.ai.cloudflare.com/v1/my-account/my-gateway/openai',
});
const model = wrapLanguageModel({ model: openai('gpt-5'), middleware: gatewayErrorMiddleware() });
const atOnce = { headers: { 'retry-after-ms': '0' } }; // without it the SDK waits two seconds

test.each([
  ['passes it through', passthrough(503, atOnce)],
  ['rewrites it to code 2005', rewritten(2005, atOnce)],
])('a call survives a short outage when the gateway %s', async (_, outage) => {
  const upstream = scenario([outage, ok('hello')]);
  server.use(...handlers(upstream));

  const { text } = await generateText({ model, prompt: 'Hi' });

  expect(text).toBe('hello');
  expect(upstream.count).toBe(2);
});
