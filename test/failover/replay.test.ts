/** A leg that answers a request for a stream with JSON is asked for a whole answer next, and that is streamed. */
import { setTimeout as wait } from 'node:timers/promises';
import { jsonSchema, streamText, tool } from 'ai';
import { describe, expect, it } from 'vitest';
import { SPECIFICATION } from '../../src/sdk-specification.ts';
import { createFailover, type CreateFailoverOptions, type FailoverError, type FailoverEvent } from '../../src/index.ts';
import type { CallOptions, LanguageModel, StreamPart } from '../../src/sdk-types.ts';
import { isStream, refusing } from '../generate-via/stage.ts';
import { hear, unwrapped } from '../support/ask.ts';
import { json, startServer, type Answer } from '../support/loopback-server.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { outline, readAll, usage } from '../support/part-source.ts';
import { packageRows, providerPackages } from '../support/provider-packages.ts';
import { chunked, replies, reply, streamed } from '../support/scripted-fetch.ts';
import { wires } from '../support/wires.ts';
import { notableIn } from '../support/notable.ts';

globalThis.AI_SDK_LOG_WARNINGS = false;

const CALL: CallOptions = { prompt: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }] };
const { connect, wire } = providerPackages['openai chat'];
const baseURL = 'https://api.example.com/v1';
const whole = reply(wire.json('whole'));
const billing = reply(
  '{"error":{"message":"You exceeded your current quota.","type":"insufficient_quota","code":"insufficient_quota"}}',
);
const page = reply('<!doctype html><title>Maintenance</title>', 200, { 'content-type': 'text/html' });

function routed(script: Parameters<typeof replies>, options: Partial<CreateFailoverOptions> = {}, fallback = false) {
  const upstream = replies(...script);
  const second = replies(streamed(wire, ['fallback']));
  const events: FailoverEvent[] = [];
  const primary = connect({ baseURL, fetch: upstream.fetch });
  const model = createFailover({
    models: fallback ? [primary, connect({ baseURL, fetch: second.fetch })] : [primary],
    retries: { perLeg: 1, baseDelayMs: 0 },
    onEvent: notableIn(events),
    ...options,
  });
  const of = <Type extends FailoverEvent['type']>(type: Type) =>
    events.filter((event): event is Extract<FailoverEvent, { type: Type }> => event.type === type);
  return { model, upstream, second, of };
}

const partsOf = async (model: LanguageModel, call = CALL) =>
  (await readAll((await model.doStream(call)).stream)) as StreamPart[];

describe.each(packageRows().filter(([name]) => name !== 'workers-ai'))('%s, on a real connection', (name, provider) => {
  const answers: Answer = refusing(name, { refusal: json(200, provider.wire.json('not a stream')) });

  it('a host that cannot stream answers', async () => {
    await using server = await startServer(answers);
    const events: FailoverEvent[] = [];
    const model = createFailover({
      models: [provider.connect({ baseURL: server.url })],
      retries: { perLeg: 1, baseDelayMs: 0 },
      onEvent: notableIn(events),
    });
    const heard = await hear(model, { maxRetries: 0 });
    expect(heard).toMatchObject({ deltas: ['in one piece'], text: 'in one piece', finishReason: 'stop', told: [] });
    expect(server.requests.map(isStream)).toEqual([true, false]);
    await hear(model, { maxRetries: 0 });
    expect(server.requests.map(isStream)).toEqual([true, false, true, false]);
    const warnings = events.flatMap(event => (event.type === 'warning' ? [event.message] : []));
    expect(warnings).toEqual([expect.stringContaining('answered a request for a stream with a whole JSON body')]);
  });
});

