import { describe, expect, it } from 'vitest';
import type { LegFacts } from '../../src/core/attempt.ts';
import type { Failure } from '../../src/failure.ts';
import { failure, leg } from '../support/legs.ts';
import { plan, sequence } from '../support/round-rig.ts';

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
    const made = plan(legs, {
      unable: {
        get b(): never {
          throw new Error('too early');
        },
      },
    });
    expect(made.next()!.leg.name).toBe('a');
  });

  it('tells of the legs that were passed over, not of those to come', () => {
    const pauses: Record<string, number> = { a: 100 };
    const made = plan(legs, { pauses, waits: { b: 60_000, d: 60_000 } });
    const told = () => made.skipped().map(({ leg, reason }) => `${leg.name}:${reason}`);
    expect(made.next()!.leg.name).toBe('c');
    expect(told()).toEqual(['a:breaker', 'b:not-before']);
    made.started();
    pauses['a'] = 0;
    expect(made.next()!.leg.name).toBe('a');
    expect(told()).toEqual(['b:not-before']);
    made.started();
    expect(made.next()).toBeUndefined();
    expect(told()).toEqual(['b:not-before', 'd:not-before']);
  });

  it('stops at the most tries', () => {
    expect(sequence(legs, down, { maxAttempts: 2 }).order).toEqual(['a', 'b']);
  });
});

describe('another try on the same leg', () => {
  it('needs retries left', () => {
    const made = plan([leg('a', 0, { retries: 2 })]);
    const { leg: a } = made.next()!;
    made.started();
    expect([1, 2, 3].map(tries => made.hasRoomFor(a, tries, failure('overloaded')))).toEqual([true, true, false]);
  });

  it('never takes the place of an untried leg', () => {
    const made = plan([leg('a', 0, { retries: 2 }), leg('b', 1), leg('c', 2)], { maxAttempts: 4 });
    const { leg: a } = made.next()!;
    made.started();
    expect(made.hasRoomFor(a, 1, failure('overloaded'))).toBe(true);
    made.started();
    expect(made.hasRoomFor(a, 2, failure('overloaded'))).toBe(false);
  });

  it('takes no place of a leg that shares what is broken and will be skipped', () => {
    const made = plan([leg('a', 0, { retries: 1, gateway: 'g' }), leg('b', 1, { gateway: 'g' })], { maxAttempts: 2 });
    const { leg: a } = made.next()!;
    made.started();
    expect(made.hasRoomFor(a, 1, failure('overloaded'))).toBe(false);
    expect(made.hasRoomFor(a, 1, failure('server-error', { scope: 'gateway' }))).toBe(true);
  });
});

describe('a plan of a call that has been opened', () => {
  it('begins with the leg that was asked, whatever it has been told since, and goes on as ever', () => {
    const made = plan(legs, { opened: legs[0]!, waits: { a: 60_000 }, pauses: { a: 100 } });
    expect(made.next()).toEqual({ leg: legs[0], waitMs: 0 });
    made.started();
    expect(made.next()).toEqual({ leg: legs[1], waitMs: 0 });
    expect(made.skipped()).toEqual([]);
  });
});
