import { describe, expect, it } from 'vitest';
import { release } from '../../src/stream/release.ts';
import { abortStream, expireStream } from '../../src/stream/source-end.ts';
import type { StreamPart } from '../../src/sdk-types.ts';
import { settle } from '../support/manual-clock.ts';
import { untouchable } from '../support/odd-parts.ts';
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
import { startForward, type ForwardOptions } from './forward-rig.ts';

/** A stream whose first parts were shown. */
async function released(options: ForwardOptions = {}) {
  const rig = startForward(options);
  rig.source.push(start, textStart, text('a'));
  const stream = await rig.start();
  return Object.assign(rig, { stream });
}

describe('before the first content', () => {
  it('the preamble is held, and handed out in order with the first content', async () => {
    const rig = startForward();
    void rig.start();
    await rig.clock.advance(40);
    rig.source.push(start, metadata, textStart, text(''));
    await settle();
    expect([rig.seen.state, rig.committed]).toEqual(['held', 0]);
    rig.source.push(text('hel'));
    await settle();
    expect([rig.seen.state, rig.committed]).toEqual(['opened', 1]);
    expect([rig.owner.firstContentMs, rig.owner.firstContentAt]).toEqual([40, Infinity]);
    rig.source.push(text('lo'), textEnd, finish());
    rig.source.end();
    const parts = await readAll(await rig.stream);
    expect(parts).toEqual([start, metadata, textStart, text(''), text('hel'), text('lo'), textEnd, finish()]);
    expect([rig.ends, rig.committed, rig.owner.usage]).toEqual([[{ type: 'whole' }], 1, usage]);
  });

  it('an error part is the failure, and the source is closed', async () => {
    const rig = startForward();
    rig.source.push(start, { type: 'error', error: { code: 502 } });
    await expect(rig.start()).rejects.toEqual({ classified: { code: 502 } });
    expect([rig.source.cancelled, rig.ends]).toEqual([[{ classified: { code: 502 } }], []]);
  });

  it('a source that dies or ends is a failure', async () => {
    const dying = startForward();
    dying.source.push(start);
    void dying.start();
    await settle();
    dying.source.fail(new TypeError('terminated'));
    await expect(dying.stream).rejects.toEqual({ classified: new TypeError('terminated') });
    const ending = startForward();
    ending.source.end();
    await expect(ending.start()).rejects.toEqual({ found: 'stream:no-finish' });
  });

  it.each<[string, StreamPart, Record<string, string> | undefined, string]>([
    ['interrupted', finish('interrupted', null, noUsage), undefined, 'finish:interrupted'],
    ['other without a raw reason', finish('other', null), undefined, 'finish:other'],
    ['error without an error part', finish('error', 'stream-truncated'), undefined, 'finish:stream-truncated'],
    ['other with the raw reason error', finish('other', 'error'), undefined, 'finish:error'],
    ['stop of a JSON answer', finish('stop'), { 'content-type': 'application/json' }, 'response:not-a-stream'],
    [
      'interrupted of a page',
      finish('interrupted', null),
      { 'content-type': 'text/html; charset=utf-8' },
      'response:not-a-stream',
    ],
    ['stop without any trace of a response', finish('stop', 'stop', noUsage), undefined, 'response:empty'],
  ])('an end that is none is a failure: %s', async (_, part, headers, rule) => {
    const rig = startForward({ headers });
    rig.source.push(start, part);
    rig.source.end();
    await expect(rig.start()).rejects.toEqual({ found: rule });
  });

  it.each<[string, StreamPart]>([
    ['stop', finish('stop')],
    ['length', finish('length')],
    ['content-filter', finish('content-filter', 'SAFETY', noUsage)],
    ['other with its own raw reason', finish('other', 'pause_turn')],
  ])('an empty answer passes that a model may give: %s', async (_, part) => {
    const rig = startForward({ headers: { 'content-type': 'text/event-stream' } });
    rig.source.push(start, part);
    rig.source.end();
    expect(await readAll(await rig.start())).toEqual([start, part]);
    expect([rig.ends, rig.committed]).toEqual([[{ type: 'whole' }], 0]);
  });

  it('a refusal is a failure for those who ask another model then', async () => {
    const rig = startForward({ failOnRefusal: true });
    rig.source.push(start, finish('content-filter'));
    await expect(rig.start()).rejects.toEqual({ found: 'finish:content-filter' });
    const said = startForward({ failOnRefusal: true });
    said.source.push(text('I may not'), finish('content-filter'));
    said.source.end();
    expect(outline(await readAll(await said.start()))).toEqual(['"I may not"', 'finish content-filter']);
  });

  it('too many held parts are handed out', async () => {
    const rig = startForward({ maxHeldParts: 3 });
    const raw: StreamPart = { type: 'raw', rawValue: 'ping' };
    rig.source.push(start, raw, raw);
    const stream = await rig.start();
    rig.source.push(text('a'), finish());
    rig.source.end();
    expect(outline(await readAll(stream))).toEqual(['stream-start', 'raw', 'raw', '"a"', 'finish stop']);
  });

  it('nothing is held, or read, if the hold is off', async () => {
    const rig = startForward();
    const stream = await rig.start(false);
    await settle();
    expect(rig.source.pulls).toBe(0);
    rig.source.push(start, { type: 'error', error: 'early' });
    rig.source.end();
    expect(await readAll(stream)).toMatchObject([
      start,
      { type: 'error', error: { classified: 'early' } },
      { type: 'finish', finishReason: { unified: 'error' } },
    ]);
    expect(rig.ends).toEqual([{ type: 'broken', error: { classified: 'early' } }]);
  });

  it('a limit that runs out is the failure, and the source is closed', async () => {
    const rig = startForward();
    rig.source.push(start, textStart, text(''));
    const opening = rig.start();
    await settle();
    expireStream(rig.forwarded, 'too late');
    await expect(opening).rejects.toBe('too late');
    expect(rig.source.cancelled).toEqual(['too late']);
    expireStream(rig.forwarded, 'later still');
    expect(rig.source.cancelled).toHaveLength(1);
  });
});

