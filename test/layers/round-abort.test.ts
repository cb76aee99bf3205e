import { describe, expect, it } from 'vitest';
import type { LegFacts, Outcome } from '../../src/core/attempt.ts';
import type { Try } from '../../src/core/round.ts';
import { attempt, failure, leg } from '../support/legs.ts';
import { answers, fails, hangs, startRound, type Ending, type RigOptions } from '../support/round-rig.ts';

const down = failure('server-error');
const auth = failure('auth');
const a = leg('a', 0);
const b = leg('b', 1);
const again = leg('a', 0, { retries: 1 });

describe("the caller's abort", () => {
  it.each<[when: string, ms: number, Record<string, Ending[]>, RigOptions, string[]]>([
    ['while the only leg is asked', 50, { a: [hangs] }, {}, ['0 begin a', '50 end']],
    ['when nothing had to be hedged', 50, { a: [hangs] }, { hedge: {} }, ['0 begin a', '50 end']],
    [
      'while two legs are asked',
      150,
      { a: [hangs], b: [hangs] },
      { hedge: {} },
      ['0 begin a', '100 hedge a>b', '100 begin b', '150 end'],
    ],
    [
      'while the second is asked alone',
      150,
      { a: [fails(30, auth)], b: [hangs] },
      { hedge: {} },
      ['0 begin a', '30 failed a auth 30', '30 left a', '30 failover a>b', '30 begin b', '150 end'],
    ],
    [
      'in the wait before another try',
      50,
      { a: [fails(30, down)] },
      { hedge: {} },
      ['0 begin a', '30 failed a server-error 30', '30 retry a in 50', '50 end'],
    ],
    [
      'in the rest of a wait that has become longer',
      100,
      { a: [fails(30, down)] },
      { plan: { waitMs: ({ name }) => (name === 'a' ? 200 : 0) }, opened: { leg: again, agoMs: 0 } },
      ['30 failed a server-error 30', '30 retry a in 50', '100 end'],
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
    const rig = startRound([again, b], script, { caller, ...options });
    await rig.advance(ms);
    const reason = { mine: true };
    caller.abort(reason);
    expect(await rig.result).toEqual({ outcome: { type: 'aborted', reason }, isFinal: false });
    await rig.advance(10_000);
    expect(rig.log).toEqual(log);
    expect(rig.timers).toBe(0);
  });

  it('is what an open answer says of itself, whichever of two tries tells of it first', async () => {
    for (const holder of ['a', 'b']) {
      const caller = new AbortController();
      const reason = { mine: true };
      const tries = new Map<string, (outcome: Outcome<string>) => void>();
      const begin = (facts: LegFacts, number: number): Try<string> => {
        const { promise: outcome, resolve } = Promise.withResolvers<Outcome<string>>();
        tries.set(facts.name, resolve);
        return { attempt: attempt(facts, number, 0), outcome };
      };
      const rig = startRound([a, b], {}, { caller, hedge: {}, hooks: { begin } });
      await rig.advance(2_000_000);
      caller.abort(reason);
      for (const [name, resolve] of tries)
        resolve({ type: 'aborted', reason, ...(name === holder && { value: 'held' }) });
      expect(await rig.result).toEqual({ outcome: { type: 'aborted', reason, value: 'held' }, isFinal: false });
      expect([[...tries.keys()], rig.timers]).toEqual([['a', 'b'], 0]);
    }
  });

  it('before the start leaves nothing to do', async () => {
    const reason = { mine: true };
    const caller = new AbortController();
    caller.abort(reason);
    const rig = startRound([a, b], {}, { caller, hedge: {} });
    expect(await rig.result).toEqual({ outcome: { type: 'aborted', reason }, isFinal: false });
    expect([rig.log, rig.timers]).toEqual([['0 end'], 0]);
  });

  it.each<[string, RigOptions['hooks']]>([
    ['another leg', {}],
    ['another try, at once', { retryDelayMs: () => 0 }],
    ['another try', { retryDelayMs: () => 50 }],
  ])('by a listener to the failure lets no try follow: %s', async (_, hooks) => {
    const reason = { mine: true };
    const caller = new AbortController();
    const onFailed = () => caller.abort(reason);
    const rig = startRound([again, b], { a: [fails(30, down)] }, { caller, hooks: { ...hooks, onFailed } });
    await rig.advance(1_000);
    expect((await rig.result).outcome).toEqual({ type: 'aborted', reason });
    expect(rig.log.filter(line => /begin|end/.test(line))).toEqual(['0 begin a', '30 end']);
    expect(rig.timers).toBe(0);
  });

  it('after the answer changes nothing', async () => {
    const caller = new AbortController();
    const rig = startRound([a, b], { a: [answers(150)], b: [hangs] }, { caller, hedge: {} });
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
    ['when it hears of a failure', { a: [answers(400)], b: [fails(50, down)] }, { onFailed: throws }],
    [
      'when it hears of the answer, which is let go',
      { a: [answers(400)], b: [answers(50)] },
      { onAnswered: throws },
      ['150 discard b 2'],
    ],
  ])('rejects the round and ends the other try: %s', async (_, script, hooks, discarded = []) => {
    const rig = startRound([a, b], script, { hedge: { max: 2 }, hooks });
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

  it.each<[string, RigOptions['hooks']]>([
    ['how long to wait', { retryDelayMs: throws }],
    ['what to do with a leg that is left', { retryDelayMs: () => undefined, onLeft: throws }],
  ])('rejects the round when nothing else is under way: %s', async (_, hooks) => {
    const rig = startRound([again, b], { a: [fails(30, down)] }, { hedge: {}, hooks });
    rig.result.catch(() => {});
    await rig.advance(1_000);
    await expect(rig.result).rejects.toBe(thrown);
    expect(rig.log.filter(line => /begin|end/.test(line))).toEqual(['0 begin a', '30 end']);
    expect(rig.timers).toBe(0);
  });

  it('still rejects when it throws again while the round ends, and still ends every loser', async () => {
    const lost: string[] = [];
    const rig = startRound(
      [a, b, leg('c', 2)],
      { a: [hangs], b: [hangs], c: [{ ms: 50, throws: thrown }] },
      {
        hedge: { max: 2 },
        hooks: {
          onLost(attempt) {
            lost.push(attempt.leg.name);
            throws();
          },
          onEnd: throws,
        },
      },
    );
    rig.result.catch(() => {});
    await rig.advance(1_000);
    await expect(rig.result).rejects.toBe(thrown);
    expect([lost, rig.timers]).toEqual([['a', 'b', 'c'], 0]);
  });

  it('by the end of a loser does not take the answer away', async () => {
    const rig = startRound([a, b], { a: [hangs], b: [answers(50)] }, { hedge: {}, hooks: { onLost: throws } });
    await rig.advance(1_000);
    expect((await rig.result).outcome).toEqual({ type: 'answered', value: 'b 2' });
  });

  it('rejects the round when the leg that joins cannot even be asked', async () => {
    const rig = startRound(
      [a, b],
      { a: [hangs] },
      { opened: { leg: a, agoMs: 0 }, hedge: {}, hooks: { begin: throws } },
    );
    rig.result.catch(() => {});
    await rig.advance(100);
    await expect(rig.result).rejects.toBe(thrown);
    expect(rig.log).toEqual(['100 hedge a>b', '100 lost a', '100 end']);
  });
});
