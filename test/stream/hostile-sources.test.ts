/** Models that return no stream, or one whose methods throw: each is a failure of its attempt, and nothing is left running. */
import { wrapLanguageModel } from 'ai';
import { MockLanguageModelV4 } from 'ai/test';
import { describe, expect, it } from 'vitest';
import { gatewayErrorMiddleware, type FailoverEvent } from '../../src/index.ts';
import type { CallOptions, GenerateResult, StreamResult } from '../../src/sdk-types.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';
import { untouchable } from '../support/odd-parts.ts';
import { outline, readAll, start, text, textStart, usage } from '../support/part-source.ts';
import { notableIn } from '../support/notable.ts';

const PARAMS: CallOptions = { prompt: [] };

function setUp(params = PARAMS) {
  const clock = createManualClock();
  const events: FailoverEvent[] = [];
  const middleware = gatewayErrorMiddleware({
    clock,
    onEvent: notableIn(events),
    timeouts: { firstContentMs: 1_000, idleMs: 1_000, totalMs: 20_000 },
    holdBackMs: 30_000,
    generateVia: 'generate',
  });
  const guarded = (functions: object) =>
    wrapLanguageModel({ model: Object.assign(new MockLanguageModelV4(), functions), middleware });
  return {
    clock,
    events,
    stream: async (open: () => unknown): Promise<StreamResult> => guarded({ doStream: open }).doStream(params),
    generate: async (ask: () => unknown): Promise<GenerateResult> => guarded({ doGenerate: ask }).doGenerate(params),
  };
}

const failures = (events: FailoverEvent[]) => events.filter(({ type }) => type === 'failure').length;
const throws = (): never => {
  throw new Error('a method that throws');
};
function locked(): ReadableStream {
  const stream = new ReadableStream();
  stream.getReader();
  return stream;
}
/** A stream of somebody's own making. */
const handmade = (reader: object) => ({ stream: { getReader: () => reader, cancel: throws } });
const first = [start, textStart, text('a')].map(value => ({ done: false, value }));

/** A reader that gives these reads, and then does this. */
function readerThen(next: () => unknown, cancel: () => unknown = () => Promise.resolve()) {
  const reads = [...first];
  const cancelled: unknown[] = [];
  return {
    cancelled,
    reader: {
      read: () => (reads.length > 0 ? Promise.resolve(reads.shift()) : next()),
      cancel(reason: unknown) {
        cancelled.push(reason);
        return cancel();
      },
    },
  };
}

describe('a model that opens no stream', () => {
  it.each<[string, () => unknown]>([
    ['throws', throws],
    ['resolves with undefined', async () => undefined],
    ['resolves with null', async () => null],
    ['resolves with a number', async () => 5],
    ['resolves with an empty result', async () => ({})],
    ['resolves with a text for a stream', async () => ({ stream: 'x' })],
    ['resolves with a locked stream', async () => ({ stream: locked() })],
    ['resolves with a stream whose getReader throws', async () => ({ stream: { getReader: throws } })],
    ['resolves with a stream without a reader', async () => ({ stream: { getReader: () => undefined } })],
    ['resolves with a proxy that throws', async () => ({ stream: untouchable() })],
    ['returns no promise', () => undefined],
    ['returns what cannot be awaited', () => untouchable()],
  ])('%s', async (_, open) => {
    const { stream, clock, events } = setUp();
    await expect(stream(open)).rejects.toMatchObject({
      name: 'AI_APICallError',
      data: { failure: { category: 'unknown', fallback: true } },
    });
    expect([clock.pending, failures(events)]).toEqual([0, 1]);
  });

  it('is let go if it opens one after its limit, however odd that is', async () => {
    for (const late of [undefined, { stream: 'x' }, { stream: locked() }, { stream: { cancel: throws } }]) {
      const { stream, clock } = setUp();
      const { promise, resolve } = Promise.withResolvers<unknown>();
      const guarded = stream(() => promise).catch((error: unknown) => error);
      await clock.advance(1_000);
      expect(await guarded).toMatchObject({ data: { failure: { rule: 'timeout:firstContentMs' } } });
      resolve(late);
      await settle();
      expect(clock.pending).toBe(0);
    }
  });
});

