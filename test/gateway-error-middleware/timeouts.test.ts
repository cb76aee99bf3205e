/** The limits on a stream's silence, against a real server that hangs. */
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { APICallError, wrapLanguageModel } from 'ai';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { gatewayErrorMiddleware, type FailoverEvent, type GatewayErrorOptions } from '../../src/index.ts';
import { callGenerate, callStream } from '../support/calls.ts';
import { events, hang, json, startServer } from '../support/loopback-server.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';
import { skipBackoff } from '../support/skip-backoff.ts';
import { eventually } from '../support/eventually.ts';
import { notableIn } from '../support/notable.ts';

afterEach(() => void vi.restoreAllMocks());

const frame = (delta: object, finish: string | null = null) =>
  `data: ${JSON.stringify({ id: 'c', model: 'm', choices: [{ index: 0, delta, finish_reason: finish }] })}`;
const preamble = frame({ role: 'assistant', content: '' });
const hello = frame({ content: 'hello' });
const good = [preamble, hello, frame({}, 'stop'), 'data: [DONE]'];

const model = (url: string, options: GatewayErrorOptions) =>
  wrapLanguageModel({
    model: createOpenAICompatible({ name: 'local', baseURL: `${url}/v1` })('m'),
    middleware: gatewayErrorMiddleware(options),
  });

const prompt = [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'Hi' }] }];

describe('firstContentMs', () => {
  it.each([
    ['before the headers', hang],
    ['after the headers', events([], 'hang')],
    ['after a preamble', events([preamble, ': ping', preamble], 'hang')],
  ])('ends a call that hangs %s, closes its connection, and is retried', async (_, silence) => {
    const waits = skipBackoff();
    await using server = await startServer(silence, events(good));
    const heard: FailoverEvent[] = [];
    // The second answer may take as long as this machine needs.
    const clock = createManualClock();
    const call = callStream(model(server.url, { clock, timeouts: { firstContentMs: 30 }, onEvent: notableIn(heard) }), {
      maxRetries: 1,
    });
    while (server.requests.length === 0) await settle();
    await clock.advance(30);
    const outcome = await call;
    expect(outcome).toEqual({ text: 'hello', finishReason: 'stop', reported: 0 });
    expect(server.requests).toHaveLength(2);
    // Node 22's own fetch sets a timer of 4 s for its idle sockets, through the same global.
    expect(waits.filter(ms => ms !== 4_000)).toEqual([2_000]);
    await server.requests[0]!.closed;
    expect(heard).toMatchObject([
      { type: 'timeout', limit: 'firstContentMs', ms: 30, observed: false, provider: 'local.chat', modelId: 'm' },
      { type: 'failure', failure: { category: 'timeout', rule: 'timeout:firstContentMs', statusCode: 504 } },
    ]);
  });

  it('is an APICallError 504 that says how long it waited', async () => {
    await using server = await startServer(events([preamble], 'hang'));
    const { error } = await callStream(model(server.url, { timeouts: { firstContentMs: 20 } }));
    expect(APICallError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ statusCode: 504, isRetryable: true, name: 'AI_APICallError' });
    expect((error as Error).message).toBe('No content within 20 ms (timeout:firstContentMs).');
  });

  it('ends at its millisecond and not before, by the clock that was given', async () => {
    await using server = await startServer(events([preamble], 'hang'));
    const clock = createManualClock();
    const call = model(server.url, { clock, timeouts: { firstContentMs: 20_000 }, holdBackMs: false }).doStream({
      prompt,
    });
    const { stream } = await call;
    const reader = stream.getReader();
    const types: string[] = [];
    const reading = (async () => {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        types.push(value.type);
      }
    })();
    await eventually(() => expect(types).toContain('response-metadata'));
    await clock.advance(19_999);
    expect(types).not.toContain('error');
    await clock.advance(1);
    await reading;
    expect(types.slice(-2)).toEqual(['error', 'finish']);
    expect(clock.pending).toBe(0);
    await server.requests[0]!.closed;
  });

  it('says nothing of a stream whose content came in time', async () => {
    await using server = await startServer(events(good));
    const clock = createManualClock();
    const heard: FailoverEvent[] = [];
    const options = {
      clock,
      timeouts: { firstContentMs: 20_000 },
      onEvent: notableIn(heard),
    };
    expect(await callStream(model(server.url, options))).toMatchObject({ text: 'hello' });
    await clock.advance(1_000_000);
    expect(heard).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  it("holds for generate, too, and does not with `generateVia: 'generate'`", async () => {
    const whole = {
      id: 'c',
      model: 'm',
      choices: [{ index: 0, message: { role: 'assistant', content: 'hi' }, finish_reason: 'stop' }],
    };
    for (const generateVia of [undefined, 'generate'] as const) {
      const clock = createManualClock();
      await using server = await startServer(async response => {
        await clock.advance(1_000_000);
        await json(200, whole)(response, {} as never);
      });
      const asked = callGenerate(model(server.url, { clock, generateVia, timeouts: { firstContentMs: 5, idleMs: 5 } }));
      if (generateVia) expect(await asked).toMatchObject({ text: 'hi' });
      else
        expect(await asked).toMatchObject({
          error: { statusCode: 504, data: { failure: { rule: 'timeout:firstContentMs' } } },
        });
    }
  });
});

