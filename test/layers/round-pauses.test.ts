import { describe, expect, it } from 'vitest';
import type { LegFacts } from '../../src/core/attempt.ts';
import { failure, leg } from '../support/legs.ts';
import { plan, sequence, type PlanSetting } from '../support/round-rig.ts';

const legs = [leg('a', 0), leg('b', 1), leg('c', 2), leg('d', 3)];
const down = () => failure('server-error');

describe('a leg whose breaker is open', () => {
  const three = legs.slice(1);

  it('is passed over, and so is one that is out of service', () => {
    expect(sequence(three, down, { pauses: { b: 1, c: Infinity } })).toEqual({
      order: ['d'],
      skipped: ['b:breaker', 'c:isolated'],
    });
  });

  it('is tried in the end if its pause is over by then', () => {
    const pauses: Record<string, number> = { b: 100 };
    const made = plan(three, { pauses });
    expect(made.next()!.leg.name).toBe('c');
    made.started();
    pauses['b'] = 0;
    expect(made.next()!.leg.name).toBe('b');
    expect(made.skipped()).toEqual([]);
  });

  it.each<[string, PlanSetting, string[]]>([
    ['the one whose pause ends first', { pauses: { b: 900, c: 300, d: 600 } }, ['c']],
    ['the first of those that are equal', { pauses: { b: 300, c: 300, d: 300 } }, ['b']],
    ['no leg that is out of service', { pauses: { b: Infinity, c: 900, d: Infinity } }, ['c']],
    ['none at all if all are', { pauses: { b: Infinity, c: Infinity, d: Infinity } }, []],
    ['none that asked to be left alone', { pauses: { b: 900, c: 300, d: 600 }, waits: { c: 1, d: 1 } }, ['b']],
    ['none while one can be waited for', { pauses: { b: 900, c: 300 }, waits: { d: 5_000 } }, ['d+5000']],
    ['one if the others cannot be waited for', { pauses: { b: 900, c: 300 }, waits: { d: 5_001 } }, ['c']],
    ['one that can take the request', { pauses: { b: 900, c: 300, d: 600 }, unable: { c: 'file' } }, ['d']],
    ['one rather than one that cannot', { pauses: { b: 900, c: Infinity }, unable: { d: 'file' } }, ['b']],
    ['none if there is no time', { pauses: { b: 900, c: 300, d: 600 }, left: { ms: 249 } }, []],
  ])('is the last resort when no leg may be tried: %s', (_, setting, order) => {
    expect(sequence(three, down, setting).order).toEqual(order);
  });

  it('gets one try as a last resort, and is not left alone for its pause then', () => {
    const made = plan([leg('a', 0, { retries: 3 }), leg('b', 1)], { pauses: { a: 300, b: 900 }, waits: { b: 9_000 } });
    const { leg: a } = made.next()!;
    made.started();
    expect([made.isLastResort(a), made.isLastResort(legs[1]!)]).toEqual([true, false]);
    expect(made.hasRoomFor(a, 1, down())).toBe(false);
    expect(made.waitMs(a)).toBe(0);
    expect(made.next()).toBeUndefined();
    expect(made.skipped().map(({ leg, reason }) => `${leg.name}:${reason}`)).toEqual(['b:breaker']);
  });
});

describe('the time that a call has left', () => {
  it('is not spent on a wait that leaves too little of it', () => {
    const waits = { a: 1_000, b: 1_001 };
    expect(sequence(legs.slice(0, 1), down, { waits, left: { ms: 1_250 } }).order).toEqual(['a+1000']);
    expect(sequence(legs.slice(1, 2), down, { waits, left: { ms: 1_250 } }).order).toEqual([]);
    const made = plan(legs, { left: { ms: 1_250 }, waits });
    expect([made.fits(1_000), made.fits(1_001)]).toEqual([true, false]);
    expect([made.waitMs(legs[0]!), made.waitMs(legs[1]!)]).toEqual([1_000, undefined]);
  });

  it('leaves out every leg when it is too little, with that reason', () => {
    const left = { ms: 250 };
    const made = plan(legs.slice(0, 3), { left, waits: { c: 100 } });
    expect(made.next()!.leg.name).toBe('a');
    made.started();
    left.ms = 249;
    expect([made.mayHaveMore(), made.next(), made.mayHaveMore()]).toEqual([true, undefined, false]);
    expect(made.skipped().map(({ leg, reason }) => `${leg.name}:${reason}`)).toEqual(['b:deadline', 'c:deadline']);
  });
});

describe('whether there is another leg', () => {
  const [a, b] = legs as [LegFacts, LegFacts];

  it.each<[string, PlanSetting, boolean]>([
    ['one that may be tried', {}, true],
    ['one that can be waited for', { waits: { b: 5_000 } }, true],
    ['one that has to be waited for too long', { waits: { b: 5_001 } }, false],
    ['one whose breaker is open', { pauses: { b: 1 } }, false],
    ['one that cannot take the request', { unable: { b: 'file' } }, false],
    ['one that would be a try too many', { maxAttempts: 1 }, false],
    ['one for which the time just suffices', { left: { ms: 250 } }, true],
    ['one for which there is no time', { left: { ms: 249 } }, false],
  ])('is told: %s', (_, setting, expected) => {
    const made = plan([a, b], setting);
    made.next();
    made.started();
    expect(made.hasOther(a)).toBe(expected);
  });

  it('is told of later on, too, as long as there may be another try', () => {
    const made = plan([a, b], { maxAttempts: 1, pauses: { b: 100 } });
    made.next();
    expect(made.mayHaveMore()).toBe(true);
    made.started();
    expect(made.mayHaveMore()).toBe(false);
  });

  it('does not count the leg itself, nor what was tried', () => {
    const made = plan([a, b]);
    expect([made.hasOther(a), plan([a]).hasOther(a), made.mayHaveMore()]).toEqual([true, false, true]);
    made.next();
    made.next();
    expect([made.hasOther(a), made.mayHaveMore()]).toEqual([false, false]);
    made.putBack(b);
    expect([made.hasOther(a), made.hasOther(b), made.next()!.leg.name]).toEqual([true, false, 'b']);
  });
});
