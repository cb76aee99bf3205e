import { describe, expect, it } from 'vitest';
import { joinParts } from '../../src/parts/join-parts.ts';
import { abortStream, expireStream } from '../../src/stream/source-end.ts';
import type { StreamPart } from '../../src/sdk-types.ts';
import { settle } from '../support/manual-clock.ts';
import { createPartSource, finish, outline, readAll, start, text, textEnd, textStart } from '../support/part-source.ts';
import { startForward } from './forward-rig.ts';

const blockStart: StreamPart = { type: 'text-start', id: 'x' };
const delta = (said: string): StreamPart => ({ type: 'text-delta', id: 'x', delta: said });

/** A stream that has shown "Hello", with another one that may go on from it. */
async function begun(isFound = true) {
  const asked: { shown: string; error: unknown; gone: AbortSignal }[] = [];
  const broken: unknown[] = [];
  const next = createPartSource();
  const found = Promise.withResolvers<ReadableStream<StreamPart> | undefined>();
  if (isFound) found.resolve(next.result.stream);
  const rig = startForward({
    async continueWith(_, { shown, openId }, error, gone) {
      asked.push({ shown, error, gone });
      const rest = await found.promise;
      return rest && { reader: rest.getReader(), join: joinParts(shown, openId) };
    },
    hooks: { broken: (_, error) => void broken.push(error) },
  });
  rig.source.push(start, textStart, text('Hello'));
  const stream = await rig.start();
  return { ...rig, stream, next, asked, broken, found };
}

describe('a text that broke off', () => {
  it.each<[string, (source: ReturnType<typeof createPartSource>) => void, unknown]>([
    ['when its source dies', source => source.fail('gone'), { classified: 'gone' }],
    ['when its source ends without a finish', source => source.end(), { found: 'stream:no-finish' }],
    ['with an invented finish', source => source.push(finish('interrupted', null)), { found: 'finish:interrupted' }],
    [
      'with its own error as the last word',
      source => (source.push({ type: 'error', error: 'e' }, textEnd), source.end()),
      { classified: 'e' },
    ],
    [
      'with a closed block as the last word',
      source => (source.push(textEnd), source.end()),
      { found: 'stream:no-finish' },
    ],
  ])('goes on where it was, in its own block: %s', async (_, end, error) => {
    const rig = await begun();
    end(rig.source);
    rig.next.push(start, blockStart, delta(', world'), { type: 'text-end', id: 'x' }, finish());
    rig.next.end();
    const parts = await readAll(rig.stream);
    expect(outline(parts)).toEqual(['stream-start', 'text-start', '"Hello"', '", world"', 'text-end', 'finish stop']);
    expect(rig.asked.map(({ shown, error: given }) => [shown, given])).toEqual([['Hello', error]]);
    // The owner was told of the break already; the end is only the end.
    expect([rig.broken, rig.ends.length]).toEqual([[error], 1]);
  });

  it('ends as ever if nothing goes on', async () => {
    const rig = await begun(false);
    rig.found.resolve(undefined);
    rig.source.fail('gone');
    const parts = await readAll(rig.stream);
    expect(outline(parts)).toEqual(['stream-start', 'text-start', '"Hello"', 'text-end', 'error', 'finish error']);
    expect(rig.ends).toEqual([{ type: 'broken', error: { classified: 'gone' } }]);
  });

  it('ends with what a hook threw while another stream was looked for', async () => {
    const rig = await begun(false);
    rig.found.reject('a hook of the user');
    rig.source.fail('gone');
    expect((await readAll(rig.stream)).at(-2)).toEqual({ type: 'error', error: 'a hook of the user' });
  });

  it('is not continued if more than a text was shown', async () => {
    const rig = await begun();
    rig.source.push({ type: 'tool-call', toolCallId: 'c', toolName: 'tool', input: '{}' });
    rig.source.end();
    expect(outline(await readAll(rig.stream)).slice(-3)).toEqual(['text-end', 'error', 'finish error']);
    expect(rig.asked).toEqual([]);
  });

  it('is continued when a limit cuts it, and its source is let go', async () => {
    const rig = await begun();
    const parts = readAll(rig.stream);
    await settle();
    expireStream(rig.forwarded, 'too late');
    rig.next.push(blockStart, delta('!'), finish());
    rig.next.end();
    expect(outline(await parts)).toEqual(['stream-start', 'text-start', '"Hello"', '"!"', 'text-end', 'finish stop']);
    expect(rig.source.cancelled).toEqual(['too late']);
  });

  it('ends like any other when its continuation fails, too', async () => {
    const rig = await begun();
    rig.source.fail('gone');
    rig.next.push(blockStart, delta('!'));
    const parts = readAll(rig.stream);
    await settle();
    rig.next.fail('gone, too');
    const read = await parts;
    expect(outline(read).slice(3)).toEqual(['"!"', 'text-end', 'error', 'finish error']);
    expect(read.at(-2)).toEqual({ type: 'error', error: { classified: 'gone, too' } });
    expect(rig.ends).toEqual([{ type: 'broken', error: { classified: 'gone, too' } }]);
  });
});

