import { describe, expect, it } from 'vitest';
import { failure, leg } from '../support/legs.ts';
import { answers, fails, hangs, startCall, type Ending, type RigOptions } from './run-legs-rig.ts';

const down = failure('server-error');
const auth = failure('auth');
const a = leg('a', 0);
const b = leg('b', 1);
const c = leg('c', 2);

/** Hedged after 100 ms. */
const start = (script: Record<string, Ending[]>, { hedge, ...options }: RigOptions = {}, legs = [a, b, c]) =>
  startCall(legs, script, { hedge: { ...hedge }, ...options });

describe('a silent leg', () => {
  it('is joined by the next one exactly when it has been silent for long enough', async () => {
    const { advance, log } = start({ a: [hangs], b: [hangs] });
    await advance(99);
    expect(log).toEqual(['0 begin a']);
    await advance(1);
    expect(log).toEqual(['0 begin a', '100 hedge a>b', '100 begin b']);
  });

  it('is joined that long after its own try began, whatever came before', async () => {
    const rig = start({ a: [fails(30, down), hangs] }, {}, [leg('a', 0, { retries: 1 }), b]);
    await rig.advance(1_000);
    expect(rig.log.filter(line => /begin|hedge/.test(line))).toEqual([
      '0 begin a',
      '80 begin a',
      '180 hedge a>b',
      '180 begin b',
    ]);
  });

  it('is not joined if it fails before; then the next one begins at once, with its own time', async () => {
    const { advance, log } = start({ a: [fails(40, auth)], b: [hangs], c: [hangs] });
    await advance(139);
    expect(log).toEqual(['0 begin a', '40 failed a auth 40', '40 left a', '40 failover a>b', '40 begin b']);
    await advance(1);
    expect(log.slice(5)).toEqual(['140 hedge b>c', '140 begin c']);
  });

  it.each([
    ['1', 1, ['0 begin a', '100 begin b']],
    ['2, each after the one before', 2, ['0 begin a', '100 begin b', '200 begin c']],
  ])('is joined by no more legs than allowed: %s', async (_, max, begun) => {
    const rig = start({ a: [hangs], b: [hangs], c: [hangs] }, { hedge: { max } });
    await rig.advance(10_000);
    expect(rig.log.filter(line => line.includes('begin'))).toEqual(begun);
    expect(rig.timers).toBe(0);
  });

  it.each<[string, RigOptions]>([
    ['the tries are spent', { settings: { maxAttempts: 1 } }],
    ['there is no time left for a try', { totalMs: 349 }],
    ['the other one asked to be left alone', { waits: { b: 301 } }],
    ["the other one's breaker is open", { pauses: { b: 301 } }],
    ['the other one is out of service', { pauses: { b: Infinity } }],
    ['the other one cannot take the request', { unable: { b: 'file' } }],
  ])('stays alone if %s', async (_, options) => {
    const rig = start({ a: [answers(300)] }, options, [a, b]);
    await rig.advance(1_000);
    expect(rig.log).toEqual(['0 begin a', '300 answered a', '300 end']);
  });

  it.each<[string, RigOptions]>([
    ['asked to be left alone', { waits: { b: 200 } }],
    ['has an open breaker', { pauses: { b: 200 } }],
  ])('is joined by another one if the next %s', async (_, options) => {
    const { advance, log } = start({ a: [hangs], c: [hangs] }, options);
    await advance(100);
    expect(log).toEqual(['0 begin a', '100 hedge a>c', '100 begin c']);
  });

  it.each<[string, number, RigOptions]>([
    ['that asked to be left alone', 100, { waits: { b: 250 } }],
    ['whose breaker was open', 100, { pauses: { b: 250 } }],
    ['that asked for a time, with a long patience', 90_000, { waits: { b: 93_000 }, settings: { maxWaitMs: 0 } }],
    ['whose breaker was open, with a long patience', 90_000, { pauses: { b: 93_000 } }],
  ])('is joined later by a leg %s', async (_, afterMs, options) => {
    const freeAt = options.waits?.['b'] ?? options.pauses?.['b'] ?? 0;
    const { advance, log } = start({ a: [hangs], b: [hangs] }, { hedge: { afterMs }, ...options }, [a, b]);
    await advance(freeAt - 1);
    expect(log).toEqual(['0 begin a']);
    await advance(1 + Math.min(afterMs, 5_000));
    expect(log.slice(1).map(line => line.replace(/^\d+ /, ''))).toEqual(['hedge a>b', 'begin b']);
  });

  it.each<[string, RigOptions]>([
    ['the tries are spent', { settings: { maxAttempts: 1 } }],
    ['no other leg can take the request', { unable: { b: 'file', c: 'file' } }],
  ])('is not looked at again once %s', async (_, options) => {
    const rig = start({ a: [hangs] }, options);
    await rig.advance(100);
    expect(rig.timers).toBe(0);
  });

  it('is not looked at again once there is no time left, but its total is', async () => {
    const rig = start({ a: [hangs] }, { totalMs: 349 });
    await rig.advance(100);
    expect(rig.call.alarmAt).toBe(Infinity);
    await rig.advance(10_000);
    expect(rig.log).toEqual(['0 begin a', '349 timeout totalMs 349', '349 failed a timeout 349', '349 end']);
    expect([rig.timers, rig.mostTimers]).toEqual([0, 1]);
  });

  it('leaves the other one for later if hedging is refused, or if that one has to be waited for', async () => {
    const asked: string[] = [];
    const permit = ({ name }: { name: string }) => asked.push(name) === 0;
    const refused = start({ a: [fails(300, auth)], b: [answers(10)] }, { hooks: { permit } });
    await refused.advance(1_000);
    const story = ['0 begin a', '300 failed a auth 300', '300 left a'];
    const end = (at: number) => [`${at} begin b`, `${at + 10} answered b`, `${at + 10} end`];
    expect(refused.log).toEqual([...story, '300 failover a>b', ...end(300)]);
    expect(asked).toEqual(['a']);

    const waiting = start({ a: [fails(300, auth)], b: [answers(10)] }, { waits: { b: 500 } }, [a, b]);
    await waiting.advance(1_000);
    expect(waiting.log).toEqual([...story, '300 failover a>b in 200', ...end(500)]);
  });

  it.each<[string, Record<string, Ending[]>, string[]]>([
    ['the first', { a: [answers(300, 99)] }, ['0 begin a']],
    [
      'the first, after it was joined',
      { a: [answers(300, 150)], b: [hangs], c: [hangs] },
      ['0 begin a', '100 begin b'],
    ],
    ['the one that joined', { a: [hangs], b: [answers(300, 50)], c: [hangs] }, ['0 begin a', '100 begin b']],
  ])('is joined by no more legs once content was shown by %s', async (_, script, begun) => {
    const rig = start(script, { hedge: { max: 2 } });
    await rig.advance(1_000);
    expect(rig.log.filter(line => line.includes('begin'))).toEqual(begun);
  });

  it('is joined even when there is no time to wait', async () => {
    const { advance, log } = start({ a: [hangs], b: [hangs], c: [hangs] }, { hedge: { afterMs: 0 } });
    await advance(0);
    expect(log).toEqual(['0 begin a', '0 hedge a>b', '0 begin b']);
  });
});

