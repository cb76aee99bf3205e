/** Scripts keep their time, leave no timer behind, and mean to the real packages what their names say. */

import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { streamText } from 'ai';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { cut, ok, scenario, slowFirstToken, type Scenario } from '../../mocks/index.ts';
import { post, readToEnd, settled } from './raw-calls.ts';

describe('time', () => {
  afterEach(() => vi.useRealTimers());

  test('a first token comes neither before nor after its time', async () => {
    vi.useFakeTimers();
    const upstream = scenario([slowFirstToken(20_000, 'hello')]);
    const response = await post(upstream.fetch, true);
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    await reader.read();
    const first = vi.fn<(read: unknown) => void>();
    const reading = reader.read().then(first);
    await vi.advanceTimersByTimeAsync(19_999);
    expect(first).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    await reading;
    expect(first).toHaveBeenCalledOnce();
    await reader.cancel();
    expect(vi.getTimerCount()).toBe(0);
  });

  test.each([
    ['before the headers', ok('hello', { delayMs: 60_000 }), false],
    ['before the first token', slowFirstToken(60_000, 'hello'), true],
    ['between two tokens', ok('hello world', { betweenPartsMs: 60_000 }), true],
    ['before an answer without streaming', slowFirstToken(60_000, 'hello'), false],
  ])('an abort %s leaves no timer', async (_, step, isStream) => {
    vi.useFakeTimers();
    const upstream = scenario([step]);
    const abort = new AbortController();
    const outcome = vi.fn<(ended: unknown) => void>();
    const asked = post(upstream.fetch, isStream, abort.signal).then(readToEnd).then(outcome, outcome);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(vi.getTimerCount()).toBe(1);
    abort.abort(new Error('mine'));
    await asked;
    expect(vi.getTimerCount()).toBe(0);
    expect(upstream.requests[0]).toMatchObject({ isCancelled: true, isDone: false });
  });

  test('a cancelled body leaves no timer', async () => {
    vi.useFakeTimers();
    const upstream = scenario([slowFirstToken(60_000, 'hello')]);
    const response = await post(upstream.fetch, true);
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    await reader.read();
    void reader.read();
    await vi.advanceTimersByTimeAsync(1);
    expect(vi.getTimerCount()).toBe(1);
    await reader.cancel();
    expect(vi.getTimerCount()).toBe(0);
    expect(upstream.requests[0]?.isCancelled).toBe(true);
  });

  test('without streaming the answer takes all of its time before the headers', async () => {
    const waits: number[] = [];
    const upstream = scenario([slowFirstToken(100, 'a b c', { delayMs: 10, betweenPartsMs: 5 })], {
      delay: async ms => void waits.push(ms),
    });
    await post(upstream.fetch, false);
    const response = await post(upstream.fetch, true);
    await response.text();
    expect(waits).toEqual([120, 10, 100, 5, 5]);
  });

  test('a request that is aborted before it is sent never arrives', async () => {
    const upstream = scenario([ok()]);
    await expect(post(upstream.fetch, true, AbortSignal.abort(new Error('mine')))).rejects.toThrow('mine');
    expect(upstream.count).toBe(0);
  });

  test('an abort after the answer changes nothing', async () => {
    const upstream = scenario([ok('hello')]);
    const abort = new AbortController();
    const response = await post(upstream.fetch, true, abort.signal);
    await response.text();
    abort.abort();
    expect(upstream.requests[0]).toMatchObject({ isDone: true, isCancelled: false });
  });

  test('a body is only sent as fast as it is read', async () => {
    const upstream = scenario([ok('one two three')]);
    const response = await post(upstream.fetch, true);
    await settled();
    expect(upstream.requests[0]?.isDone).toBe(false);
    await response.text();
    expect(upstream.requests[0]?.isDone).toBe(true);
  });
});

describe('through the real packages', () => {
  const models = {
    openai: (upstream: Scenario) => createOpenAI({ apiKey: 'unused', fetch: upstream.fetch })('gpt-5'),
    anthropic: (upstream: Scenario) =>
      createAnthropic({ apiKey: 'unused', fetch: upstream.fetch })('claude-sonnet-4-5'),
  };

  test.each(Object.entries(models))('%s shows a lost connection as an error after the content', async (_, connect) => {
    const result = streamText({ model: connect(scenario([cut({ afterParts: 2 })])), prompt: 'Hi', maxRetries: 0 });
    let text = '';
    const read = async () => {
      for await (const delta of result.textStream) text += delta;
    };
    await expect(read()).rejects.toMatchObject({ cause: { message: 'terminated' } });
    expect(text).toBe('word word');
  });

  test.each(Object.entries(models))('%s takes a cut without an error for a finish', async (_, connect) => {
    const model = connect(scenario([cut({ afterParts: 2, ending: 'end' })]));
    const result = streamText({ model, prompt: 'Hi', maxRetries: 0 });
    expect(await result.text).toBe('word word');
    expect(await result.finishReason).not.toBe('stop');
  });
});
