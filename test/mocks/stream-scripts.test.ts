/** Each script that is no plain answer behaves as it is named, as a `fetch` and through MSW, and leaves nothing behind. */

import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { streamText } from 'ai';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  cut,
  disconnect,
  handlers,
  hang,
  hangAfterHeaders,
  ok,
  scenario,
  slowFirstToken,
  stall,
  type Scenario,
  type Step,
} from '../../mocks/index.ts';

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

/** Both ways in which a request reaches a scenario. */
const transports: Record<string, (upstream: Scenario) => typeof globalThis.fetch> = {
  'as a fetch': upstream => upstream.fetch,
  'through MSW': upstream => {
    server.use(...handlers(upstream));
    return globalThis.fetch;
  },
};

const url = 'https://api.openai.com/v1/chat/completions';
const post = (fetch: typeof globalThis.fetch, isStream: boolean, signal?: AbortSignal) =>
  fetch(url, {
    method: 'POST',
    body: JSON.stringify({ model: 'gpt-5', stream: isStream }),
    ...(signal === undefined ? {} : { signal }),
  });

/** The text of a body up to its end, and how it ended. */
async function readToEnd(response: Response): Promise<{ text: string; error?: unknown }> {
  const decoder = new TextDecoder();
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  let text = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return { text };
      text += decoder.decode(value, { stream: true });
    }
  } catch (error) {
    return { text, error };
  }
}

const deltas = (text: string) => [...text.matchAll(/"content":"([^"]+)"/g)].map(match => match[1]);
const settled = () => new Promise(resolve => setTimeout(resolve, 10));

describe.each(Object.entries(transports))('%s', (_, connect) => {
  const start = (step: Step) => {
    const upstream = scenario([step]);
    return { upstream, fetch: connect(upstream) };
  };

  test.each([true, false])('hang never answers, and ends with the reason of the abort (stream: %s)', async isStream => {
    const { upstream, fetch } = start(hang());
    const abort = new AbortController();
    const outcome = vi.fn<(ended: unknown) => void>();
    const asked = post(fetch, isStream, abort.signal).then(outcome, outcome);
    await settled();
    expect(outcome).not.toHaveBeenCalled();
    expect(upstream.requests[0]).toMatchObject({ isCancelled: false, isDone: false });
    const reason = new Error('mine');
    abort.abort(reason);
    await asked;
    expect(outcome).toHaveBeenCalledWith(reason);
    await settled();
    expect(upstream.requests[0]).toMatchObject({ isCancelled: true, isDone: false });
  });

  test('disconnect rejects before any response', async () => {
    const { upstream, fetch } = start(disconnect());
    await expect(post(fetch, true)).rejects.toThrow(TypeError);
    expect(upstream.requests[0]).toMatchObject({ isDone: true, isCancelled: false });
  });

  test.each([true, false])('hangAfterHeaders sends headers and not one byte (stream: %s)', async isStream => {
    const { upstream, fetch } = start(hangAfterHeaders());
    const response = await post(fetch, isStream);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(isStream ? /^text\/event-stream/ : /^application\/json/);
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    const first = vi.fn<(read: unknown) => void>();
    const reading = reader.read().then(first, first);
    await settled();
    expect(first).not.toHaveBeenCalled();
    await reader.cancel();
    await reading;
    await settled();
    expect(upstream.requests[0]).toMatchObject({ isCancelled: true, isDone: false });
  });

  test.each([0, 1, 3])('stall sends %i deltas and then nothing, until it is aborted', async afterParts => {
    const { upstream, fetch } = start(stall({ afterParts }));
    const abort = new AbortController();
    const response = await post(fetch, true, abort.signal);
    const outcome = vi.fn<(ended: { text: string; error?: unknown }) => void>();
    const reading = readToEnd(response).then(outcome);
    await settled();
    expect(outcome).not.toHaveBeenCalled();
    const reason = new Error('mine');
    abort.abort(reason);
    await reading;
    const [{ text, error } = { text: '' }] = outcome.mock.lastCall ?? [];
    expect(error).toBe(reason);
    expect(deltas(text)).toHaveLength(afterParts);
    expect(text).toContain('"role":"assistant"');
    expect(text).not.toContain('[DONE]');
    await settled();
    expect(upstream.requests[0]).toMatchObject({ isCancelled: true, isDone: false });
  });

  test.each([0, 1, 3])('cut with an error sends %i deltas and then fails as a lost connection', async afterParts => {
    const { upstream, fetch } = start(cut({ afterParts }));
    const { text, error } = await readToEnd(await post(fetch, true));
    expect(deltas(text)).toHaveLength(afterParts);
    expect(error).toBeInstanceOf(TypeError);
    expect((error as Error).message).toBe('terminated');
    expect(upstream.requests[0]).toMatchObject({ isDone: true, isCancelled: false });
  });

  test.each([0, 1, 3])('cut at the end sends %i deltas and closes in good order without a finish', async afterParts => {
    const { upstream, fetch } = start(cut({ afterParts, ending: 'end' }));
    const { text, error } = await readToEnd(await post(fetch, true));
    expect(error).toBeUndefined();
    expect(deltas(text)).toHaveLength(afterParts);
    expect(text).not.toMatch(/\[DONE\]|"stop"/);
    expect(upstream.requests[0]).toMatchObject({ isDone: true, isCancelled: false });
  });

  test('cut without a preamble ends before the first event', async () => {
    const { fetch } = start(cut({ afterParts: 0, preamble: false, ending: 'end' }));
    expect(await readToEnd(await post(fetch, true))).toEqual({ text: '' });
    const lost = start(cut({ afterParts: 0, preamble: false }));
    expect(await readToEnd(await post(lost.fetch, true))).toMatchObject({ text: '', error: { message: 'terminated' } });
  });

  test('without streaming, cut and stall send half of the body', async () => {
    const { text, error } = await readToEnd(await post(start(cut({ afterParts: 1 })).fetch, false));
    expect(text).toMatch(/^\{"id":"chatcmpl_mock_0"/);
    expect(() => JSON.parse(text)).toThrow(SyntaxError);
    expect(error).toMatchObject({ message: 'terminated' });

    const half = await readToEnd(await post(start(cut({ afterParts: 1, ending: 'end' })).fetch, false));
    expect(half.error).toBeUndefined();
    expect(half.text).toBe(text);
  });

  test('slowFirstToken sends headers and preamble at once, and content only later', async () => {
    const { fetch } = start(slowFirstToken(30, 'hello'));
    const startedAt = performance.now();
    const response = await post(fetch, true);
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    expect(new TextDecoder().decode((await reader.read()).value)).toContain('"role":"assistant"');
    expect(performance.now() - startedAt).toBeLessThan(29);
    expect(new TextDecoder().decode((await reader.read()).value)).toContain('"content":"hello"');
    expect(performance.now() - startedAt).toBeGreaterThan(28);
    await reader.cancel();
  });
});

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