describe('a hold that is over', () => {
  it('hands the preamble out, once, and a later error is told in the stream', async () => {
    const rig = startForward();
    void rig.start();
    rig.source.push(start);
    await settle();
    release(rig.forwarded);
    release(rig.forwarded);
    const parts = readAll(await rig.stream);
    await settle();
    rig.source.push({ type: 'error', error: 'late' }, finish('error'));
    rig.source.end();
    expect(await parts).toEqual([start, { type: 'error', error: { classified: 'late' } }, finish('error')]);
    expect(rig.ends).toEqual([{ type: 'broken', error: { classified: 'late' } }]);
  });

  it('keeps the part that was being read for the consumer', async () => {
    const rig = startForward();
    void rig.start();
    await settle();
    release(rig.forwarded);
    const reader = (await rig.stream).getReader();
    const first = reader.read();
    await settle();
    expect(rig.source.pulls).toBe(1);
    rig.source.push(text('a'));
    expect((await first).value).toEqual(text('a'));
  });

  it('survives a source that dies before the first read', async () => {
    const rig = startForward();
    void rig.start();
    rig.source.push(start);
    await settle();
    release(rig.forwarded);
    rig.source.fail(new Error('gone'));
    await settle();
    expect(outline(await readAll(await rig.stream))).toEqual(['stream-start', 'error', 'finish error']);
  });

  it('is followed by a limit that is told in the stream', async () => {
    const rig = startForward();
    void rig.start();
    rig.source.push(start);
    await settle();
    release(rig.forwarded);
    const parts = readAll(await rig.stream);
    await settle();
    expireStream(rig.forwarded, 'too late');
    expect(await parts).toMatchObject([start, { type: 'error', error: 'too late' }, { type: 'finish' }]);
    expect([rig.source.cancelled, rig.ends]).toEqual([['too late'], [{ type: 'broken', error: 'too late' }]]);
  });

  it('does nothing to a stream that has failed', async () => {
    const rig = startForward();
    rig.source.push({ type: 'error', error: 'early' });
    await expect(rig.start()).rejects.toBeDefined();
    release(rig.forwarded);
    expect(rig.seen.state).toBe('failed');
  });
});

