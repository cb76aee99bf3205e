/** OpenRouter's error as it documents it: beside a choice that finishes with `error`, which parsers may take for an end. */
import { APICallError, wrapLanguageModel } from 'ai';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { fixtures, ok, scenario } from '../../mocks/index.ts';
import { gatewayErrorMiddleware } from '../../src/index.ts';
import { askStream, hear } from '../support/ask.ts';
import { packageRows } from '../support/provider-packages.ts';
import { chunked, replies, streamed } from '../support/scripted-fetch.ts';
import { skipBackoff } from '../support/skip-backoff.ts';

let waits: number[];
beforeEach(() => void (waits = skipBackoff()));
afterEach(() => void vi.restoreAllMocks());

const baseURL = 'https://openrouter.ai/api/v1';
const unavailable = {
  code: 502,
  message: 'Network connection lost.',
  metadata: { error_type: 'provider_unavailable' },
};
const frame = `data: ${JSON.stringify({
  id: 'gen-1',
  error: unavailable,
  choices: [{ index: 0, delta: { content: '' }, finish_reason: 'error' }],
})}\n\n`;

describe.each(packageRows(['openrouter', 'openai-compatible', 'openai chat']))('%s', (_, { connect, wire }) => {
  const wrapped = (fetch: typeof globalThis.fetch) =>
    wrapLanguageModel({ model: connect({ baseURL, fetch }), middleware: gatewayErrorMiddleware() });

  test('as the first event it is thrown and asked again', async () => {
    const upstream = replies(chunked([frame], wire.contentType), streamed(wire, ['good ', 'answer']));
    expect(await askStream(wrapped(upstream.fetch), { maxRetries: 1 })).toEqual({ text: 'good answer' });
    expect(upstream.count).toBe(2);
    expect(waits).toEqual([2_000]);
  });

  test.each([
    fixtures['openrouter-502-after-one-delta'],
    fixtures['openrouter-502-after-one-delta-in-error'],
    fixtures['openrouter-string-code-after-one-delta'],
  ])('$name: told once as a retryable 502, and not finished', async fixture => {
    const upstream = scenario([fixture, ok('never asked')]);
    const heard = await hear(wrapped(upstream.fetch), { maxRetries: 2 });
    expect(upstream.count).toBe(1);
    expect(heard).toMatchObject({ deltas: ['Working on it'], finishReason: 'error' });
    expect(heard.told).toHaveLength(1);
    expect(APICallError.isInstance(heard.told[0])).toBe(true);
    expect(heard.told[0]).toMatchObject({
      isRetryable: true,
      statusCode: 502,
      data: { failure: { category: 'upstream-failure', scope: 'provider', fallback: true } },
    });
  });
});
