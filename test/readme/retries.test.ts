/** What the README says of retries is what happens. */
import { readFileSync } from 'node:fs';
import { createOpenAI } from '@ai-sdk/openai';
import { generateText, wrapLanguageModel } from 'ai';
import { expect, describe, it } from 'vitest';
import { scenario, status } from '../../mocks/index.ts';
import { classify, gatewayErrorMiddleware } from '../../src/index.ts';
import type { LanguageModel } from '../../src/sdk-types.ts';
import { AT_ONCE } from '../support/at-once.ts';
import { tableBelow } from '../support/markdown.ts';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

const wrap = (model: LanguageModel) => wrapLanguageModel({ model, middleware: gatewayErrorMiddleware() });

describe('what the README says of retries', () => {
  it.each(tableBelow(readme, 'Retries, counted').map(row => row.map(Number)))(
    'maxRetries %i with %i tries of the gateway: at most %i requests',
    async (maxRetries, gatewayTries, requests) => {
      const upstream = scenario([status(503, { headers: AT_ONCE })]);
      const model = wrap(createOpenAI({ apiKey: 'placeholder', fetch: upstream.fetch })('gpt-5'));
      await generateText({ model, prompt: 'Hi', maxRetries: maxRetries! }).catch(() => undefined);
      expect(upstream.count * gatewayTries!).toBe(requests);
    },
  );

  it.each([
    [59, true],
    [60, false],
    [3_600, false],
  ])('a Retry-After of %i seconds: retryable is %s, and the wait is told', async (seconds, isRetryable) => {
    const upstream = scenario([status(429, { retryAfter: seconds })]);
    const model = wrap(createOpenAI({ apiKey: 'placeholder', fetch: upstream.fetch })('gpt-5'));
    const error = await generateText({ model, prompt: 'Hi', maxRetries: 0 }).catch(caught => caught);
    expect(error.isRetryable).toBe(isRetryable);
    expect(classify(error).retryAfterMs).toBe(seconds * 1_000);
    if (!isRetryable) expect(error.data.failure.retryAfterMs).toBe(seconds * 1_000);
  });
});
