/** The fixtures as MSW handlers in workerd, where `msw/node` does not load: what a user's own test looks like. */
import { createOpenAI } from '@ai-sdk/openai';
import { FetchInterceptor } from '@mswjs/interceptors/fetch';
import { generateText, streamText, wrapLanguageModel } from 'ai';
import { defineNetwork, InterceptorSource } from 'msw/experimental';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { fixtures, handlers, ok, scenario } from '../../mocks/index.ts';
import { gatewayErrorMiddleware } from '../../src/index.ts';
import { atOnce } from '../support/at-once.ts';

const network = defineNetwork({
  sources: [new InterceptorSource({ interceptors: [new FetchInterceptor()] })],
  onUnhandledFrame: 'error',
});

beforeAll(async () => {
  // MSW prints every mocked request.
  for (const method of ['groupCollapsed', 'log', 'groupEnd'] as const) vi.spyOn(console, method).mockReturnValue();
  await network.enable();
});
afterEach(() => network.resetHandlers());
afterAll(() => network.disable());

const model = wrapLanguageModel({
  model: createOpenAI({ apiKey: 'unused', baseURL: 'https://gateway.ai.cloudflare.com/v1/account/gateway/openai' })(
    'gpt-5',
  ),
  middleware: gatewayErrorMiddleware(),
});

it('recovers from the fixture of code 2005', async () => {
  const upstream = scenario([atOnce(fixtures['cloudflare-2005']), ok('hello')]);
  network.use(...handlers(upstream));
  const { text } = await generateText({ model, prompt: 'Hi', maxRetries: 1 });
  expect(text).toBe('hello');
  expect(upstream.count).toBe(2);
});

it('recovers from it in a stream', async () => {
  const upstream = scenario([atOnce(fixtures['cloudflare-2005']), ok('hello')]);
  network.use(...handlers(upstream));
  expect(await streamText({ model, prompt: 'Hi', maxRetries: 1 }).text).toBe('hello');
  expect(upstream.count).toBe(2);
});
