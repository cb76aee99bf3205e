import { describe, expect, it } from 'vitest';
import { startTimeouts, type Limits, type Expiry } from '../../src/layers/timeouts.ts';
import { createManualClock } from '../support/manual-clock.ts';

function start(limits: Limits) {
  const clock = createManualClock();
  const expired: Expiry[] = [];
  return { clock, expired, timer: startTimeouts(clock, limits, expiry => expired.push(expiry)) };
}

describe('startTimeouts', () => {
  it('ends the wait for the first content exactly at its limit', async () => {
    const { clock, expired } = start({ firstContentMs: 100 });
    await clock.advance(99);
    expect(expired).toEqual([]);
    await clock.advance(1);
    expect(expired).toEqual([{ limit: 'firstContentMs', ms: 100 }]);
    expect(clock.pending).toBe(0);
  });

  it('takes preamble for no progress and content for the end of the wait', async () => {
    const { clock, expired, timer } = start({ firstContentMs: 100 });
    await clock.advance(60);
    timer.received(false);
    await clock.advance(39);
    timer.received(true);
    expect(clock.pending).toBe(0);
    await clock.advance(1_000);
    expect(expired).toEqual([]);
  });

  it('counts idle time from the last content, not from the first', async () => {
    const { clock, expired, timer } = start({ idleMs: 100 });
    timer.received(true);
    for (let part = 0; part < 50; part += 1) {
      timer.waiting();
      await clock.advance(99);
      timer.received(true);
    }
    timer.waiting();
    await clock.advance(99);
    expect(expired).toEqual([]);
    await clock.advance(1);
    expect(expired).toEqual([{ limit: 'idleMs', ms: 100 }]);
  });

  it('adds up the silence between pings', async () => {
    const { clock, expired, timer } = start({ idleMs: 100 });
    timer.received(true);
    for (const ms of [40, 40, 19]) {
      timer.waiting();
      await clock.advance(ms);
      timer.received(false);
    }
    timer.waiting();
    expect(expired).toEqual([]);
    await clock.advance(1);
    expect(expired).toHaveLength(1);
  });

  it('forgets the silence before a content', async () => {
    const { clock, expired, timer } = start({ idleMs: 100 });
    timer.received(true);
    timer.waiting();
    await clock.advance(60);
    timer.received(false);
    timer.received(true);
    timer.waiting();
    await clock.advance(99);
    expect(expired).toEqual([]);
    await clock.advance(1);
    expect(expired).toHaveLength(1);
  });

  it('stands still while the consumer does not wait', async () => {
    const { clock, expired, timer } = start({ idleMs: 100 });
    timer.received(true);
    timer.waiting();
    await clock.advance(50);
    timer.received(false);
    await clock.advance(10_000);
    expect(expired).toEqual([]);
    expect(clock.pending).toBe(0);
    timer.waiting();
    await clock.advance(49);
    expect(expired).toEqual([]);
    await clock.advance(1);
    expect(expired).toHaveLength(1);
  });

  it('does not count before there was content', async () => {
    const { clock, expired, timer } = start({ idleMs: 100 });
    timer.waiting();
    await clock.advance(10_000);
    expect(expired).toEqual([]);
  });

  it('sets one timer for many parts', async () => {
    const { clock, timer } = start({ idleMs: 100 });
    let timers = 0;
    const { setTimeout } = clock;
    clock.setTimeout = (callback, ms) => {
      timers += 1;
      return setTimeout(callback, ms);
    };
    for (let part = 0; part < 1_000; part += 1) {
      timer.received(true);
      timer.waiting();
    }
    expect(timers).toBe(1);
  });

  it('tells once of one silence, though nobody ends it, and again of another', async () => {
    const { clock, expired, timer } = start({ idleMs: 100 });
    timer.received(true);
    timer.waiting();
    await clock.advance(10_000);
    expect(expired).toEqual([{ limit: 'idleMs', ms: 100 }]);
    timer.received(false);
    timer.waiting();
    await clock.advance(50);
    timer.received(true);
    timer.waiting();
    await clock.advance(99);
    expect(expired).toHaveLength(1);
    await clock.advance(1);
    expect(expired).toHaveLength(2);
  });

  it.each(['attemptMs', 'totalMs'] as const)('counts %s from the start, whatever is shown or read', async limit => {
    const { clock, expired, timer } = start({ [limit]: 100, firstContentMs: 50, idleMs: 60 });
    await clock.advance(40);
    timer.received(true);
    timer.waiting();
    await clock.advance(20);
    timer.received(true);
    // The consumer pauses until the very end.
    await clock.advance(39);
    expect(expired).toEqual([]);
    await clock.advance(1);
    expect(expired).toEqual([{ limit, ms: 100 }]);
    await clock.advance(10_000);
    expect(expired).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  it('tells of every limit once if nobody ends the attempt', async () => {
    const { clock, expired, timer } = start({ firstContentMs: 100, idleMs: 50, attemptMs: 200, totalMs: 300 });
    timer.waiting();
    timer.received(false);
    await clock.advance(10_000);
    expect(expired.map(({ limit }) => limit)).toEqual(['firstContentMs', 'attemptMs', 'totalMs']);
    expect(clock.pending).toBe(0);
  });

  it('tells of no other limit once it was stopped by the first', async () => {
    const clock = createManualClock();
    const expired: Expiry[] = [];
    const timer = startTimeouts(clock, { firstContentMs: 100, attemptMs: 100, totalMs: 100 }, expiry => {
      expired.push(expiry);
      timer.stop();
    });
    await clock.advance(1_000);
    expect(expired).toEqual([{ limit: 'firstContentMs', ms: 100 }]);
    expect(clock.pending).toBe(0);
  });

  it('sets no timer for a limit that is off', () => {
    const { clock, timer } = start({});
    timer.received(true);
    timer.waiting();
    timer.stop();
    expect(clock.pending).toBe(0);
  });

  it('leaves no timer when stopped, at any time', async () => {
    const limits = { firstContentMs: 100, idleMs: 100, attemptMs: 100, totalMs: 100 };
    const early = start(limits);
    expect(early.clock.pending).toBe(3);
    early.timer.stop();
    const late = start(limits);
    late.timer.received(true);
    late.timer.waiting();
    expect(late.clock.pending).toBe(3);
    late.timer.stop();
    late.timer.received(true);
    late.timer.waiting();
    for (const { clock, expired } of [early, late]) {
      expect(clock.pending).toBe(0);
      await clock.advance(1_000);
      expect(expired).toEqual([]);
    }
  });
});