describe('what may be the last word', () => {
  it('is held until the answer goes on, and then shown in its place', async () => {
    const rig = await begun();
    const reader = rig.stream.getReader();
    for (let part = 0; part < 3; part += 1) await reader.read();
    const next = reader.read();
    rig.source.push(textEnd, { type: 'raw', rawValue: 1 });
    await settle();
    rig.source.push({ type: 'text-start', id: 't2' });
    expect((await next).value).toEqual(textEnd);
    expect((await reader.read()).value).toEqual({ type: 'raw', rawValue: 1 });
    expect((await reader.read()).value).toEqual({ type: 'text-start', id: 't2' });
    expect(rig.asked).toEqual([]);
  });

  it('is shown with a good finish', async () => {
    const rig = await begun();
    rig.source.push(textEnd, finish());
    rig.source.end();
    expect(outline(await readAll(rig.stream)).slice(-2)).toEqual(['text-end', 'finish stop']);
  });
});

describe('while another stream is looked for', () => {
  it('the consumer may leave: the search ends, and what it finds is cancelled', async () => {
    const rig = await begun(false);
    const reader = rig.stream.getReader();
    for (let part = 0; part < 3; part += 1) await reader.read();
    const last = reader.read();
    rig.source.fail('gone');
    await settle();
    await reader.cancel('enough');
    expect([(await last).done, rig.asked[0]?.gone.aborted]).toEqual([true, true]);
    rig.found.resolve(rig.next.result.stream);
    await settle();
    expect([rig.next.cancelled.length, rig.ends]).toEqual([1, [{ type: 'left' }]]);
  });

  it('the caller may abort: the stream ends with its reason', async () => {
    const rig = await begun(false);
    const parts = readAll(rig.stream);
    rig.source.fail('gone');
    await settle();
    abortStream(rig.forwarded, 'mine');
    expect((await parts).at(-1)).toEqual({ rejected: 'mine' });
    expect(rig.asked[0]?.gone.reason).toBe('mine');
    rig.found.resolve(rig.next.result.stream);
    await settle();
    expect([rig.next.cancelled.length, rig.ends]).toEqual([1, [{ type: 'left' }]]);
  });

  it('what the broken source still gives is not shown', async () => {
    const rig = await begun(false);
    const parts = readAll(rig.stream);
    await settle();
    expireStream(rig.forwarded, 'too late');
    rig.found.resolve(undefined);
    expect(outline(await parts).slice(3)).toEqual(['text-end', 'error', 'finish error']);
    expect(rig.judged).toEqual([]);
  });
});

describe('a continuation', () => {
  it('is read on demand, and cancelled with the stream', async () => {
    const rig = await begun();
    rig.source.fail('gone');
    const reader = rig.stream.getReader();
    for (let part = 0; part < 3; part += 1) await reader.read();
    const next = reader.read();
    await settle();
    rig.next.push(blockStart, delta('!'));
    expect((await next).value).toEqual(text('!'));
    const pulls = rig.next.pulls;
    await settle();
    expect(rig.next.pulls).toBe(pulls);
    await reader.cancel('enough');
    expect([rig.next.cancelled, rig.ends]).toEqual([['enough'], [{ type: 'left' }]]);
  });
});
