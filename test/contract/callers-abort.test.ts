/** The caller's own abort, at every wait of a call: with the middleware everything is as it is without. */
import { createOpenAI } from '@ai-sdk/openai';
import { generateText, streamText, wrapLanguageModel } from 'ai';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { ok, passthrough, scenario, stall } from '../../mocks/index.ts';
import type { LanguageModel } from '../../src/sdk-types.ts';
import { gatewayErrorMiddleware } from '../../src/index.ts';
import { hang, startServer, type Answer } from '../support/loopback-server.ts';
import { wires } from '../support/wires.ts';
import { eventually } from '../support/eventually.ts';
import { isSdk6 } from '../support/sdk.ts';

afterEach(() => void vi.useRealTimers());

const models: [string, (model: LanguageModel) => LanguageModel][] = [
  ['the bare SDK', model => model],
  ['the middleware', model => wrapLanguageModel({ model, middleware: gatewayErrorMiddleware() })],
  [
    'the middleware with a limit on the first content',
    model => wrapLanguageModel({ model, middleware: gatewayErrorMiddleware({ timeouts: { firstContentMs: 30_000 } }) }),
  ],
];

class Mine extends Error {}

interface Seen {
  parts: string[];
  told: unknown[];
  /** What `onAbort` was called with. */
  reasons: unknown[];
  /** What the promise `text` rejected with. */
  rejected?: unknown;
  thrown?: unknown;
}

/** Streams to the end; `onDelta` hears of each text. */
async function watch(model: LanguageModel, abortSignal: AbortSignal, onDelta: () => void): Promise<Seen> {
  const seen: Seen = { parts: [], told: [], reasons: [] };
  const result = streamText({
    model,
    prompt: 'Hi',
    abortSignal,
    onError: ({ error }) => void seen.told.push(error),
    onAbort: ({ reason }) => void seen.reasons.push(reason),
  });
  try {
    for await (const part of result.fullStream) {
      seen.parts.push(part.type);
      if (part.type === 'text-delta') onDelta();
    }
  } catch (error) {
    seen.thrown = error;
  }
  await result.text.then(undefined, error => (seen.rejected = error));
  return seen;
}

const abortedBy = (reason: unknown): Seen => ({
  parts: ['start', 'abort'],
  told: [],
  // AI SDK 6 calls `onAbort` without the reason.
  reasons: [isSdk6 ? undefined : reason],
  rejected: reason,
});

/** The first answer's beginning, then silence. */
const halfStream: Answer = async response => {
  const { preamble, parts } = wires.openaiChat.stream(['good ', 'never']);
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const chunk of [...preamble, parts[0]!]) response.write(chunk);
};
const preambleOnly: Answer = response => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const chunk of wires.openaiChat.stream(['never']).preamble) response.write(chunk);
};
const halfJson: Answer = response => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
  response.write('{"id":');
};

describe.each(models)('%s', (name, wrap) => {
  const chat = (baseURL: string) => wrap(createOpenAI({ apiKey: 'placeholder', baseURL }).chat('gpt-5'));

  test('an abort before the call asks nobody', async () => {
    const upstream = scenario([ok()]);
    const model = wrap(createOpenAI({ apiKey: 'placeholder', fetch: upstream.fetch }).chat('gpt-5'));
    const reason = new Mine();
    const abortSignal = AbortSignal.abort(reason);
    await expect(generateText({ model, prompt: 'Hi', abortSignal })).rejects.toBe(reason);
    expect(await watch(model, abortSignal, () => undefined)).toEqual(abortedBy(reason));
    expect(upstream.count).toBe(0);
  });

  const waits: [string, Answer][] = [
    ['the headers hang', hang],
    // The bare SDK tells this one as an APICallError, which it would retry.
    ...(name === 'the bare SDK' ? [] : [['the body hangs', halfJson] satisfies [string, Answer]]),
  ];
  test.each(waits)(
    'an abort while %s: generateText rejects with the reason and closes the connection',
    async (_, answer) => {
      await using server = await startServer(answer);
      const caller = new AbortController();
      const reason = new Mine();
      const call = generateText({ model: chat(server.url), prompt: 'Hi', abortSignal: caller.signal });
      await eventually(() => expect(server.requests).toHaveLength(1));
      caller.abort(reason);
      await expect(call).rejects.toBe(reason);
      await server.requests[0]?.closed;
      expect(server.requests).toHaveLength(1);
    },
  );

  test.each([
    ['the headers hang', hang],
    ['the first content does not come', preambleOnly],
  ])('an abort while %s: streamText tells an abort and no error', async (_, answer) => {
    await using server = await startServer(answer);
    const caller = new AbortController();
    const call = watch(chat(server.url), caller.signal, () => undefined);
    await eventually(() => expect(server.requests).toHaveLength(1));
    const reason = new Mine();
    caller.abort(reason);
    expect(await call).toEqual(abortedBy(reason));
    await server.requests[0]?.closed;
    expect(server.requests).toHaveLength(1);
  });

  test('an abort in the middle of the content tells an abort and no error, and closes the connection', async () => {
    await using server = await startServer(halfStream);
    const caller = new AbortController();
    const reason = new Mine();
    const seen = await watch(chat(server.url), caller.signal, () => caller.abort(reason));
    expect(seen).toEqual({
      ...abortedBy(reason),
      parts: ['start', 'start-step', 'text-start', 'text-delta', 'abort'],
    });
    expect(seen.rejected).toBe(reason);
    await server.requests[0]?.closed;
  });

  test("an abort in the SDK's backoff ends it at once, as the SDK does", async () => {
    vi.useFakeTimers();
    const upstream = scenario([passthrough(503)]);
    const model = wrap(createOpenAI({ apiKey: 'placeholder', fetch: upstream.fetch }).chat('gpt-5'));
    const caller = new AbortController();
    const call = generateText({ model, prompt: 'Hi', abortSignal: caller.signal }).catch(caught => caught);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(upstream.count).toBe(1);
    caller.abort(new Mine());
    expect(await call).toMatchObject({ name: 'AbortError', message: 'Delay was aborted' });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(upstream.count).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('an abort leaves no timer behind', async () => {
    vi.useFakeTimers();
    const upstream = scenario([stall({ afterParts: 1 })]);
    const model = wrap(createOpenAI({ apiKey: 'placeholder', fetch: upstream.fetch }).chat('gpt-5'));
    const caller = new AbortController();
    await watch(model, caller.signal, () => caller.abort(new Mine()));
    expect(upstream.requests[0]?.isCancelled).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });
});
