import { describe, expect, it } from 'vitest';
import type { LegFacts } from '../../src/engine/attempt.ts';
import type { Attempt } from '../../src/engine/call.ts';
import { nextLeg, planOf } from '../../src/engine/plan.ts';
import { hasRoomFor } from '../../src/engine/room.ts';
import type { Failure } from '../../src/failure.ts';
import { failure, leg } from '../support/legs.ts';
import { noteAttempt, planned, sequence, skipped } from './open-call.ts';

// Two legs through one gateway, one direct with the account of the first, one with neither.
const legs = [
  leg('a', 0, { gateway: 'g', account: 'x' }),
  leg('b', 1, { gateway: 'g', account: 'y' }),
  leg('c', 2, { account: 'x' }),
  leg('d', 3),
];

const down = () => failure('server-error');

describe('which leg next', () => {
  it.each<[string, Failure, string[]]>([
    ['a model failure skips none', failure('overloaded'), ['a', 'b', 'c', 'd']],
    ['a provider failure skips none', failure('upstream-failure'), ['a', 'b', 'c', 'd']],
    ['a network failure skips none', failure('network'), ['a', 'b', 'c', 'd']],
    ['a gateway-wide failure skips all legs through it', failure('gateway-config'), ['a', 'c', 'd']],
    ['a gateway-wide rate limit does, too', failure('rate-limit', { scope: 'gateway' }), ['a', 'c', 'd']],
    ['an auth failure skips the legs of the same account', failure('auth'), ['a', 'b', 'd']],
    ['a billing failure does, too', failure('billing'), ['a', 'b', 'd']],
    ['so does anything that is account-wide', failure('permission', { scope: 'account' }), ['a', 'b', 'd']],
    [
      'a refused gateway token skips the gateway, not the account',
      failure('auth', { scope: 'gateway' }),
      ['a', 'c', 'd'],
    ],
  ])('%s', (_, first, order) => {
    const happened = ({ name }: LegFacts) => (name === 'a' ? first : failure('server-error'));
    expect(sequence(legs, happened).order).toEqual(order);
  });

  it('never takes undeclared accounts or unknown gateways for shared', () => {
    const strangers = [leg('a', 0), leg('b', 1)];
    expect(sequence(strangers, () => failure('auth')).order).toEqual(['a', 'b']);
    expect(sequence(strangers, () => failure('gateway-config')).order).toEqual(['a', 'b']);
  });

  it('passes over legs that asked to be left alone, and says so', () => {
    expect(sequence(legs, down, { waits: { a: 60_000, c: 60_000 } })).toEqual({
      order: ['b', 'd'],
      skipped: ['a:not-before', 'c:not-before'],
    });
  });

  it('waits for the leg that may be tried first when all asked to be left alone for a short time', () => {
    expect(sequence(legs.slice(0, 2), down, { waits: { a: 4_000, b: 3_000 } }).order).toEqual(['b+3000', 'a+4000']);
    expect(sequence(legs.slice(0, 2), down, { waits: { a: 3_000, b: 3_000 } }).order[0]).toBe('a+3000');
  });

  it('tries no leg when all asked for longer than a call may wait', () => {
    expect(sequence(legs.slice(0, 2), down, { waits: { a: 5_001, b: 9_000 } })).toEqual({
      order: [],
      skipped: ['a:not-before', 'b:not-before'],
    });
  });

  it('passes over legs that cannot take the request', () => {
    expect(sequence(legs, down, { unable: { a: 'context-window', c: 'file' } })).toEqual({
      order: ['b', 'd'],
      skipped: ['a:context-window', 'c:file'],
    });
  });

  it('lets the first leg say why when none can take the request', () => {
    const unable = { a: 'context-window', b: 'file' } as const;
    expect(sequence(legs.slice(0, 2), () => failure('context-length'), { unable })).toEqual({
      order: ['a'],
      skipped: ['b:file'],
    });
  });

  it('lets none say why that is out of service, or while another one only asked to be left alone', () => {
    const unable = { a: 'context-window', b: 'file' } as const;
    const happened = () => failure('context-length');
    expect(sequence(legs.slice(0, 2), happened, { unable, pauses: { a: Infinity } }).order).toEqual(['b']);
    expect(sequence(legs.slice(0, 3), happened, { unable, waits: { c: 9_000 } })).toEqual({
      order: [],
      skipped: ['a:context-window', 'b:file', 'c:not-before'],
    });
  });

  it('asks whether a leg can take the request only when it is its turn', () => {
    const made = planned(legs, {
      unable: {
        get b(): never {
          throw new Error('too early');
        },
      },
    });
    expect(nextLeg(made)!.leg.name).toBe('a');
  });

  it('tells of the legs that were passed over, not of those to come', () => {
    const pauses: Record<string, number> = { a: 100 };
    const made = planned(legs, { pauses, waits: { b: 60_000, d: 60_000 } });
    const told = () => skipped(made);
    expect(nextLeg(made)!.leg.name).toBe('c');
    expect(told()).toEqual(['a:breaker', 'b:not-before']);
    noteAttempt(made);
    pauses['a'] = 0;
    expect(nextLeg(made)!.leg.name).toBe('a');
    expect(told()).toEqual(['b:not-before']);
    noteAttempt(made);
    expect(nextLeg(made)).toBeUndefined();
    expect(told()).toEqual(['b:not-before', 'd:not-before']);
  });

  it('stops at the most tries', () => {
    expect(sequence(legs, down, { maxAttempts: 2 }).order).toEqual(['a', 'b']);
  });
});

describe('a plan of a call that has been opened', () => {
  it('goes on after the leg that was asked, whatever that has been told since', () => {
    const made = planned(legs, { waits: { a: 60_000 }, pauses: { a: 100 } });
    made.attempts = 1;
    expect(planOf(made, legs[0])).toMatchObject({ attempts: 1, untried: legs.slice(1) });
    expect(nextLeg(made)).toEqual({ leg: legs[1], waitMs: 0 });
    expect(skipped(made)).toEqual([]);
  });

  it('is made once, and knows the leg that is being asked by itself', () => {
    const made = planned(legs);
    made.running = [{ leg: legs[1] } as Attempt];
    const first = planOf(made);
    expect([first.untried, planOf(made, legs[0]) === first]).toEqual([[legs[0], legs[2], legs[3]], true]);
  });

  it('may be bound by the sum of what each leg gets', () => {
    const made = planned([leg('a', 0, { retries: 1 }), leg('b', 1)], { maxAttempts: undefined });
    const { leg: a } = nextLeg(made)!;
    noteAttempt(made);
    expect(hasRoomFor(made, a, 1, down())).toBe(true);
    noteAttempt(made);
    noteAttempt(made);
    expect(nextLeg(made)).toBeUndefined();
  });

  it('has skipped nothing that it was not asked for', () => {
    expect(skipped(planned(legs, { waits: { a: 60_000 } }))).toEqual([]);
  });
});

describe('legs that a continuation may take', () => {
  it('are taken in their order; the others are neither taken nor skipped', () => {
    const made = planned(legs);
    const mayTake = ({ name }: LegFacts) => name === 'b' || name === 'd';
    const names = [nextLeg(made, mayTake), nextLeg(made, mayTake), nextLeg(made, mayTake)].map(next => next?.leg.name);
    expect(names).toEqual(['b', 'd', undefined]);
    expect(skipped(made)).toEqual([]);
  });
});
