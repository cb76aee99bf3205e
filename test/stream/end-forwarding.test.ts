import { describe, expect, it } from 'vitest';
import {
  breakOff,
  cancelReader,
  closeEarly,
  closeStream,
  errorStream,
  failHeld,
  leaveStream,
} from '../../src/stream/end-forwarding.ts';
import type { FinishPart } from '../../src/sdk-types.ts';
import { settle } from '../support/manual-clock.ts';
import { finish, outline, readAll, start, text, textStart } from '../support/part-source.ts';
import { startForward, type ForwardOptions } from './forward-rig.ts';

/** A stream in the middle of a text, with all that was shown read. */
async function open(options: ForwardOptions = {}) {
  const rig = startForward(options);
  rig.source.push(start, textStart, text('a'));
  const reader = (await rig.start()).getReader();
  for (let part = 0; part < 3; part += 1) await reader.read();
  reader.releaseLock();
  rig.owner.idleAt = 5;
  return { ...rig, stream: await rig.stream };
}

/** Every end leaves this behind. */
const isOver = ({ forwarded, owner }: Awaited<ReturnType<typeof open>>) =>
  forwarded.isOver && owner.idleAt === Infinity;

describe('a forwarded stream', () => {
  it('is closed by its own end: whole, or broken if the last word was an error', async () => {
    const whole = await open();
    closeStream(whole.forwarded);
    expect([await readAll(whole.stream), whole.ends, isOver(whole)]).toEqual([[], [{ type: 'whole' }], true]);
    expect(whole.source.cancelled).toEqual([]);
    const broken = await open();
    broken.forwarded.told = { error: 'told' };
    closeStream(broken.forwarded);
    expect(broken.ends).toEqual([{ type: 'broken', error: 'told' }]);
  });

  it('is closed before its connection, which is let go', async () => {
    const rig = await open();
    closeEarly(rig.forwarded, 'idle');
    expect([await readAll(rig.stream), rig.ends, rig.source.cancelled]).toEqual([[], [{ type: 'whole' }], ['idle']]);
  });

  it('is broken off: what is open is closed, the error is told, and a finish follows', async () => {
    const rig = await open();
    breakOff(rig.forwarded, 'gone');
    expect(outline(await readAll(rig.stream))).toEqual(['text-end', 'error', 'finish error']);
    expect([rig.ends, rig.source.cancelled, isOver(rig)]).toEqual([
      [{ type: 'broken', error: 'gone' }],
      ['gone'],
      true,
    ]);
  });

  it('is broken off with what its source has told of it, once', async () => {
    const rig = await open();
    Object.assign(rig.forwarded, { hasError: true, told: { error: 'told' } });
    breakOff(rig.forwarded, undefined);
    expect(outline(await readAll(rig.stream))).toEqual(['text-end', 'finish error']);
    expect(rig.ends).toEqual([{ type: 'broken', error: 'told' }]);
  });

  it('gets no second finish of our own, but the one that corrects its source', async () => {
    const rig = await open();
    rig.forwarded.hasFinish = true;
    breakOff(rig.forwarded, 'gone');
    expect(outline(await readAll(rig.stream))).toEqual(['text-end', 'error']);
    const corrected = await open();
    corrected.forwarded.hasFinish = true;
    breakOff(corrected.forwarded, 'gone', finish('error', 'x') as FinishPart);
    expect((await readAll(corrected.stream)).at(-1)).toEqual(finish('error', 'x'));
  });

  it('ends also if its decorator throws', async () => {
    const rig = await open({
      decorator: {
        preamble: held => [...held],
        part() {
          throw new Error('a decorator');
        },
      },
    });
    breakOff(rig.forwarded, 'gone');
    expect(outline(await readAll(rig.stream))).toEqual(['text-end', 'error', 'finish error']);
  });

  it.each(['left', 'broken'] as const)('is errored with a reason: %s', async end => {
    const rig = await open();
    errorStream(rig.forwarded, 'mine', end);
    expect(await readAll(rig.stream)).toEqual([{ rejected: 'mine' }]);
    expect([rig.ends, rig.source.cancelled]).toEqual([
      [end === 'left' ? { type: 'left' } : { type: 'broken', error: 'mine' }],
      ['mine'],
    ]);
  });

  it('that was not handed out fails, without an end', async () => {
    const rig = startForward();
    void rig.start();
    await settle();
    failHeld(rig.forwarded, 'no');
    expect([rig.seen, rig.ends, rig.source.cancelled]).toEqual([{ state: 'failed', error: 'no' }, [], ['no']]);
  });
});

describe('a consumer that leaves', () => {
  it('gets what the source says to that', async () => {
    const rig = await open({});
    const waiting = leaveStream(rig.forwarded, 'enough');
    await expect(waiting).resolves.toBeUndefined();
    expect([rig.source.cancelled, rig.ends, isOver(rig)]).toEqual([['enough'], [{ type: 'left' }], true]);
  });

  it('ends a search, and gets nothing of the source that had broken', async () => {
    const rig = await open();
    const takeover = new AbortController();
    Object.assign(rig.forwarded, { takeover });
    expect(leaveStream(rig.forwarded, 'enough')).toBeUndefined();
    expect([takeover.signal.reason, rig.source.cancelled, rig.ends]).toEqual([
      'enough',
      ['enough'],
      [{ type: 'left' }],
    ]);
  });
});

it('a source is let go whatever it does to that', async () => {
  const throwing = {
    cancel() {
      throw new Error('no');
    },
  };
  const rejecting = { cancel: () => Promise.reject(new Error('no')) };
  for (const reader of [throwing, rejecting]) expect(cancelReader(reader as never, 'reason')).toBeUndefined();
  await settle();
});