describe('after the first content', () => {
  it('an error part is passed on in place, and the stream goes on if its source does', async () => {
    const rig = await released();
    rig.source.push({ type: 'error', error: 'unreadable event' }, text('b'), textEnd, finish());
    rig.source.end();
    const parts = await readAll(rig.stream);
    expect(outline(parts)).toEqual(['stream-start', 'text-start', '"a"', 'error', '"b"', 'text-end', 'finish stop']);
    expect(parts[3]).toEqual({ type: 'error', error: { classified: 'unreadable event' } });
    // A good finish makes the answer whole.
    expect(rig.ends).toEqual([{ type: 'whole' }]);
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
  ])('what is open is closed and the end told once when the source %s', async (_, end, error) => {
    const rig = await released();
    end(rig.source);
    const parts = await readAll(rig.stream);
    expect(outline(parts)).toEqual(['stream-start', 'text-start', '"a"', 'text-end', 'error', 'finish error']);
    expect(parts[4]).toEqual({ type: 'error', error });
    expect([rig.ends, rig.judged.length]).toEqual([[{ type: 'broken', error }], 1]);
  });

  it('what is open is closed in the order in which it was opened', async () => {
    const rig = await released();
    rig.source.push(
      { type: 'reasoning-start', id: 'r' },
      { type: 'tool-input-start', id: 'i', toolName: 'tool' },
      { type: 'reasoning-end', id: 'r' },
      { type: 'reasoning-start', id: 's' },
    );
    rig.source.end();
    const parts = await readAll(rig.stream);
    expect(parts.slice(7, 10)).toEqual([
      textEnd,
      { type: 'tool-input-end', id: 'i' },
      { type: 'reasoning-end', id: 's' },
    ]);
  });

  it('a finish that is corrected keeps its usage and metadata', async () => {
    const rig = await released();
    const providerMetadata = { p: { q: 1 } };
    rig.source.push({ type: 'finish', finishReason: { unified: 'interrupted', raw: 'x' }, usage, providerMetadata });
    rig.source.end();
    const corrected = { unified: 'error', raw: 'x' };
    expect((await readAll(rig.stream)).at(-1)).toEqual({
      type: 'finish',
      finishReason: corrected,
      usage,
      providerMetadata,
    });
  });

  it('an unnamed reason is believed when usage proves that the end was seen', async () => {
    const rig = await released();
    rig.source.push(textEnd, finish('other', null, usage));
    rig.source.end();
    expect(outline(await readAll(rig.stream)).at(-1)).toBe('finish other');
  });

  it('only the finish is added when the source ended after its own error part', async () => {
    const rig = await released();
    rig.source.push({ type: 'error', error: 'cause' });
    rig.source.end();
    expect(outline(await readAll(rig.stream))).toEqual([
      'stream-start',
      'text-start',
      '"a"',
      'error',
      'text-end',
      'finish error',
    ]);
    expect(rig.ends).toEqual([{ type: 'broken', error: { classified: 'cause' } }]);
  });

  it('a connection that dies after the finish takes nothing away', async () => {
    const rig = await released();
    rig.source.push(textEnd, finish());
    const reader = rig.stream.getReader();
    for (let part = 0; part < 5; part += 1) await reader.read();
    rig.source.fail(new Error('late reset'));
    expect(await reader.read()).toEqual({ done: true, value: undefined });
    expect(rig.ends).toEqual([{ type: 'whole' }]);
  });

  it('the end of a connection is not waited for after the finish', async () => {
    const rig = await released({ idleMs: 100 });
    rig.source.push(textEnd, finish());
    const parts = readAll(rig.stream);
    await rig.clock.advance(10_000);
    expect(outline(await parts)).toEqual(['stream-start', 'text-start', '"a"', 'text-end', 'finish stop']);
    expect([rig.ends, rig.source.cancelled.length]).toEqual([[{ type: 'whole' }], 1]);
  });

  it('deltas pass as the objects that they are', async () => {
    const rig = await released();
    const parts = [text('b'), text('c'), { type: 'reasoning-delta', id: 'r', delta: 'd' } as const, finish()];
    rig.source.push(...parts);
    rig.source.end();
    const read = await readAll(rig.stream);
    expect(read.slice(3).map((part, index) => part === parts[index])).toEqual([true, true, true, true]);
  });
});

