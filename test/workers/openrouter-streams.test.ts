/** OpenRouter's 502 inside a 200, and streams that break off, in the runtime of Cloudflare Workers. */
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenRouter } from '@openrouter/ai-sdk-provider';
import { APICallError, streamText } from 'ai';
import { describe, expect, it } from 'vitest';
import { cut, fixtures, ok, scenario, type Scenario } from '../../mocks/index.ts';
import { AT_ONCE, atOnce } from '../support/at-once.ts';
import { callGenerate, callStream } from '../support/calls.ts';
import { wrap } from '../support/cloudflare-routes.ts';

const openrouter = (upstream: Scenario) =>
  wrap(createOpenRouter({ apiKey: 'unused', fetch: upstream.fetch })('anthropic/claude-sonnet-4.6'));
const openai = (upstream: Scenario) => wrap(createOpenAI({ apiKey: 'unused', fetch: upstream.fetch })('gpt-5'));

describe('OpenRouter', () => {
  it.each(['openrouter-502-first-frame', 'openrouter-502-first-frame-in-error'] as const)(
    'recovers from %s',
    async name => {
      const upstream = scenario([atOnce(fixtures[name]), ok('hello')]);
      expect(await callStream(openrouter(upstream), { maxRetries: 1 })).toEqual({
        text: 'hello',
        finishReason: 'stop',
        reported: 0,
      });
      expect(upstream.count).toBe(2);
    },
  );

  it.each(['openrouter-502-in-200', 'openrouter-502-bare-in-200'] as const)('recovers from %s', async name => {
    const upstream = scenario([atOnce(fixtures[name]), ok('hello')]);
    expect(await callGenerate(openrouter(upstream), { maxRetries: 1 })).toMatchObject({ text: 'hello' });
    expect(upstream.count).toBe(2);
  });

  it.each(['openrouter-502-after-one-delta', 'openrouter-502-after-one-delta-in-error'] as const)(
    'tells %s once, in the stream, and keeps what was said',
    async name => {
      const upstream = scenario([atOnce(fixtures[name]), ok('never asked')]);
      const outcome = await callStream(openrouter(upstream), { maxRetries: 1 });
      expect(outcome).toMatchObject({ text: 'Working on it', finishReason: 'error', reported: 1 });
      expect(APICallError.isInstance(outcome.error)).toBe(true);
      expect(outcome.error).toMatchObject({ statusCode: 502, isRetryable: true });
      expect(upstream.count).toBe(1);
    },
  );
});

describe('a stream that breaks off', () => {
  it.each(['error', 'end'] as const)('before its first content is asked for again (%s)', async ending => {
    const upstream = scenario([cut({ afterParts: 0, ending, headers: AT_ONCE }), ok('hello')]);
    expect(await callStream(openai(upstream), { maxRetries: 1 })).toMatchObject({ text: 'hello', reported: 0 });
    expect(upstream.count).toBe(2);
  });

  it.each(['error', 'end'] as const)(
    'after content ends with one error, not like a finished answer (%s)',
    async ending => {
      const upstream = scenario([cut({ afterParts: 2, ending, text: 'one two three' }), ok('never asked')]);
      const outcome = await callStream(openai(upstream), { maxRetries: 1 });
      expect(outcome).toMatchObject({ text: 'one two', finishReason: 'error', reported: 1 });
      expect(APICallError.isInstance(outcome.error)).toBe(true);
      expect(outcome.error).toMatchObject({ isRetryable: true });
      expect(upstream.count).toBe(1);
    },
  );
});

describe('cancelling', () => {
  it('reaches the source of a released stream', async () => {
    const upstream = scenario([ok(['a', 'b', 'c'], { betweenPartsMs: 5 })]);
    const { stream } = await openai(upstream).doStream({
      prompt: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
    });
    const reader = stream.getReader();
    await reader.read();
    expect(upstream.requests[0]).toMatchObject({ isCancelled: false });
    await reader.cancel('enough');
    expect(upstream.requests[0]).toMatchObject({ isCancelled: true, isDone: false });
  });

  it('by a signal ends a stream that is still held back, with the caller’s own reason', async () => {
    const hanging = scenario([ok('late', { delayMs: 1 })], { delay: (_, signal) => untilAborted(signal) });
    const abort = new AbortController();
    const reasons: unknown[] = [];
    const result = streamText({
      model: openai(hanging),
      prompt: 'Hi',
      abortSignal: abort.signal,
      onAbort: ({ reason }) => void reasons.push(reason),
    });
    const text = Promise.resolve(result.text).catch(error => error);
    const mine = new Error('mine');
    setTimeout(() => abort.abort(mine), 5);
    expect(await text).toBe(mine);
    expect(hanging.requests[0]).toMatchObject({ isCancelled: true });
  });
});

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
}
