/** Waits for other people's promises end in time, and leave nothing behind. */
import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { LATE, waitFor } from '../../src/runtime/wait-for.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';
import { thenable } from '../support/thenable.ts';

const forever = new Promise<never>(() => {});

function start(wait: unknown, ms = Infinity) {
  const clock = createManualClock();
  const caller = new AbortController();
  const seen: unknown[] = [];
  waitFor(wait, { clock, ms, signal: caller.signal }).then(
    value => seen.push(value),
    (error: unknown) => seen.push(['rejected', error]),
  );
  const isClean = () => clock.pending === 0 && getEventListeners(caller.signal, 'abort').length === 0;
  return { clock, caller, seen, isClean };
}

describe('waitFor', () => {
  it.each([
    ['a value', 5, 5],
    ['a promise', Promise.resolve(5), 5],
    ['a thenable', thenable(take => take(5)), 5],
  ])('gives %s', async (_, wait, value) => {
    const { seen, isClean } = start(wait, 1_000);
    await settle();
    expect([seen, isClean()]).toEqual([[value], true]);
  });

  it('gives what it rejects with, also a `then` that throws', async () => {
    const broken = thenable(() => {
      throw new RangeError('x');
    });
    for (const wait of [Promise.reject(new RangeError('x')), broken]) {
      const { seen, isClean } = start(wait, 1_000);
      await settle();
      expect([seen, isClean()]).toEqual([[['rejected', new RangeError('x')]], true]);
    }
  });

  it('ends with the time, and not before', async () => {
    const { clock, seen, isClean } = start(forever, 1_000);
    await clock.advance(999);
    expect(seen).toEqual([]);
    await clock.advance(1);
    expect([seen, isClean()]).toEqual([[LATE], true]);
  });

  it('ends with the caller’s abort, by its own reason', async () => {
    const { caller, seen, isClean } = start(forever, 1_000);
    await settle();
    caller.abort('enough');
    await settle();
    expect([seen, isClean()]).toEqual([[['rejected', 'enough']], true]);
  });

  it('handles what rejects too late', async () => {
    const { promise, reject } = Promise.withResolvers<never>();
    const { caller, seen } = start(promise);
    caller.abort('enough');
    await settle();
    reject(new Error('late'));
    // A rejection that nobody handles fails the test run.
    await settle();
    expect(seen).toEqual([['rejected', 'enough']]);
  });

  it('does not wait at all for a caller who is gone', async () => {
    const caller = new AbortController();
    caller.abort('gone');
    const clock = createManualClock();
    await expect(waitFor(forever, { clock, ms: 5, signal: caller.signal })).rejects.toBe('gone');
    expect(clock.pending).toBe(0);
  });
});