describe('the next attempt of a leg that answered with JSON', () => {
  it('has one preamble, and says what it took', async () => {
    const { model, upstream, of } = routed([whole]);
    const parts = await partsOf(model);
    expect(outline(parts)).toEqual([
      'stream-start',
      'response-metadata',
      'text-start',
      '"whole"',
      'text-end',
      'finish stop',
    ]);
    expect(parts.at(-1)).toMatchObject({
      finishReason: { unified: 'stop' },
      usage: { outputTokens: { total: expect.any(Number) } },
      providerMetadata: {
        failover: { degraded: false, attempts: [{ category: 'upstream-failure', rule: 'response:not-a-stream' }] },
      },
    });
    expect(upstream.count).toBe(2);
    expect(of('retry')).toHaveLength(1);
    expect(of('failure')[0]!.failure).toMatchObject({
      rule: 'response:not-a-stream',
      remedy: expect.stringContaining('createErrorAwareFetch()'),
    });
  });

  it('shows the error itself, by its own label', async () => {
    const { model, upstream, of } = routed([billing]);
    const { told } = await hear(model, { maxRetries: 0 });
    expect((unwrapped(told[0]) as FailoverError).failure).toMatchObject({ category: 'billing', wireStatus: 200 });
    expect(of('failure').map(({ failure }) => failure.rule)).toEqual([
      'response:not-a-stream',
      'openai:insufficient-quota',
    ]);
    expect([upstream.count, of('warning')]).toEqual([2, []]);
  });

  it('goes on to the fallback then', async () => {
    const { model, upstream, second } = routed([billing], {}, true);
    expect(await hear(model, { maxRetries: 0 })).toMatchObject({ deltas: ['fallback'], told: [] });
    expect([upstream.count, second.count]).toEqual([2, 1]);
  });

  it('asks for a whole answer again where that failed, too', async () => {
    const { model, upstream } = routed([whole, reply('{}', 503), whole], { retries: { perLeg: 2, baseDelayMs: 0 } });
    expect(await hear(model, { maxRetries: 0 })).toMatchObject({ deltas: ['whole'], told: [] });
    expect(upstream.count).toBe(3);
  });

  it('finds what hides in a whole answer', async () => {
    const { model, of } = routed([whole, reply('{"choices":[{"message":{},"finish_reason":"network_error"}]}')]);
    const { told } = await hear(model, { maxRetries: 0 });
    expect(told).toHaveLength(1);
    expect(of('failure').map(({ failure }) => failure.category)).toHaveLength(2);
    expect(of('warning')).toEqual([]);
  });

  it('takes an empty answer for one, and a refusal', async () => {
    for (const [reason, finishReason] of [
      ['stop', 'stop'],
      ['content_filter', 'content-filter'],
    ]) {
      const empty = JSON.stringify({
        choices: [{ index: 0, message: { role: 'assistant', content: '' }, finish_reason: reason }],
        usage: { prompt_tokens: 1, completion_tokens: 0, total_tokens: 1 },
      });
      const { model } = routed([reply(empty)]);
      expect(await hear(model, { maxRetries: 0 })).toMatchObject({ text: '', finishReason, told: [] });
    }
  });

  it('calls a tool once', async () => {
    const body = JSON.stringify({
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            content: null,
            tool_calls: [{ id: 'c1', type: 'function', function: { name: 'book', arguments: '{}' } }],
          },
          finish_reason: 'tool_calls',
        },
      ],
      usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
    });
    const { model, upstream } = routed([reply(body)]);
    let booked = 0;
    const book = tool({ inputSchema: jsonSchema({ type: 'object' }), execute: async () => (booked += 1) });
    const result = streamText({ model, prompt: 'Book', tools: { book }, maxRetries: 0 });
    expect(await result.finishReason).toBe('tool-calls');
    expect([booked, upstream.count]).toEqual([1, 2]);
  });

  it('gives an answer without a reason, as doGenerate would', async () => {
    const body = '{"choices":[{"index":0,"message":{"role":"assistant","content":"words"}}]}';
    const { model } = routed([reply(body)]);
    expect(await hear(model, { maxRetries: 0 })).toMatchObject({ deltas: ['words'], finishReason: 'other', told: [] });
  });
});

describe('a stream is asked for again', () => {
  it.each([
    ['after a page', page],
    ['after events that end before an answer', chunked(wire.stream([]).preamble, wire.contentType)],
    ['after an honest error', reply('{}', 503)],
  ])('%s', async (_, first) => {
    const { model, of } = routed([first, streamed(wire, ['a ', 'stream'])]);
    expect(await hear(model, { maxRetries: 0 })).toMatchObject({ deltas: ['a ', 'stream'], told: [] });
    expect(of('warning')).toEqual([]);
  });

  it('by the next call: what one answer was says nothing of the next', async () => {
    const { model } = routed([whole, whole, streamed(wire, ['a ', 'stream'])]);
    expect((await hear(model, { maxRetries: 0 })).deltas).toEqual(['whole']);
    expect((await hear(model, { maxRetries: 0 })).deltas).toEqual(['a ', 'stream']);
  });
});

