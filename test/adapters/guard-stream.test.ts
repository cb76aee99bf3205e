import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/adapters/disguised-end.ts';
import { guardStream, type GuardOptions } from '../../src/adapters/guard-stream.ts';
import type { Report } from '../../src/adapters/report.ts';
import type { CallOptions, StreamPart, StreamResult } from '../../src/adapters/sdk-model.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';
import {
  createPartSource,
  finish,
  metadata,
  noUsage,
  outline,
  readAll,
  start,
  text,
  textEnd,
  textStart,
  usage,
} from '../support/part-source.ts';

/** A report that only labels: what it is told is seen in what comes out. */
function labelReport(signal?: AbortSignal): Report & { successes: number } {
  const report = {
    successes: 0,
    thrown: (error: unknown) => (signal?.aborted ? signal.reason : { classified: error }),
    found: ({ rule }: Finding) => ({ found: rule }),
    inspected: () => undefined,
    unknownReason: () => {},
    succeeded: () => void (report.successes += 1),
    isAborted: () => signal?.aborted === true,
  };
  return report;
}

function setUp(
  overrides: Partial<GuardOptions> & { abortSignal?: AbortSignal; headers?: Record<string, string> } = {},
) {
  const { abortSignal, headers, ...options } = overrides;
  const clock = createManualClock();
  const source = createPartSource(headers);
  const report = labelReport(abortSignal);
  const expired: string[] = [];
  const guard = (open: (signal?: AbortSignal) => PromiseLike<StreamResult> = async () => source.result) =>
    guardStream(open, { prompt: [], ...(abortSignal && { abortSignal }) } as CallOptions, report, {
      clock,
      holdBackMs: 10_000,
      maxHeldParts: 1_000,
      onExpired: ({ limit }) => expired.push(limit) > 0,
      ...options,
    });
  return { clock, source, report, guard, expired };
}

/** The outcome of a promise, without waiting for it. */
function watch<Value>(promise: Promise<Value>) {
  const seen: { state: 'pending' | 'resolved' | 'rejected'; value?: Value; error?: unknown } = { state: 'pending' };
  promise.then(
    value => Object.assign(seen, { state: 'resolved', value }),
    error => Object.assign(seen, { state: 'rejected', error }),
  );
  return seen;
}

