import { MockLanguageModelV4 } from 'ai/test';
import { describe, expect, it } from 'vitest';
import { createFailover } from '../../src/index.ts';
import { concurrencyGuard } from '../../src/guards/concurrency-guard.ts';
import type { Attempt } from '../../src/engine/call.ts';
import { attemptBegan, attemptReleased } from '../../src/engine/entry.ts';
import { askGenerate } from '../support/ask.ts';
import { leg } from '../support/legs.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { attemptOn } from './guarded-call.ts';
import { openCall, engineOf } from '../engine/open-call.ts';

/** What a model gives. */
const plainAnswer = {
  content: [{ type: 'text' as const, text: 'hello' }],
  finishReason: { unified: 'stop' as const, raw: 'stop' },
  usage: {
    inputTokens: { total: 1, noCache: 1, cacheRead: undefined, cacheWrite: undefined },
    outputTokens: { total: 1, text: 1, reasoning: undefined },
  },
  warnings: [],
};

const a = leg('a', 0, { concurrency: 2 });
const b = leg('b', 1);

function start() {
  const clock = createManualClock();
  const guard = concurrencyGuard(clock.monotonic);
  const call = openCall(engineOf(clock), [a, b]);
  function take(of = a, limits: Partial<Attempt> = {}) {
    const attempt = attemptOn(guard, of, clock);
    Object.assign(attempt, limits);
    attemptBegan(attempt.entry, attempt);
    return () => attemptReleased(attempt.entry, attempt);
  }
  return { clock, guard, call, take, hold: () => guard.hold!(a, call) };
}

describe('a leg', () => {
  it('is busy with as many attempts as it allows, and free with the end of one', () => {
    const { take, hold } = start();
    take();
    expect(hold()).toBeUndefined();
    const give = take();
    expect(hold()).toEqual({ kind: 'wait', reason: 'busy', ms: 5_000 });
    give();
    expect(hold()).toBeUndefined();
  });

  it('gives a place back once, however often an attempt ends', () => {
    const { take, hold } = start();
    const give = take();
    take();
    give();
    give();
    take();
    expect(hold()).toBeDefined();
  });

  it('without a limit is never busy', () => {
    const { take, guard, call } = start();
    for (let attempt = 0; attempt < 100; attempt += 1) take(b);
    expect(guard.hold!(b, call)).toBeUndefined();
  });

  it('is waited for no longer than a call waits, from its start', async () => {
    const { take, hold, clock } = start();
    take();
    take();
    await clock.advance(4_999);
    expect(hold()).toMatchObject({ ms: 1 });
    await clock.advance(1);
    expect(hold()).toMatchObject({ ms: Infinity });
  });

  it('takes a place back that was held for ten minutes', async () => {
    const { take, hold, clock } = start();
    take();
    take();
    await clock.advance(599_999);
    expect(hold()).toBeDefined();
    await clock.advance(1);
    expect(hold()).toBeUndefined();
  });
});

/** As those of a Worker's request that was cancelled: none of their code runs any more. */
describe('what never gives a place back', () => {
  it.each(['firstContentAt', 'attemptAt', 'idleAt', 'totalAt'] as const)(
    'loses it a second after the time at which its limit would have ended it: %s',
    async limit => {
      const { take, hold, clock } = start();
      const at = clock.monotonic() + 4_000;
      take(a, { [limit]: at });
      take(a, { [limit]: at });
      await clock.advance(4_999);
      expect(hold()).toBeDefined();
      await clock.advance(1);
      expect(hold()).toBeUndefined();
      take();
      expect(hold()).toBeUndefined();
      take();
      expect(hold()).toBeDefined();
    },
  );

  it('and does not begin when it is woken, keeps the place for a second', async () => {
    const { clock, guard, call, take, hold } = start();
    const give = take();
    take();
    const woken: string[] = [];
    guard.onFree!(a, openCall(engineOf(clock), [a, b]), () => void woken.push('gone'));
    give();
    await clock.advance(999);
    expect([woken, hold()]).toEqual([['gone'], expect.objectContaining({ reason: 'busy' })]);
    await clock.advance(1);
    expect(guard.hold!(a, call)).toBeUndefined();
  });

  it('is not woken once its own wait must be over', async () => {
    const { clock, guard, take } = start();
    const give = take();
    take();
    const woken: string[] = [];
    const wait = (name: string) => guard.onFree!(a, openCall(engineOf(clock), [a, b]), () => void woken.push(name));
    wait('gone');
    await clock.advance(6_000);
    wait('next');
    give();
    expect(woken).toEqual(['next']);
  });
});

describe('a call that waits for a place', () => {
  function waiting() {
    const { clock, guard, take, hold } = start();
    const gives = [take(), take()];
    const woken: string[] = [];
    const calls = ['one', 'two', 'three'].map(name => {
      const waits = openCall(engineOf(clock), [a, b]);
      return { waits, stop: guard.onFree!(a, waits, () => void woken.push(name)) };
    });
    return { clock, guard, gives, woken, calls, hold };
  }

  it('is woken when one comes free, alone and in its turn', () => {
    const { gives, woken } = waiting();
    gives[0]!();
    expect(woken).toEqual(['one']);
    gives[1]!();
    expect(woken).toEqual(['one', 'two']);
  });

  it('finds the leg free, which is busy for every other call', () => {
    const { guard, gives, calls, hold } = waiting();
    gives[0]!();
    expect(guard.hold!(a, calls[0]!.waits)).toBeUndefined();
    expect(guard.hold!(a, calls[1]!.waits)).toMatchObject({ reason: 'busy' });
    expect(hold()).toMatchObject({ reason: 'busy' });
  });

  it('hands the place on if it watches no more without having begun', () => {
    const { gives, woken, calls, hold } = waiting();
    calls[1]!.stop();
    gives[0]!();
    calls[0]!.stop();
    expect(woken).toEqual(['one', 'three']);
    calls[2]!.stop();
    expect([woken, hold()]).toEqual([['one', 'three'], undefined]);
  });

  it('is woken beside another one where the one before it took a place that it never began with', async () => {
    const { clock, gives, woken } = waiting();
    gives[0]!();
    await clock.advance(1_000);
    gives[1]!();
    expect(woken).toEqual(['one', 'two', 'three']);
  });

  it('on a leg without a limit is never woken, and leaves nothing behind', () => {
    const { guard, call } = start();
    expect(guard.onFree!(b, call, () => {})()).toBeUndefined();
  });
});

describe('a call that waits', () => {
  it.each([5_000, 60_000])('does so within its total, also if `maxWaitMs` (%i) is longer', async maxWaitMs => {
    const clock = createManualClock();
    const model = new MockLanguageModelV4({
      doGenerate: () => new Promise(resolve => clock.setTimeout(() => resolve(plainAnswer), 300)),
    });
    const leg = { name: 'narrow', model, concurrency: 1 };
    const chain = createFailover({ models: [leg], clock, maxWaitMs, timeouts: { totalMs: 1_000 } });
    const calls = Array.from({ length: 4 }, () => askGenerate(chain, { maxRetries: 0 }));
    for (let step = 0; step < 20; step += 1) await clock.advance(100);
    const [last, ...answered] = (await Promise.all(calls)).toReversed();
    expect(answered.map(({ text }) => text)).toEqual(['hello', 'hello', 'hello']);
    expect((last?.error as Error).message).toBe('No leg may be asked. Skipped: narrow (busy).');
    expect(clock.pending).toBe(0);
  });
});
