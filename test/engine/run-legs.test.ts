import { describe, expect, it } from 'vitest';
import type { Guard } from '../../src/engine/guard.ts';
import { failure, leg } from '../support/legs.ts';
import { answers, fails, hangs, startCall } from './run-legs-rig.ts';

const down = failure('server-error');
const a = leg('a', 0, { retries: 1 });
const b = leg('b', 1);
const c = leg('c', 2);

describe.each([
  ['opened by its first attempt', false],
  ['whose loop runs from the start', true],
])('a call %s', (_, isLooping) => {
  it('answers with the first leg and does nothing else', async () => {
    const rig = startCall([a, b], {}, { hedge: {}, isLooping });
    expect(await rig.result).toEqual({ outcome: { type: 'answered', value: 'a 1' }, isFinal: false });
    expect([rig.log, rig.timers]).toEqual([['0 begin a', '0 answered a', '0 end'], 0]);
    expect(rig.call.plan !== undefined).toBe(isLooping);
  });

  it('tries a leg again after its wait, exactly, and then goes on', async () => {
    const rig = startCall([a, b], { a: [fails(0, down), fails(0, down)] }, { isLooping });
    await rig.advance(49);
    expect(rig.log).toEqual(['0 begin a', '0 failed a server-error 0', '0 retry a in 50']);
    await rig.advance(1);
    expect(rig.log.slice(3)).toEqual([
      '50 begin a',
      '50 failed a server-error 0',
      '50 left a',
      '50 failover a>b',
      '50 begin b',
      '50 answered b',
      '50 end',
    ]);
    expect(await rig.result).toMatchObject({ outcome: { value: 'b 3' } });
    expect(rig.attempts.map(({ purpose, number, tries }) => [purpose, number, tries])).toEqual([
      ['first', 1, 1],
      ['retry', 2, 2],
      ['first', 3, 1],
    ]);
  });

  it('leaves a leg at once whose failure is not transient', async () => {
    const { result, log } = startCall([a, b], { a: [fails(0, failure('auth'))] }, { isLooping });
    await result;
    expect(log.slice(1, 5)).toEqual(['0 failed a auth 0', '0 left a', '0 failover a>b', '0 begin b']);
  });

  it('stops for good at a failure that forbids another leg', async () => {
    const { result, log } = startCall([a, b], { a: [fails(0, failure('invalid-request'))] }, { isLooping });
    expect(await result).toMatchObject({ outcome: { type: 'failed' }, isFinal: true });
    expect(log).toEqual(['0 begin a', '0 failed a invalid-request 0', '0 left a', '0 end']);
  });

  it('does not stop when that is not so', async () => {
    const { result } = startCall(
      [b, c],
      { b: [fails(0, failure('invalid-request'))] },
      { isLooping, hooks: { mayFailOver: () => true } },
    );
    expect(await result).toEqual({ outcome: { type: 'answered', value: 'c 2' }, isFinal: false });
  });

  it('ends with the last failure, and has told each, when all legs fail', async () => {
    const script = { a: [fails(10, down), fails(20, down)], b: [fails(30, failure('overloaded'))] };
    const { advance, result, log, call } = startCall([a, b], script, { isLooping });
    await advance(1_000);
    expect(log.filter(line => line.includes('failed'))).toEqual([
      '10 failed a server-error 10',
      '80 failed a server-error 20',
      '110 failed b overloaded 30',
    ]);
    expect(log.at(-1)).toBe('110 end');
    expect(await result).toMatchObject({ outcome: { type: 'failed', failure: failure('overloaded') }, isFinal: false });
    expect(
      call.failed.map(({ leg: { name }, startedAt, durationMs }) => [name, startedAt - call.startedAt, durationMs]),
    ).toEqual([
      ['a', 0, 10],
      ['a', 60, 20],
      ['b', 80, 30],
    ]);
  });

  it('waits for the same leg no longer than a call may', async () => {
    const waits: Record<string, number> = {};
    const { advance, log } = startCall([a, b], { a: [fails(0, down)] }, { waits, isLooping });
    await advance(49);
    waits['a'] = 150;
    await advance(50);
    expect(log.slice(3)).toEqual([]);
    waits['a'] = 6_000;
    await advance(51);
    expect(log.slice(3, 6)).toEqual(['150 left a', '150 failover a>b', '150 begin b']);
  });

  it('does not wait before the same leg for longer than its time allows', async () => {
    const { advance, log } = startCall([a, b], { a: [fails(40, down)] }, { totalMs: 340, isLooping });
    await advance(1_000);
    expect(log.slice(2, 4)).toEqual(['40 retry a in 50', '90 begin a']);
    const late = startCall([a, b], { a: [fails(41, down)] }, { totalMs: 340, isLooping });
    await late.advance(1_000);
    expect(late.log.slice(2, 5)).toEqual(['41 left a', '41 failover a>b', '41 begin b']);
  });
});

