import { describe, expect, it } from 'vitest';
import { failure, leg } from '../support/legs.ts';
import { answers, fails, startRound } from '../support/round-rig.ts';

const down = failure('server-error');
const a = leg('a', 0, { retries: 1 });
const b = leg('b', 1);
const c = leg('c', 2);

describe('runRound', () => {
  it('answers with the first leg and does nothing else', async () => {
    const rig = startRound([a, b], {}, { hedge: {} });
    expect(await rig.result).toEqual({ outcome: { type: 'answered', value: 'a 1' }, isFinal: false });
    expect([rig.log, rig.timers]).toEqual([['0 begin a', '0 answered a', '0 end'], 0]);
  });

  it('tries a leg again after its wait, exactly, and then goes on', async () => {
    const { result, log, advance } = startRound([a, b], { a: [fails(0, down), fails(0, down)] });
    await advance(49);
    expect(log).toEqual(['0 begin a', '0 failed a server-error 0', '0 retry a in 50']);
    await advance(1);
    expect(log.slice(3)).toEqual([
      '50 begin a',
      '50 failed a server-error 0',
      '50 left a',
      '50 failover a>b',
      '50 begin b',
      '50 answered b',
      '50 end',
    ]);
    expect(await result).toMatchObject({ outcome: { value: 'b 3' } });
  });

  it('leaves a leg at once whose failure is not transient', async () => {
    const { result, log } = startRound([a, b], { a: [fails(0, failure('auth'))] });
    await result;
    expect(log.slice(1, 5)).toEqual(['0 failed a auth 0', '0 left a', '0 failover a>b', '0 begin b']);
  });

  it('stops for good at a failure that forbids another leg', async () => {
    const { result, log } = startRound([a, b], { a: [fails(0, failure('invalid-request'))] });
    expect(await result).toMatchObject({ outcome: { type: 'failed' }, isFinal: true });
    expect(log).toEqual(['0 begin a', '0 failed a invalid-request 0', '0 left a', '0 end']);
  });

  it('does not stop when that is not so', async () => {
    const { result } = startRound(
      [b, c],
      { b: [fails(0, failure('invalid-request'))] },
      { hooks: { mayFailOver: () => true } },
    );
    expect(await result).toEqual({ outcome: { type: 'answered', value: 'c 2' }, isFinal: false });
  });

  it('ends with the last failure, and has told each, when all legs fail', async () => {
    const script = { a: [fails(10, down), fails(20, down)], b: [fails(30, failure('overloaded'))] };
    const { advance, result, log } = startRound([a, b], script);
    await advance(1_000);
    expect(log.filter(line => line.includes('failed'))).toEqual([
      '10 failed a server-error 10',
      '80 failed a server-error 20',
      '110 failed b overloaded 30',
    ]);
    expect(log.at(-1)).toBe('110 end');
    expect(await result).toMatchObject({ outcome: { type: 'failed', failure: failure('overloaded') }, isFinal: false });
  });

  it('has no outcome when no leg may be tried', async () => {
    const { result, log } = startRound([a, b], {}, { waits: { a: 6_000, b: 6_000 } });
    expect(await result).toEqual({ outcome: undefined, isFinal: false });
    expect(log).toEqual(['0 end']);
  });

  it('waits for a leg, and asks again whether it may be tried', async () => {
    const until: Record<string, number> = { a: 100, b: 300 };
    const later = startRound([a, b], {}, { waits: until });
    await later.advance(99);
    // Another call is told to leave it alone for longer.
    until['a'] = 400;
    await later.advance(200);
    expect(later.log).toEqual([]);
    await later.advance(1);
    expect(later.log).toEqual(['300 begin b', '300 answered b', '300 end']);
  });

  it('waits for the same leg no longer than a call may', async () => {
    const until: Record<string, number> = {};
    const { advance, log } = startRound([a, b], { a: [fails(0, down)] }, { waits: until });
    await advance(49);
    until['a'] = 150;
    await advance(50);
    expect(log.slice(3)).toEqual([]);
    until['a'] = 6_000;
    await advance(51);
    expect(log.slice(3, 6)).toEqual(['150 left a', '150 failover a>b', '150 begin b']);
  });

  it('takes the try that the call was opened with for its first, with its own time', async () => {
    const silences: number[] = [];
    const { result, log } = startRound(
      [a, b],
      { a: [fails(12_000, down)] },
      { opened: { leg: a, agoMs: 12_345 }, retryDelayMs: (_, __, silentMs) => void silences.push(silentMs) },
    );
    await result;
    expect(log.slice(0, 4)).toEqual(['0 failed a server-error 12345', '0 left a', '0 failover a>b', '0 begin b']);
    expect(silences).toEqual([12_345]);
  });

  it.each([
    ['until it showed content', { ...fails(300, down), contentMs: 120 }, 120],
    ['to its end if it showed none', fails(300, down), 300],
  ])('tells how long a failed try was silent: %s', async (_, ending, silentMs) => {
    const silences: number[] = [];
    const { advance } = startRound(
      [leg('a', 0, { retries: 1 }), b],
      { a: [ending] },
      { retryDelayMs: (_failure, _tries, ms) => void silences.push(ms) },
    );
    await advance(1_000);
    expect(silences).toEqual([silentMs]);
  });

  it('asks once per failure whether another leg may be tried, and how long to wait', async () => {
    let asked = 0;
    const tries: number[] = [];
    const { advance, result } = startRound(
      [a, b],
      { a: [fails(0, down), fails(0, down)], b: [answers(10)] },
      {
        hooks: { mayFailOver: () => (asked += 1) > 0 },
        retryDelayMs(_, count) {
          tries.push(count);
          return 50;
        },
      },
    );
    await advance(100);
    await result;
    expect([asked, tries]).toEqual([2, [1]]);
  });
});