describe('a call whose loop runs from the start', () => {
  it('joins its first attempt as late as one that was opened by it', async () => {
    const { advance, log, result } = start({ a: [hangs], b: [answers(10)] }, { isLooping: true });
    await advance(99);
    expect(log).toEqual(['0 begin a']);
    await advance(11);
    expect(log.slice(1)).toEqual(['100 hedge a>b', '100 begin b', '110 answered b', '110 lost a to b', '110 end']);
    expect(await result).toEqual({ outcome: { type: 'answered', value: 'b 2' }, isFinal: false });
  });
});

describe('an attempt that opened the call', () => {
  it('is joined when its alarm goes off, though no loop runs yet', async () => {
    const rig = start({ a: [hangs], b: [hangs] });
    await rig.advance(99);
    expect([rig.call.isLooping, rig.log.length]).toEqual([false, 1]);
    await rig.advance(1);
    expect([rig.call.isLooping, rig.log.slice(1)]).toEqual([true, ['100 hedge a>b', '100 begin b']]);
  });

  it('stays alone if it has shown content', async () => {
    const rig = start({ a: [answers(500, 90)] });
    await rig.advance(90);
    await rig.advance(1_000);
    expect(rig.log).toEqual(['0 begin a', '500 answered a', '500 end']);
    expect(rig.call.plan).toBeUndefined();
  });

  it('may answer while it is joined by none, and have failed before', async () => {
    const answered = start({ a: [answers(50)] });
    await answered.advance(50);
    expect([answered.log, answered.timers]).toEqual([['0 begin a', '50 answered a', '50 end'], 0]);
    const failed = start({ a: [fails(40, auth)], b: [answers(10)] });
    await failed.advance(50);
    expect(failed.log.slice(1, 4)).toEqual(['40 failed a auth 40', '40 left a', '40 failover a>b']);
    expect(failed.timers).toBe(0);
  });
});

describe('a hedge that is too large to be asked twice', () => {
  it('is not made, and costs no budget; the next leg is kept for a failure', async () => {
    const asked: string[] = [];
    const rig = start(
      { a: [fails(300, auth)], b: [answers(10)] },
      { hedge: { fits: () => false }, hooks: { permit: (_, extra) => asked.push(extra) > 0 } },
    );
    await rig.advance(1_000);
    expect(rig.log.slice(1, 5)).toEqual(['300 failed a auth 300', '300 left a', '300 failover a>b', '300 begin b']);
    expect(asked).toEqual([]);
  });
});
