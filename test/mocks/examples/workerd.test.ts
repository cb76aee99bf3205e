import { FetchInterceptor } from '@mswjs/interceptors/fetch';
import { createOpenAI } from '@ai-sdk/openai';
import { generateText } from 'ai';
import { defineNetwork, InterceptorSource } from 'msw/experimental';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { fixtures, handlers, ok, scenario } from '../../../mocks/index.ts';

const network = defineNetwork({
  sources: [new InterceptorSource({ interceptors: [new FetchInterceptor()] })],
  onUnhandledFrame: 'error',
  context: { quiet: true },
});
beforeAll(() => network.enable());
afterEach(() => network.resetHandlers());
afterAll(() => network.disable());

test('the global fetch of a worker is played', async () => {
  const upstream = scenario([fixtures['cloudflare-2005'], ok('hello')]);
  network.use(...handlers(upstream));
  const model = createOpenAI({ apiKey: 'test' })('gpt-5');

  await expect(generateText({ model, prompt: 'Hi' })).rejects.toMatchObject({ statusCode: 400 });
  expect((await generateText({ model, prompt: 'Hi' })).text).toBe('hello');
});
