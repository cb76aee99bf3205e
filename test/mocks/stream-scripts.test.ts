/** Each script that is no plain answer behaves as it is named, as a `fetch` and through MSW, and leaves nothing behind. */

import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  cut,
  disconnect,
  handlers,
  hang,
  hangAfterHeaders,
  scenario,
  slowFirstToken,
  stall,
  type Scenario,
  type Step,
} from '../../mocks/index.ts';
import { deltas, post, readToEnd, settled } from './raw-calls.ts';

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
    const { promise: passed, resolve: pass } = Promise.withResolvers<void>();
    const waits: number[] = [];
    const delay = (ms: number) => {
      waits.push(ms);
      return passed;
    };
    const response = await post(connect(scenario([slowFirstToken(30, 'hello')], { delay })), true);
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    expect(new TextDecoder().decode((await reader.read()).value)).toContain('"role":"assistant"');
    const content = vi.fn<(text: string) => void>();
    const reading = reader.read().then(({ value }) => content(new TextDecoder().decode(value)));
    await vi.waitUntil(() => waits.length > 0, { timeout: 60_000 });
    await settled();
    expect([waits, content.mock.calls]).toEqual([[30], []]);
    pass();
    await reading;
    expect(content).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('"content":"hello"'));
    await reader.cancel();
  });
});