describe('before the first content', () => {
  it('holds the preamble and releases it in order with the first content', async () => {
    const { source, guard, clock, report } = setUp();
    const seen = watch(guard());
    source.push(start, metadata, textStart, text(''));
    await settle();
    expect(seen.state).toBe('pending');
    source.push(text('hel'));
    await settle();
    expect(seen.state).toBe('resolved');
    source.push(text('lo'), textEnd, finish());
    source.end();
    const parts = await readAll(seen.value!.stream);
    expect(parts).toEqual([start, metadata, textStart, text(''), text('hel'), text('lo'), textEnd, finish()]);
    expect(clock.pending).toBe(0);
    expect(report.successes).toBe(1);
  });

  it('throws an early error part and closes the source', async () => {
    const { source, guard, clock } = setUp();
    const seen = watch(guard());
    source.push(start, { type: 'error', error: { code: 502 } });
    await settle();
    expect(seen.error).toEqual({ classified: { code: 502 } });
    expect(source.cancelled).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  it('throws when opening fails, when the source dies, and when it ends', async () => {
    const opening = setUp();
    await expect(opening.guard(() => Promise.reject(new Error('no')))).rejects.toEqual({ classified: new Error('no') });
    const dying = setUp();
    const seen = watch(dying.guard());
    dying.source.push(start);
    dying.source.fail(new TypeError('terminated'));
    await settle();
    expect(seen.error).toEqual({ classified: new TypeError('terminated') });
    const ending = setUp();
    ending.source.end();
    await expect(ending.guard()).rejects.toEqual({ found: 'stream:no-finish' });
    for (const { clock } of [opening, dying, ending]) expect(clock.pending).toBe(0);
  });

  it.each<[string, StreamPart, Record<string, string> | undefined, string]>([
    ['interrupted', finish('interrupted', null, noUsage), undefined, 'finish:interrupted'],
    ['other without a raw reason', finish('other', null), undefined, 'finish:other'],
    ['error without an error part', finish('error', 'stream-truncated'), undefined, 'finish:stream-truncated'],
    ['other with the raw reason error', finish('other', 'error'), undefined, 'finish:error'],
    ['stop of a JSON answer', finish('stop'), { 'Content-Type': 'application/json' }, 'response:not-a-stream'],
    [
      'interrupted of a page',
      finish('interrupted', null),
      { 'content-type': 'text/html; charset=utf-8' },
      'response:not-a-stream',
    ],
    ['stop without any trace of a response', finish('stop', 'stop', noUsage), undefined, 'response:empty'],
  ])('throws for an end that is none: %s', async (_, part, headers, rule) => {
    const { source, guard } = setUp(headers ? { headers } : {});
    source.push(start, part);
    source.end();
    await expect(guard()).rejects.toEqual({ found: rule });
  });

  it.each<[string, StreamPart]>([
    ['stop', finish('stop')],
    ['length', finish('length')],
    ['content-filter', finish('content-filter', 'SAFETY', noUsage)],
    ['other with its own raw reason', finish('other', 'pause_turn')],
  ])('lets an empty answer pass that a model may give: %s', async (_, part) => {
    const { source, guard } = setUp({ headers: { 'content-type': 'text/event-stream' } });
    source.push(start, part);
    source.end();
    const { stream } = await guard();
    expect(await readAll(stream)).toEqual([start, part]);
  });

  it('releases the preamble when the hold is over, and tells a later error in the stream', async () => {
    const { source, guard, clock } = setUp({ holdBackMs: 500 });
    const seen = watch(guard());
    source.push(start);
    await clock.advance(499);
    expect(seen.state).toBe('pending');
    await clock.advance(1);
    expect(seen.state).toBe('resolved');
    const parts = readAll(seen.value!.stream);
    await settle();
    source.push({ type: 'error', error: 'late' }, finish('error'));
    source.end();
    expect(await parts).toEqual([start, { type: 'error', error: { classified: 'late' } }, finish('error')]);
    expect(clock.pending).toBe(0);
  });

  it('survives a source that dies between the end of the hold and the first read', async () => {
    const { source, guard, clock } = setUp({ holdBackMs: 500 });
    const seen = watch(guard());
    source.push(start);
    await clock.advance(500);
    source.fail(new Error('gone'));
    await settle();
    expect(outline(await readAll(seen.value!.stream))).toEqual(['stream-start', 'error', 'finish error']);
  });

  it('releases the preamble when it holds too many parts', async () => {
    const { source, guard } = setUp({ maxHeldParts: 3 });
    const ping: StreamPart = { type: 'ping' };
    source.push(start, ping, ping);
    const { stream } = await guard();
    source.push(text('a'), finish());
    source.end();
    expect(outline(await readAll(stream))).toEqual(['stream-start', 'ping', 'ping', '"a"', 'finish stop']);
  });

  it('holds nothing when the hold is off', async () => {
    const { source, guard, clock } = setUp({ holdBackMs: 0 });
    const { stream } = await guard();
    expect(clock.pending).toBe(0);
    source.push(start, { type: 'error', error: 'early' });
    source.end();
    expect(await readAll(stream)).toMatchObject([
      start,
      { type: 'error', error: { classified: 'early' } },
      { type: 'finish' },
    ]);
  });

  it('ends a silent stream at the first-content limit and closes its request', async () => {
    const { source, guard, clock, expired } = setUp({ firstContentMs: 100 });
    let signal: AbortSignal | undefined;
    const seen = watch(guard(async given => ((signal = given), source.result)));
    source.push(start, textStart, text(''));
    await clock.advance(99);
    expect(seen.state).toBe('pending');
    await clock.advance(1);
    expect(seen.error).toEqual({ found: 'timeout:firstContentMs' });
    expect(expired).toEqual(['firstContentMs']);
    expect(source.cancelled).toHaveLength(1);
    expect(signal?.aborted).toBe(true);
    expect(clock.pending).toBe(0);
  });

  it('ends a request without headers at the first-content limit, and cancels a stream that opens after all', async () => {
    const { source, guard, clock } = setUp({ firstContentMs: 100 });
    const late = Promise.withResolvers<StreamResult>();
    const seen = watch(guard(() => late.promise));
    await clock.advance(100);
    expect(seen.error).toEqual({ found: 'timeout:firstContentMs' });
    late.resolve(source.result);
    await settle();
    expect(source.cancelled).toHaveLength(1);
  });

  it('tells a silent stream in the stream when the hold is over before the first-content limit', async () => {
    const { source, guard, clock } = setUp({ firstContentMs: 100, holdBackMs: 50 });
    const seen = watch(guard());
    source.push(start);
    await clock.advance(50);
    const parts = readAll(seen.value!.stream);
    await clock.advance(50);
    expect(await parts).toMatchObject([
      start,
      { type: 'error', error: { found: 'timeout:firstContentMs' } },
      { type: 'finish' },
    ]);
    expect(source.cancelled).toHaveLength(1);
  });

  it('cuts nothing when limits are only observed', async () => {
    const { source, guard, clock } = setUp({ firstContentMs: 100, onExpired: () => false });
    const seen = watch(guard());
    await clock.advance(5_000);
    expect(seen.state).toBe('pending');
    source.push(text('a'), finish());
    source.end();
    await settle();
    expect(outline(await readAll(seen.value!.stream))).toEqual(['"a"', 'finish stop']);
  });
});

describe('after the first content', () => {
  async function released(overrides: Parameters<typeof setUp>[0] = {}) {
    const all = setUp(overrides);
    all.source.push(start, textStart, text('a'));
    const { stream } = await all.guard();
    return { ...all, stream };
  }

  it('passes an error part on in place and goes on if its source does', async () => {
    const { source, stream } = await released();
    source.push({ type: 'error', error: 'unreadable event' }, text('b'), textEnd, finish());
    source.end();
    const parts = await readAll(stream);
    expect(outline(parts)).toEqual(['stream-start', 'text-start', '"a"', 'error', '"b"', 'text-end', 'finish stop']);
    expect(parts[3]).toEqual({ type: 'error', error: { classified: 'unreadable event' } });
  });

  it.each<[string, (source: ReturnType<typeof createPartSource>) => void, unknown]>([
    ['dies', source => source.fail(new TypeError('terminated')), { classified: new TypeError('terminated') }],
    ['ends without a finish', source => source.end(), { found: 'stream:no-finish' }],
    [
      'ends with an invented finish',
      source => (source.push(finish('interrupted', null)), source.end()),
      { found: 'finish:interrupted' },
    ],
    [
      'ends with other, no raw reason and no usage',
      source => (source.push(finish('other', null, noUsage)), source.end()),
      { found: 'finish:other' },
    ],
  ])('closes what is open and says so once when the source %s', async (_, end, error) => {
    const { source, stream, clock } = await released();
    end(source);
    const parts = await readAll(stream);
    expect(outline(parts)).toEqual(['stream-start', 'text-start', '"a"', 'text-end', 'error', 'finish error']);
    expect(parts[4]).toEqual({ type: 'error', error });
    expect(clock.pending).toBe(0);
  });

  it('keeps usage and metadata of a finish that it corrects', async () => {
    const { source, stream } = await released();
    source.push({
      type: 'finish',
      finishReason: { unified: 'interrupted', raw: 'x' },
      usage,
      providerMetadata: { p: { q: 1 } },
    });
    source.end();
    expect((await readAll(stream)).at(-1)).toEqual({
      type: 'finish',
      finishReason: { unified: 'error', raw: 'x' },
      usage,
      providerMetadata: { p: { q: 1 } },
    });
  });

  it('believes an unnamed reason when usage proves that the end was seen', async () => {
    const { source, stream } = await released();
    source.push(textEnd, finish('other', null, usage));
    source.end();
    expect(outline(await readAll(stream)).at(-1)).toBe('finish other');
  });

  it('adds only the finish when the source ended after its own error part', async () => {
    const { source, stream } = await released();
    source.push({ type: 'error', error: 'cause' });
    source.end();
    expect(outline(await readAll(stream))).toEqual([
      'stream-start',
      'text-start',
      '"a"',
      'error',
      'text-end',
      'finish error',
    ]);
  });

  it('takes a connection that dies after the finish for nothing', async () => {
    const { source, stream } = await released();
    source.push(textEnd, finish());
    const reader = stream.getReader();
    for (let part = 0; part < 5; part += 1) await reader.read();
    source.fail(new Error('late reset'));
    expect(await reader.read()).toEqual({ done: true, value: undefined });
  });

  it('ends an idle stream, but not one whose consumer is slow', async () => {
    const { source, stream, clock } = await released({ idleMs: 100 });
    const reader = stream.getReader();
    for (let part = 0; part < 3; part += 1) await reader.read();
    await clock.advance(10_000);
    const waiting = watch(reader.read());
    await clock.advance(99);
    expect(waiting.state).toBe('pending');
    await clock.advance(1);
    expect(waiting.value).toEqual({ done: false, value: textEnd });
    expect((await reader.read()).value).toEqual({ type: 'error', error: { found: 'timeout:idleMs' } });
    expect((await reader.read()).value).toMatchObject({ type: 'finish', finishReason: { unified: 'error' } });
    expect((await reader.read()).done).toBe(true);
    expect(source.cancelled).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  it('does not wait for a connection to close after the finish', async () => {
    const { source, stream, clock } = await released({ idleMs: 100 });
    source.push(textEnd, finish());
    const parts = readAll(stream);
    await clock.advance(10_000);
    expect(outline(await parts)).toEqual(['stream-start', 'text-start', '"a"', 'text-end', 'finish stop']);
  });

  it('reads nothing that the consumer has not asked for', async () => {
    const { source, stream } = await released();
    const before = source.pulls;
    await settle();
    const reader = stream.getReader();
    for (let part = 0; part < 3; part += 1) await reader.read();
    expect(source.pulls).toBe(before);
    const waiting = watch(reader.read());
    await settle();
    expect(source.pulls).toBe(before + 1);
    source.push(text('b'));
    await settle();
    expect(waiting.value).toEqual({ done: false, value: text('b') });
    expect(source.pulls).toBe(before + 1);
  });

  it('hands a cancel on to the source', async () => {
    const { source, stream, clock } = await released({ idleMs: 100, firstContentMs: 100 });
    await stream.cancel('enough');
    expect(source.cancelled).toEqual(['enough']);
    expect(clock.pending).toBe(0);
  });
});

describe("the caller's abort", () => {
  const reason = { mine: true };

  it('comes out with its own reason before the headers, also from a model that ignores it', async () => {
    const controller = new AbortController();
    const { guard, source, clock } = setUp({ abortSignal: controller.signal, firstContentMs: 100 });
    const late = Promise.withResolvers<StreamResult>();
    const seen = watch(guard(() => late.promise));
    controller.abort(reason);
    await settle();
    expect(seen.error).toBe(reason);
    late.resolve(source.result);
    await settle();
    expect(source.cancelled).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  it('comes out when it was aborted before the start', async () => {
    const { guard, clock, source } = setUp({ abortSignal: AbortSignal.abort(reason) });
    await expect(guard()).rejects.toBe(reason);
    await settle();
    expect(source.cancelled).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  it('comes out behind the held parts during the hold, and closes the source', async () => {
    const controller = new AbortController();
    const { guard, source, clock } = setUp({ abortSignal: controller.signal });
    const seen = watch(guard());
    source.push(start, textStart);
    await settle();
    controller.abort(reason);
    await settle();
    expect(await readAll(seen.value!.stream)).toEqual([start, textStart, { rejected: reason }]);
    expect(source.cancelled).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  it.each(['signal heard by the model', 'signal ignored by the model'])('ends a released stream: %s', async kind => {
    const controller = new AbortController();
    const { guard, source, clock } = setUp({ abortSignal: controller.signal, idleMs: 100 });
    source.push(start, text('a'));
    const { stream } = await guard();
    const parts = readAll(stream);
    await settle();
    controller.abort(reason);
    if (kind === 'signal heard by the model') source.fail(reason);
    const read = await parts;
    expect(outline(read)).toEqual(['stream-start', '"a"', 'rejected']);
    expect(read.at(-1)).toEqual({ rejected: reason });
    expect(clock.pending).toBe(0);
  });

  it.each(Array.from({ length: 20 }, (_, microtasks) => microtasks))(
    'is heard between the hold and the release, %i microtasks after the call',
    async microtasks => {
      const controller = new AbortController();
      const { guard, source, clock } = setUp({ abortSignal: controller.signal, idleMs: 100 });
      source.push(start, text('a'));
      const guarded = guard();
      for (let waited = 0; waited < microtasks; waited += 1) await null;
      controller.abort(reason);
      const outcome = await guarded.then(
        ({ stream }) => readAll(stream),
        error => [{ rejected: error }],
      );
      expect(outcome.at(-1)).toEqual({ rejected: reason });
      expect(source.cancelled).toHaveLength(1);
      expect(clock.pending).toBe(0);
    },
  );

  it('leaves no listener on a signal that outlives the call', async () => {
    const controller = new AbortController();
    const counts = { added: 0, removed: 0 };
    const { addEventListener, removeEventListener } = controller.signal;
    controller.signal.addEventListener = (...given: Parameters<typeof addEventListener>) => {
      counts.added += 1;
      addEventListener.apply(controller.signal, given);
    };
    controller.signal.removeEventListener = (...given: Parameters<typeof removeEventListener>) => {
      counts.removed += 1;
      removeEventListener.apply(controller.signal, given);
    };
    const { guard, source } = setUp({ abortSignal: controller.signal, firstContentMs: 100 });
    source.push(text('a'), finish());
    source.end();
    await readAll((await guard()).stream);
    expect(counts.removed).toBe(counts.added);
  });
});