describe('the silence between contents', () => {
  it('ends a stream, but not one whose consumer is slow', async () => {
    const rig = await released({ idleMs: 100 });
    const reader = rig.stream.getReader();
    for (let part = 0; part < 3; part += 1) await reader.read();
    await rig.clock.advance(10_000);
    expect(rig.owner.idleAt).toBe(Infinity);
    let next: unknown;
    void reader.read().then(({ value }) => (next = value));
    await rig.clock.advance(99);
    expect(next).toBeUndefined();
    await rig.clock.advance(1);
    expect(next).toEqual(textEnd);
    expect((await reader.read()).value).toEqual({ type: 'error', error: { found: 'timeout:idleMs' } });
    expect((await reader.read()).value).toMatchObject({ type: 'finish', finishReason: { unified: 'error' } });
    expect((await reader.read()).done).toBe(true);
    expect([rig.source.cancelled.length, rig.owner.idleAt]).toEqual([1, Infinity]);
  });

  it('is added up over what is no content, and forgotten with content', async () => {
    const rig = await released({ idleMs: 100 });
    const parts: unknown[] = [];
    const reader = rig.stream.getReader();
    const readOn = async () => {
      for (let read = await reader.read(); !read.done; read = await reader.read()) parts.push(read.value);
    };
    void readOn();
    const raw: StreamPart = { type: 'raw', rawValue: 'ping' };
    const after = async (ms: number, part: StreamPart) => {
      await rig.clock.advance(ms);
      rig.source.push(part);
      await settle();
    };
    await after(60, raw);
    await after(39, text('b'));
    await after(60, raw);
    await after(39, raw);
    expect(outline(parts).at(-1)).toBe('raw');
    await rig.clock.advance(1);
    expect(outline(parts).slice(-3)).toEqual(['text-end', 'error', 'finish error']);
  });

  it('does not count before there was content', async () => {
    const rig = startForward({ idleMs: 100 });
    const stream = await rig.start(false);
    void readAll(stream);
    await rig.clock.advance(10_000);
    expect(rig.ends).toEqual([]);
  });
});

describe('the consumer', () => {
  it('decides when a part is read', async () => {
    const rig = await released();
    const before = rig.source.pulls;
    await settle();
    const reader = rig.stream.getReader();
    for (let part = 0; part < 3; part += 1) await reader.read();
    expect(rig.source.pulls).toBe(before);
    const waiting = reader.read();
    await settle();
    expect(rig.source.pulls).toBe(before + 1);
    rig.source.push(text('b'));
    expect(await waiting).toEqual({ done: false, value: text('b') });
    expect(rig.source.pulls).toBe(before + 1);
  });

  it('hands its cancel on to the source, and waits for what that says', async () => {
    const rig = await released({ idleMs: 100 });
    await rig.stream.cancel('enough');
    expect([rig.source.cancelled, rig.ends, rig.owner.idleAt]).toEqual([['enough'], [{ type: 'left' }], Infinity]);
    const refusing = await released({
      stream: new ReadableStream<StreamPart>({
        start: controller => controller.enqueue(text('a')),
        cancel: () => Promise.reject(new Error('no')),
      }),
    });
    await expect(refusing.stream.cancel()).rejects.toThrow('no');
  });

  it('may leave while a part is being read; what comes then touches nothing', async () => {
    const rig = await released();
    const reader = rig.stream.getReader();
    for (let part = 0; part < 3; part += 1) await reader.read();
    const last = reader.read();
    await settle();
    await reader.cancel('enough');
    expect((await last).done).toBe(true);
    await settle();
    expect([rig.ends, rig.judged]).toEqual([[{ type: 'left' }], []]);
  });
});

