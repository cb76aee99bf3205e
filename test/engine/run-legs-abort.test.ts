import { describe, expect, it } from 'vitest';
import type { LegFacts } from '../../src/engine/attempt.ts';
import { failure, leg } from '../support/legs.ts';
import { answers, fails, hangs, startCall, type Ending, type RigOptions } from './run-legs-rig.ts';

const down = failure('server-error');
const auth = failure('auth');
const a = leg('a', 0);
const b = leg('b', 1);
const again = leg('a', 0, { retries: 1 });

describe("the caller's abort", () => {
  it.each<[when: string, ms: number, Record<string, Ending[]>, RigOptions, string[]]>([
    ['while the only leg is asked', 50, { a: [hangs] }, {}, ['0 begin a', '50 aborted a', '50 end']],
    ['when nothing had to be hedged', 50, { a: [hangs] }, { hedge: {} }, ['0 begin a', '50 aborted a', '50 end']],
    [
      'while two legs are asked',
      150,
      { a: [hangs], b: [hangs] },
      { hedge: {} },
      ['0 begin a', '100 hedge a>b', '100 begin b', '150 aborted a', '150 aborted b', '150 end'],
    ],
    [
      'while the second is asked alone',
      150,
      { a: [fails(30, auth)], b: [hangs] },
      { hedge: {} },
      ['0 begin a', '30 failed a auth 30', '30 left a', '30 failover a>b', '30 begin b', '150 aborted b', '150 end'],
    ],
    [
      'in the wait before another try',
      50,
      { a: [fails(30, down)] },
      { hedge: {} },
      ['0 begin a', '30 failed a server-error 30', '30 retry a in 50', '50 end'],
    ],
    ['in the wait for the first leg', 50, {}, { waits: { a: 300, b: 400 } }, ['50 end']],
    [
      'in the wait for the next leg',
      50,
      { a: [fails(30, auth)] },
      { waits: { b: 400 } },
      ['0 begin a', '30 failed a auth 30', '30 left a', '30 failover a>b in 370', '50 end'],
    ],
  ])('%s ends everything at once with its own reason', async (_, ms, script, options, log) => {
    const caller = new AbortController();
    const rig = startCall([again, b], script, { caller, ...options });
    await rig.advance(ms);
    const reason = { mine: true };
    caller.abort(reason);
    expect(await rig.result).toEqual({ outcome: { type: 'aborted', reason }, isFinal: false });
    expect(rig.stops.every(stop => stop.type === 'aborted' && stop.reason === reason)).toBe(true);
    await rig.advance(10_000);
    expect(rig.log).toEqual(log);
    expect([rig.timers, rig.held]).toEqual([0, 0]);
  });

  it('in the rest of a wait that has become longer ends everything at once', async () => {
    const caller = new AbortController();
    const waits: Record<string, number> = {};
    const rig = startCall([again, b], { a: [fails(30, down)] }, { caller, waits });
    await rig.advance(40);
    waits['a'] = 200;
    await rig.advance(60);
    caller.abort('mine');
    expect((await rig.result).outcome).toEqual({ type: 'aborted', reason: 'mine' });
    await rig.advance(10_000);
    expect([rig.log, rig.timers]).toEqual([
      ['0 begin a', '30 failed a server-error 30', '30 retry a in 50', '100 end'],
      0,
    ]);
  });

  it('before the start leaves nothing to do', async () => {
    const reason = { mine: true };
    const caller = new AbortController();
    caller.abort(reason);
    const rig = startCall([a, b], {}, { caller, hedge: {} });
    expect(await rig.result).toEqual({ outcome: { type: 'aborted', reason }, isFinal: false });
    expect([rig.log, rig.timers]).toEqual([['0 end'], 0]);
  });

  it.each<[string, LegFacts, RigOptions['settings']]>([
    ['another leg', a, {}],
    ['another try, at once', again, { baseDelayMs: 0 }],
    ['another try', again, {}],
  ])('by a listener to the failure leaves nothing of what would follow: %s', async (_, first, settings) => {
    const reason = { mine: true };
    const caller = new AbortController();
    const ended = () => caller.abort(reason);
    const rig = startCall([first, b], { a: [fails(30, down)] }, { caller, settings, hooks: { ended } });
    await rig.advance(1_000);
    expect((await rig.result).outcome).toEqual({ type: 'aborted', reason });
    expect(rig.log.at(-1)).toBe('30 end');
    expect(rig.log.filter(line => /begin/.test(line))).toEqual(['0 begin a']);
    expect(rig.timers).toBe(0);
  });

  it('after the answer changes nothing', async () => {
    const caller = new AbortController();
    const rig = startCall([a, b], { a: [answers(150)], b: [hangs] }, { caller, hedge: {} });
    await rig.advance(150);
    caller.abort();
    await rig.advance(1_000);
    expect((await rig.result).outcome).toEqual({ type: 'answered', value: 'a 1' });
    expect(rig.log.slice(3)).toEqual(['150 answered a', '150 lost b to a', '150 end']);
  });
});