describe('a call', () => {
  it('has no outcome when no leg may be tried', async () => {
    const { result, log, timers } = startCall([a, b], {}, { waits: { a: 6_000, b: 6_000 } });
    expect(await result).toEqual({ outcome: undefined, isFinal: false });
    expect([log, timers]).toEqual([['0 end'], 0]);
  });

  it('waits for a leg, and asks again whether it may be tried', async () => {
    const waits: Record<string, number> = { a: 100, b: 300 };
    const later = startCall([a, b], {}, { waits });
    await later.advance(99);
    // Another call is told to leave it alone for longer.
    waits['a'] = 400;
    await later.advance(200);
    expect(later.log).toEqual([]);
    await later.advance(1);
    expect(later.log).toEqual(['300 begin b', '300 answered b', '300 end']);
  });

  it.each([
    ['until it showed content', { ...fails(10_300, down), contentMs: 9_999 }, '10300 retry a in 50'],
    ['until it showed content, too late', { ...fails(10_300, down), contentMs: 10_000 }, '10300 left a'],
    ['to its end if it showed none', fails(10_000, down), '10000 left a'],
    ['to its end, in time', fails(9_999, down), '9999 retry a in 50'],
  ])('does not ask a leg again that was silent for ten seconds: %s', async (_, ending, next) => {
    const rig = startCall([a, b], { a: [ending] });
    await rig.advance(10_300);
    expect(rig.log.find(line => /retry|left/.test(line))).toBe(next);
  });

  it('waits for longer after each further failure of the leg', async () => {
    const legs = [leg('a', 0, { retries: 3 })];
    const script = { a: [fails(0, down), fails(0, down), fails(0, down)] };
    const rig = startCall(legs, script, { settings: { baseDelayMs: 100, maxDelayMs: 300 } });
    await rig.advance(1_000);
    expect(rig.log.filter(line => line.includes('retry'))).toEqual([
      '0 retry a in 50',
      '50 retry a in 100',
      '150 retry a in 150',
    ]);
  });

  it('asks once per failure whether another leg may be tried, and once whether a second attempt may be spent', async () => {
    const asked: string[] = [];
    const rig = startCall(
      [a, b],
      { a: [fails(0, down), fails(0, down)], b: [answers(10)] },
      {
        hooks: {
          mayFailOver: (_, { name }) => asked.push(`leave ${name}`) > 0,
          permit: ({ name }, extra) => asked.push(`${extra} ${name}`) > 0,
        },
      },
    );
    await rig.advance(100);
    await rig.result;
    expect(asked).toEqual(['leave a', 'retry a', 'leave a']);
  });

  it('goes on with the next leg at once if a second attempt is not permitted', async () => {
    const rig = startCall([a, b], { a: [fails(0, down)] }, { hooks: { permit: () => false } });
    await rig.result;
    expect(rig.log.slice(2, 5)).toEqual(['0 left a', '0 failover a>b', '0 begin b']);
  });

  it('says of an attempt that its total cut short nothing to the guards of the leg, but of one that was silent', async () => {
    const short = startCall([a], { a: [hangs] }, { totalMs: 9_999 });
    await short.advance(10_000);
    const long = startCall([a], { a: [hangs] }, { totalMs: 10_000 });
    await long.advance(10_000);
    expect([short.cancelled, short.log.includes('9999 left a')]).toEqual([['a'], false]);
    expect([long.cancelled, long.log.includes('10000 left a')]).toEqual([[], true]);
    expect(await long.result).toMatchObject({ outcome: { failure: { rule: 'timeout:totalMs' } } });
  });

  it('says nothing to the guards of a leg whose result its caller does not like', async () => {
    const rejected = failure('unknown', { rule: 'result:rejected', retryable: true, fallback: true });
    const rig = startCall([a, b], { a: [fails(10, rejected)] });
    await rig.advance(10);
    expect([rig.log, rig.cancelled]).toEqual([
      ['0 begin a', '10 failed a unknown 10', '10 failover a>b', '10 begin b', '10 answered b', '10 end'],
      ['a'],
    ]);
  });
});