describe('an abort', () => {
  const reason = { mine: true };

  it('of a stream that is held closes the source, and fails nothing', async () => {
    const rig = startForward();
    void rig.start();
    rig.source.push(start);
    await settle();
    abortStream(rig.forwarded, reason);
    abortStream(rig.forwarded, 'again');
    await settle();
    expect([rig.seen.state, rig.source.cancelled, rig.ends]).toEqual(['held', [reason], [{ type: 'left' }]]);
  });

  it.each([
    ['ignored by the model', false],
    ['seen by the model', true],
  ])('errors a stream that was handed out with its reason: %s', async (_, isSeen) => {
    const rig = startForward({ idleMs: 100 });
    rig.source.push(start, text('a'));
    const parts = readAll(await rig.start());
    await settle();
    abortStream(rig.forwarded, reason);
    if (isSeen) rig.source.fail(reason);
    const read = await parts;
    expect([outline(read), read.at(-1)]).toEqual([['stream-start', '"a"', 'rejected'], { rejected: reason }]);
    expect([rig.ends, rig.judged, rig.owner.idleAt]).toEqual([[{ type: 'left' }], [], Infinity]);
  });

  it.each(Array.from({ length: 20 }, (_, microtasks) => microtasks))(
    'is not lost between the hold and the release, %i microtasks after the start',
    async microtasks => {
      const rig = startForward({ idleMs: 100 });
      rig.source.push(start, text('a'));
      void rig.start();
      for (let waited = 0; waited < microtasks; waited += 1) await null;
      abortStream(rig.forwarded, reason);
      await settle();
      expect(rig.seen.state).not.toBe('failed');
      if (rig.seen.state === 'opened') expect((await readAll(await rig.stream)).at(-1)).toEqual({ rejected: reason });
      expect([rig.source.cancelled, rig.ends]).toEqual([[reason], [{ type: 'left' }]]);
    },
  );
});

