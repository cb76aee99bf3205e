import { createAnthropic } from '@ai-sdk/anthropic';
import { streamText, wrapLanguageModel } from 'ai';
import { afterEach, expect, test, vi } from 'vitest';
import { hang, ok, scenario } from '../../../mocks/index.ts';
import { gatewayErrorMiddleware } from '../../../src/index.ts';

afterEach(() => vi.useRealTimers());

test('a stream that hangs is aborted after 20 seconds, and the next attempt answers', async () => {
  vi.useFakeTimers();
  const upstream = scenario([hang(), ok('hello')]);
  const anthropic = createAnthropic({ apiKey: 'test', fetch: upstream.fetch });
  const model = wrapLanguageModel({
    model: anthropic('claude-sonnet-4-5'),
    middleware: gatewayErrorMiddleware({ timeouts: { firstContentMs: 20_000 } }),
  });

  const text = streamText({ model, prompt: 'Hi', maxRetries: 1 }).text;
  await vi.advanceTimersByTimeAsync(25_000);

  expect(await text).toBe('hello');
  expect(upstream.requests[0]?.isCancelled).toBe(true);
});