describe('a hook that throws', () => {
  const thrown = new Error('a hook of the user');
  const throws = () => {
    throw thrown;
  };

  it.each<[string, Record<string, Ending[]>, RigOptions['hooks'], discarded?: string[]]>([
    ['in the try that joined', { a: [answers(400)], b: [{ ms: 50, throws: thrown }] }, {}],
    [
      'when asked whether another leg may be tried',
      { a: [answers(400)], b: [fails(50, down)] },
      { mayFailOver: throws },
    ],
    ['when a guard notes a failure', { a: [answers(400)], b: [fails(50, down)] }, { ended: throws }],
    [
      'when a guard notes the answer, which is let go',
      { a: [answers(400)], b: [answers(50)] },
      { answered: throws },
      ['150 discard b 2'],
    ],
  ])('rejects the round and ends the other try: %s', async (_, script, hooks, discarded = []) => {
    const rig = startCall([a, b], script, { hedge: { max: 2 }, hooks });
    rig.result.catch(() => {});
    await rig.advance(150);
    await expect(rig.result).rejects.toBe(thrown);
    expect(rig.log).toContain('150 lost a');
    expect(rig.log.at(-1)).toBe('150 end');
    await rig.advance(1_000);
    expect(rig.log.filter(line => /begin|lost a|end|discard/.test(line)).slice(2)).toEqual([
      ...discarded,
      '150 lost a',
      '150 end',
      '400 discard a 1',
    ]);
    expect(rig.timers).toBe(0);
  });

  it('when a guard notes the answer of the first attempt rejects the call, too', async () => {
    const rig = startCall([a, b], {}, { hooks: { answered: throws } });
    await expect(rig.result).rejects.toBe(thrown);
    expect([rig.log, rig.timers, rig.held]).toEqual([['0 begin a', '0 discard a 1', '0 end'], 0, 0]);
  });

  it.each<[string, RigOptions['hooks']]>([
    ['whether a second attempt may be spent', { permit: throws }],
    ['what to do with a leg that is left', { permit: () => false, failed: throws }],
  ])('rejects the round when nothing else is under way: %s', async (_, hooks) => {
    const rig = startCall([again, b], { a: [fails(30, down)] }, { hedge: {}, hooks });
    rig.result.catch(() => {});
    await rig.advance(1_000);
    await expect(rig.result).rejects.toBe(thrown);
    expect(rig.log.filter(line => /begin|end/.test(line))).toEqual(['0 begin a', '30 end']);
    expect(rig.timers).toBe(0);
  });

  it('rejects the round when the leg that joins cannot even be asked', async () => {
    const begin = ({ name }: LegFacts) => (name === 'b' ? throws() : undefined);
    const rig = startCall([a, b], { a: [hangs] }, { hedge: {}, hooks: { begin } });
    rig.result.catch(() => {});
    await rig.advance(100);
    await expect(rig.result).rejects.toBe(thrown);
    expect(rig.log).toEqual(['0 begin a', '100 hedge a>b', '100 lost a', '100 end']);
    expect([rig.timers, rig.held]).toEqual([0, 0]);
  });
});