describe('a part that throws', () => {
  const thrown = new Error('a getter');
  const throwing = (key: string, part: object): StreamPart =>
    Object.defineProperty({ ...part }, key, {
      get() {
        throw thrown;
      },
    }) as StreamPart;

  it.each<[string, StreamPart]>([
    ['its type', throwing('type', {})],
    ['its delta', throwing('delta', { type: 'text-delta', id: 't1' })],
    ['its reason', throwing('finishReason', { type: 'finish', usage })],
    ['its usage', throwing('usage', { type: 'finish', finishReason: { unified: 'stop' } })],
  ])('is one failure, held or not: %s', async (_, part) => {
    const held = startForward();
    held.source.push(start, part);
    await expect(held.start()).rejects.toEqual({ found: 'stream:malformed-part' });
    expect(held.source.cancelled).toHaveLength(1);

    const rig = await released();
    rig.source.push(part);
    const parts = await readAll(rig.stream);
    expect(outline(parts)).toEqual(['stream-start', 'text-start', '"a"', 'text-end', 'error', 'finish error']);
    expect(parts[4]).toEqual({ type: 'error', error: { found: 'stream:malformed-part' } });
    expect([rig.ends.length, rig.source.cancelled.length, rig.judged]).toEqual([1, 1, ['stream:malformed-part']]);
  });

  it('is one failure with what its error threw', async () => {
    const rig = await released();
    rig.source.push(throwing('error', { type: 'error' }));
    expect((await readAll(rig.stream)).at(-2)).toEqual({ type: 'error', error: { classified: thrown } });
  });

  it.each([undefined, null, 7, 'text', {}])('is one failure if it is no part at all: %s', async part => {
    const held = startForward();
    held.source.push(start, part as never, finish());
    held.source.end();
    await expect(held.start()).rejects.toEqual({ found: 'stream:malformed-part' });
  });

  it('is one failure in the hands of a decorator', async () => {
    const part = () => {
      throw thrown;
    };
    const rig = await released({ decorator: { preamble: held => [...held], part } });
    rig.source.push(textEnd, finish());
    rig.source.end();
    // What was not shown is still open.
    expect(outline(await readAll(rig.stream)).slice(2)).toEqual(['"a"', 'text-end', 'error', 'finish error']);
    const held = startForward({ decorator: { preamble: part, part } });
    held.source.push(text('a'));
    await expect(held.start()).rejects.toEqual({ classified: thrown });
  });

  it('changes nothing in the hands of an owner that is told of the end', async () => {
    const rig = await released({
      hooks: {
        over() {
          throw thrown;
        },
      },
    });
    rig.source.push(textEnd, finish());
    rig.source.end();
    expect(outline(await readAll(rig.stream)).at(-1)).toBe('finish stop');
  });

  it.each<[string, unknown]>([
    ['an error', thrown],
    ['what cannot be looked at', untouchable()],
  ])('is one failure where the reader itself throws %s', async (_, what) => {
    const reader = {
      read() {
        throw what;
      },
      cancel() {
        throw new Error('not even that');
      },
    };
    const rig = startForward({ stream: { getReader: () => reader } as never });
    const stream = await rig.start(false);
    expect(outline(await readAll(stream))).toEqual(['error', 'finish error']);
    expect(rig.ends).toHaveLength(1);
    expect((rig.ends[0] as { error: { classified: unknown } }).error.classified === what).toBe(true);
  });
});

describe('a decorator', () => {
  it('changes the preamble and every part but errors, and plain deltas only if they carry metadata', async () => {
    const marked = (part: StreamPart): StreamPart => Object.assign({}, part, { marked: true });
    const rig = await released({ decorator: { preamble: held => held.map(marked), part: marked } });
    const carrying: StreamPart = { ...text('c'), providerMetadata: { p: {} } } as StreamPart;
    rig.source.push(text('b'), carrying, { type: 'error', error: 'e' }, textEnd, finish());
    rig.source.end();
    const parts = (await readAll(rig.stream)) as { marked?: boolean }[];
    expect(parts.map(part => part.marked === true)).toEqual([true, true, true, false, true, false, true, true]);
  });
});

describe('after the end', () => {
  it.each<[string, (rig: Awaited<ReturnType<typeof released>>) => void]>([
    ['it broke off', rig => expireStream(rig.forwarded, 'too late')],
    ['it was aborted', rig => abortStream(rig.forwarded, 'mine')],
  ])('nothing touches the stream: %s', async (_, end) => {
    const rig = await released({ idleMs: 100 });
    const parts = readAll(rig.stream);
    await settle();
    end(rig);
    rig.source.fail(new Error('late'));
    expireStream(rig.forwarded, 'later');
    abortStream(rig.forwarded, 'last');
    release(rig.forwarded);
    await rig.clock.advance(10_000);
    const read = await parts;
    expect([rig.ends.length, rig.source.cancelled.length, rig.judged]).toEqual([1, 1, []]);
    expect(read.filter(part => (part as { type?: string }).type === 'error').length).toBeLessThan(2);
  });
});