describe('a reader', () => {
  const ends: [string, () => unknown][] = [
    ['throws', throws],
    ['rejects', () => Promise.reject(new Error('no more'))],
    ['rejects with nothing', () => Promise.reject()],
    ['rejects with what cannot be looked at', () => Promise.reject(untouchable())],
    ['returns nothing', () => undefined],
    ['resolves with nothing', async () => undefined],
    ['resolves with a number', async () => 5],
    ['returns a part and no promise', () => ({ done: false, value: undefined })],
  ];
  const cancels: [string, () => unknown][] = [
    ['resolves', async () => undefined],
    ['throws', throws],
    ['rejects', () => Promise.reject(new Error('cannot'))],
    ['never ends', () => new Promise(() => {})],
    ['returns nothing', () => undefined],
  ];

  it.each(ends.flatMap(([read, next]) => cancels.map(([cancel, how]) => ({ read, cancel, next, how }))))(
    'whose read $read and whose cancel $cancel',
    async ({ next, how }) => {
      const { stream, clock, events } = setUp();
      const { reader, cancelled } = readerThen(next, how);
      const parts = await readAll((await stream(async () => handmade(reader))).stream);
      expect(outline(parts)).toEqual(['stream-start', 'text-start', '"a"', 'text-end', 'error', 'finish error']);
      expect(parts[4]).toMatchObject({ error: { name: 'AI_APICallError' } });
      expect([clock.pending, failures(events), cancelled.length]).toEqual([0, 1, 1]);
    },
  );

  it.each(cancels)('whose cancel %s when a limit ends it, before and after content', async (_, how) => {
    for (const [hasContent, limit] of [
      [true, 'idleMs'],
      [false, 'firstContentMs'],
    ] as const) {
      const { stream, clock } = setUp();
      const { reader } = readerThen(() => new Promise(() => {}), how);
      if (!hasContent) reader.read = () => new Promise(() => {});
      const opening = stream(async () => handmade(reader)).then(
        ({ stream: opened }) => readAll(opened),
        (error: unknown) => [{ error }],
      );
      await clock.advance(1_000);
      expect((await opening).find(part => 'error' in (part as object))).toMatchObject({
        error: { data: { failure: { rule: `timeout:${limit}` } } },
      });
      expect(clock.pending).toBe(0);
    }
  });

  it.each(cancels)('whose cancel %s when the caller aborts', async (_, how) => {
    const caller = new AbortController();
    const { stream, clock } = setUp({ ...PARAMS, abortSignal: caller.signal });
    const { reader, cancelled } = readerThen(() => new Promise(() => {}), how);
    const reading = readAll((await stream(async () => handmade(reader))).stream);
    await settle();
    caller.abort('stop');
    expect((await reading).at(-1)).toEqual({ rejected: 'stop' });
    expect([clock.pending, cancelled.length > 0]).toEqual([0, true]);
  });
});

describe('a generate result', () => {
  const answer = { type: 'text', text: 'hi' };
  const whole = { content: [answer], finishReason: { unified: 'stop', raw: 'stop' }, usage, warnings: [] };
  const throwing = (key: string) => Object.defineProperty({ ...whole }, key, { enumerable: true, get: throws });

  it.each<[string, unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['a number', 5],
    ['a text', 'hi'],
    ['an empty object', {}],
    ['content that is a text', { ...whole, content: 'x' }],
    ['no content', { ...whole, content: undefined }],
    ['content with a hole', { ...whole, content: [answer, null] }],
    ['text without text', { ...whole, content: [{ type: 'text' }] }],
    ['a file without data', { ...whole, content: [answer, { type: 'file' }] }],
    ['no usage', { ...whole, usage: undefined }],
    ['empty usage', { ...whole, usage: {} }],
    ['no finish reason', { ...whole, finishReason: undefined }],
    ['content that throws', throwing('content')],
    ['warnings that throw', throwing('warnings')],
    ['a proxy that throws', untouchable()],
  ])('%s is one classified failure', async (_, result) => {
    for (const given of [() => result, async () => result]) {
      const { generate, clock, events } = setUp();
      await expect(generate(given)).rejects.toMatchObject({
        name: 'AI_APICallError',
        isRetryable: expect.any(Boolean),
        data: { failure: { fallback: true } },
      });
      expect([clock.pending, failures(events)]).toEqual([0, 1]);
    }
  });

  it.each<[string, unknown]>([
    ['without warnings', { ...whole, warnings: undefined }],
    ['with content of unknown types', { ...whole, content: [answer, { type: 'brand-new' }, {}, 5] }],
    ['with reasoning without text', { ...whole, content: [{ type: 'reasoning' }, answer] }],
    ['with a response of null', { ...whole, response: null, request: null }],
    ['with odd headers', { ...whole, response: { headers: 5 } }],
  ])('%s is handed on untouched', async (_, result) => {
    expect(await setUp().generate(async () => result)).toBe(result);
  });
});