describe('the last resort', () => {
  const twice = (name: string, index: number) => leg(name, index, { retries: 1 });
  const legs = [twice('a', 0), twice('b', 1), twice('c', 2)];

  it('is the leg whose pause ends first, at once and once', async () => {
    const { advance, log, result } = startCall(legs, { b: [fails(10, down)] }, { pauses: { a: 900, b: 300, c: 600 } });
    await advance(5_000);
    expect(log).toEqual(['0 begin b', '10 failed b server-error 10', '10 left b', '10 end']);
    expect(await result).toMatchObject({ outcome: { type: 'failed' }, isFinal: false });
  });

  it('is not joined by the others whose breakers are open, too', async () => {
    const { advance, log } = startCall(legs, { b: [answers(500)] }, { pauses: { a: 900, b: 300, c: 600 }, hedge: {} });
    await advance(5_000);
    expect(log).toEqual(['0 begin b', '500 answered b', '500 end']);
  });

  it('is not needed while another leg only has to be waited for', async () => {
    const { advance, log } = startCall(legs, {}, { pauses: { a: 5_001, b: 6_000 }, waits: { c: 5_000 } });
    await advance(10_000);
    expect(log).toEqual(['5000 begin c', '5000 answered c', '5000 end']);
  });

  it('is followed by a leg whose pause has ended meanwhile', async () => {
    const script = { b: [fails(600, down)] };
    const { advance, log } = startCall(legs, script, { pauses: { a: 900, b: 300, c: 600 } });
    await advance(5_000);
    expect(log.slice(2)).toEqual(['600 left b', '600 failover b>c', '600 begin c', '600 answered c', '600 end']);
  });

  it('gets its second try if its breaker was not open', async () => {
    const { advance, log } = startCall(legs, { c: [fails(10, down)] }, { pauses: { a: 900, b: 300 } });
    await advance(10_000);
    expect(log.slice(2)).toEqual(['10 retry c in 50', '60 begin c', '60 answered c', '60 end']);
  });
});

describe("the call's total", () => {
  it('leaves out a second try that would come too late, and then the legs that would', async () => {
    const script = { a: [fails(50, down)], b: [fails(41, down)], c: [answers(0)] };
    const { advance, log } = startCall([a, b, c], script, { totalMs: 340 });
    await advance(1_000);
    expect(log.filter(line => /begin|retry|end/.test(line))).toEqual(['0 begin a', '50 begin b', '91 end']);
  });

  it('starts nothing with too little of it left', async () => {
    const rig = startCall([a, b], {}, { totalMs: 249 });
    expect(await rig.result).toEqual({ outcome: undefined, isFinal: false });
    expect([rig.log, rig.timers]).toEqual([['0 end'], 0]);
  });
});

describe('a leg that is waited for', () => {
  /** Holds a leg until it comes free, and counts who watches. */
  function busy(name: string) {
    const watching = new Set<() => void>();
    let isBusy = true;
    const guard: Guard = {
      hold: leg => (isBusy && leg.name === name ? { kind: 'wait', reason: 'busy', ms: 1_000 } : undefined),
      onFree(_, _call, wake) {
        watching.add(wake);
        return () => void watching.delete(wake);
      },
    };
    const free = () => {
      isBusy = false;
      for (const wake of watching) wake();
    };
    return { guard, watching, free };
  }

  it('is asked as soon as it comes free, and watched no longer', async () => {
    const { guard, watching, free } = busy('b');
    const rig = startCall([b], {}, { guards: [guard] });
    await rig.advance(300);
    expect([rig.log, watching.size]).toEqual([[], 1]);
    free();
    await rig.advance(0);
    expect([rig.log, watching.size, rig.timers]).toEqual([['300 begin b', '300 answered b', '300 end'], 0, 0]);
  });

  it('is looked at again after its wait if it never said so', async () => {
    const { guard, watching } = busy('b');
    const rig = startCall([b], {}, { guards: [guard], settings: { maxWaitMs: 1_000 }, totalMs: 2_000 });
    await rig.advance(999);
    expect(watching.size).toBe(1);
    await rig.advance(2_000);
    expect([rig.log.at(-1), watching.size, rig.timers]).toEqual(['1000 end', 0, 0]);
  });

  it('is watched no longer once the caller has aborted', async () => {
    const { guard, watching } = busy('b');
    const rig = startCall([b], {}, { guards: [guard], caller: new AbortController(), abortMs: 300 });
    await rig.advance(300);
    expect([rig.log, watching.size, rig.timers]).toEqual([['300 end'], 0, 0]);
  });
});