describe('the last resort', () => {
  const twice = (name: string, index: number) => leg(name, index, { retries: 1 });
  const legs = [twice('a', 0), twice('b', 1), twice('c', 2)];

  it('is the leg whose pause ends first, at once and once', async () => {
    const { advance, log, result } = startRound(legs, { b: [fails(10, down)] }, { pauses: { a: 900, b: 300, c: 600 } });
    await advance(5_000);
    expect(log).toEqual(['0 begin b', '10 failed b server-error 10', '10 left b', '10 end']);
    expect(await result).toMatchObject({ outcome: { type: 'failed' }, isFinal: false });
  });

  it('is not joined by the others whose breakers are open, too', async () => {
    const { advance, log } = startRound(legs, { b: [answers(500)] }, { pauses: { a: 900, b: 300, c: 600 }, hedge: {} });
    await advance(5_000);
    expect(log).toEqual(['0 begin b', '500 answered b', '500 end']);
  });

  it('is not needed while another leg only has to be waited for', async () => {
    const { advance, log } = startRound(legs, {}, { pauses: { a: 5_001, b: 6_000 }, waits: { c: 5_000 } });
    await advance(10_000);
    expect(log).toEqual(['5000 begin c', '5000 answered c', '5000 end']);
  });

  it('is followed by a leg whose pause has ended meanwhile', async () => {
    const script = { b: [fails(600, down)] };
    const { advance, log } = startRound(legs, script, { pauses: { a: 900, b: 300, c: 600 } });
    await advance(5_000);
    expect(log.slice(2)).toEqual(['600 left b', '600 failover b>c', '600 begin c', '600 answered c', '600 end']);
  });

  it('gets its second try if its breaker was not open', async () => {
    const { advance, log } = startRound(legs, { c: [fails(10, down)] }, { pauses: { a: 900, b: 300 } });
    await advance(10_000);
    expect(log.slice(2)).toEqual(['10 retry c in 50', '60 begin c', '60 answered c', '60 end']);
  });
});

describe("the call's total", () => {
  it('leaves out a second try that would come too late, and then the legs that would', async () => {
    const script = { a: [fails(50, down)], b: [fails(41, down)], c: [answers(0)] };
    const { advance, log } = startRound([a, b, c], script, { totalMs: 340 });
    await advance(1_000);
    expect(log.filter(line => /begin|retry|end/.test(line))).toEqual(['0 begin a', '50 begin b', '91 end']);
  });

  it('leaves a second try in that just fits', async () => {
    const { advance, log } = startRound([a, b], { a: [fails(40, down)] }, { totalMs: 340 });
    await advance(1_000);
    expect(log.slice(2, 4)).toEqual(['40 retry a in 50', '90 begin a']);
  });
});