describe('idleMs', () => {
  it('ends a stream that falls silent after content, in the stream, and closes its connection', async () => {
    await using server = await startServer(events([preamble, hello], 'hang'), events(good));
    const outcome = await callStream(model(server.url, { timeouts: { idleMs: 30 } }), { maxRetries: 1 });
    expect(outcome).toMatchObject({ text: 'hello', finishReason: 'error', reported: 1 });
    expect(outcome.error).toMatchObject({ statusCode: 504, data: { failure: { rule: 'timeout:idleMs' } } });
    expect(server.requests).toHaveLength(1);
    await server.requests[0]!.closed;
  });

  it('ends at its millisecond and not before, counted while the consumer waits', async () => {
    await using server = await startServer(events([preamble, hello], 'hang'));
    const clock = createManualClock();
    const { stream } = await model(server.url, { clock, timeouts: { idleMs: 5_000 } }).doStream({ prompt });
    const reader = stream.getReader();
    const types: string[] = [];
    while (!types.includes('text-delta') || types.at(-1) !== 'text-delta')
      types.push((await reader.read()).value!.type);
    // Nobody waits: the pause is the consumer's.
    await clock.advance(60_000);
    const next = reader.read().then(({ value }) => value!.type);
    await settle();
    let seen: string | undefined;
    void next.then(type => (seen = type));
    await clock.advance(4_999);
    expect(seen).toBeUndefined();
    await clock.advance(1);
    // The open text is closed first.
    expect(await next).toBe('text-end');
    expect((await reader.read()).value).toMatchObject({ type: 'error', error: { statusCode: 504 } });
    expect((await reader.read()).value).toMatchObject({ type: 'finish', finishReason: { unified: 'error' } });
    expect((await reader.read()).done).toBe(true);
    expect(clock.pending).toBe(0);
    await server.requests[0]!.closed;
  });

  it('is 90 seconds by default, and can be switched off', async () => {
    for (const [idleMs, isCut] of [
      [undefined, true],
      [false, false],
    ] as const) {
      await using server = await startServer(events([preamble, hello], 'hang'));
      const clock = createManualClock();
      const { stream } = await model(server.url, { clock, timeouts: { idleMs } }).doStream({ prompt });
      const types: string[] = [];
      const reader = stream.getReader();
      const pump = async (): Promise<void> => {
        for (let read = await reader.read(); !read.done; read = await reader.read()) types.push(read.value.type);
      };
      const pumping = pump();
      await eventually(() => expect(types).toContain('text-delta'));
      await settle();
      await clock.advance(89_999);
      expect(types).not.toContain('error');
      await clock.advance(1);
      expect(types.includes('error')).toBe(isCut);
      await reader.cancel();
      await pumping;
    }
  });
});

describe('observe', () => {
  it('only tells what would have been cut', async () => {
    let release = () => {};
    const released = new Promise<void>(resolve => (release = resolve));
    await using server = await startServer(async response => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`${preamble}\n\n`);
      await released;
      response.end(`${good.slice(1).join('\n\n')}\n\n`);
    });
    const clock = createManualClock();
    const heard: FailoverEvent[] = [];
    const call = callStream(
      model(server.url, {
        clock,
        timeouts: { firstContentMs: 1_000, observe: true },
        onEvent: notableIn(heard),
      }),
    );
    await eventually(() => expect(server.requests).toHaveLength(1));
    await clock.advance(1_000);
    expect(heard).toEqual([
      { type: 'timeout', limit: 'firstContentMs', ms: 1_000, observed: true, provider: 'local.chat', modelId: 'm' },
    ]);
    release();
    expect(await call).toMatchObject({ text: 'hello', reported: 0 });
    expect(heard).toHaveLength(1);
  });
});