it('without a further attempt the label stays, and the next leg answers', async () => {
  const { model, upstream, of } = routed([whole], { retries: { perLeg: 0 } }, true);
  expect(await hear(model, { maxRetries: 0 })).toMatchObject({ deltas: ['fallback'] });
  expect(upstream.count).toBe(1);
  expect(of('failure').map(({ failure }) => failure.rule)).toEqual(['response:not-a-stream']);
});

it('what was handed out before its first content is not asked again', async () => {
  const { model, upstream } = routed([whole], { holdBackMs: false });
  const { told, text } = await hear(model, { maxRetries: 0 });
  expect([upstream.count, told.length, text]).toEqual([1, 1, '']);
});

/** A model without a server: it does not stream, and its whole answers take as long as they are let. */
function slow(clock: ReturnType<typeof createManualClock>) {
  const signals: AbortSignal[] = [];
  const ends: ((text: string) => void)[] = [];
  const model: LanguageModel = {
    specificationVersion: SPECIFICATION,
    provider: 'slow',
    modelId: 'm',
    supportedUrls: {},
    async doStream() {
      return {
        stream: new ReadableStream({ start: controller => controller.close() }),
        response: { headers: { 'Content-Type': 'application/json' } },
      };
    },
    doGenerate: ({ abortSignal }) =>
      new Promise((resolve, reject) => {
        signals.push(abortSignal!);
        abortSignal!.addEventListener('abort', () => reject(abortSignal!.reason as Error));
        ends.push(text =>
          resolve({
            content: [{ type: 'text', text }],
            finishReason: { unified: 'stop', raw: 'stop' },
            usage,
            warnings: [],
          }),
        );
      }),
  };
  const router = createFailover({
    models: [model],
    retries: { perLeg: 1, baseDelayMs: 0 },
    timeouts: { firstContentMs: 5_000, totalMs: 60_000 },
    clock,
    random: () => 0,
  });
  return { router, signals, ends };
}

describe('the limits of the stream', () => {
  it('hold for the whole answer: the first content comes with it', async () => {
    const clock = createManualClock();
    const { router, signals } = slow(clock);
    const asked = Promise.resolve(router.doStream(CALL)).catch((error: unknown) => error);
    await clock.advance(4_999);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
    await clock.advance(2);
    expect(await asked).toMatchObject({ failure: { category: 'timeout', rule: 'timeout:firstContentMs' } });
    expect([signals[0]!.aborted, clock.pending]).toEqual([true, 0]);
  });

  it('do not hold any more once it is there', async () => {
    const clock = createManualClock();
    const { router, ends } = slow(clock);
    const asked = router.doStream(CALL);
    await clock.advance(4_000);
    ends[0]!('in time');
    const { stream } = await asked;
    await clock.advance(30_000);
    expect(outline(await readAll(stream))).toContain('"in time"');
    expect(clock.pending).toBe(0);
  });
});

it('the caller’s abort ends the whole answer', async () => {
  const clock = createManualClock();
  const { router, signals } = slow(clock);
  const controller = new AbortController();
  const asked = Promise.resolve(router.doStream({ ...CALL, abortSignal: controller.signal }));
  const caught = asked.catch((error: unknown) => error);
  await clock.advance(1);
  const reason = new Error('the user left');
  controller.abort(reason);
  expect(await caught).toBe(reason);
  expect([signals[0]!.aborted, clock.pending]).toEqual([true, 0]);
});

it('a hundred calls of one tick, each with its own answer', async () => {
  let streams = 0;
  const fetch: typeof globalThis.fetch = async (_, init) => {
    const { stream, messages } = JSON.parse(String(init?.body)) as {
      stream?: boolean;
      messages: [{ content: string }];
    };
    const id = Number(messages[0].content);
    await wait(id % 5);
    if (!stream) return reply(wires.openaiChat.json(`whole ${id}`))();
    streams += 1;
    return id % 2 === 0 ? whole() : streamed(wire, [`stream ${id}`])();
  };
  const model = createFailover({
    models: [connect({ baseURL, fetch })],
    retries: { perLeg: 1, baseDelayMs: 0 },
    budget: false,
  });
  const texts = await Promise.all(
    Array.from({ length: 100 }, (_, id) => streamText({ model, prompt: String(id), maxRetries: 0 }).text),
  );
  expect(texts).toEqual(Array.from({ length: 100 }, (_, id) => (id % 2 === 0 ? `whole ${id}` : `stream ${id}`)));
  expect(streams).toBe(100);
});
