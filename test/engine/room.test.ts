import { describe, expect, it } from 'vitest';
import type { LegFacts } from '../../src/engine/attempt.ts';
import { nextLeg, putBack } from '../../src/engine/plan.ts';
import { fits, hasOther, hasRoomFor, mayHaveMore, retryWaitMs } from '../../src/engine/room.ts';
import { failure, leg } from '../support/legs.ts';
import { noteAttempt, planned, type PlanSetting } from './open-call.ts';

const legs = [leg('a', 0), leg('b', 1)];

describe('another try on the same leg', () => {
  it('needs retries left', () => {
    const made = planned([leg('a', 0, { retries: 2 })]);
    const { leg: a } = nextLeg(made)!;
    noteAttempt(made);
    expect([1, 2, 3].map(tries => hasRoomFor(made, a, tries, failure('overloaded')))).toEqual([true, true, false]);
  });

  it('never takes the place of an untried leg', () => {
    const made = planned([leg('a', 0, { retries: 2 }), leg('b', 1), leg('c', 2)], { maxAttempts: 4 });
    const { leg: a } = nextLeg(made)!;
    noteAttempt(made);
    expect(hasRoomFor(made, a, 1, failure('overloaded'))).toBe(true);
    noteAttempt(made);
    expect(hasRoomFor(made, a, 2, failure('overloaded'))).toBe(false);
  });

  it('takes no place of a leg that shares what is broken and will be skipped', () => {
    const made = planned([leg('a', 0, { retries: 1, gateway: 'g' }), leg('b', 1, { gateway: 'g' })], {
      maxAttempts: 2,
    });
    const { leg: a } = nextLeg(made)!;
    noteAttempt(made);
    expect(hasRoomFor(made, a, 1, failure('overloaded'))).toBe(false);
    expect(hasRoomFor(made, a, 1, failure('server-error', { scope: 'gateway' }))).toBe(true);
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
    ['one for which the time just suffices', { totalMs: 250 }, true],
    ['one for which there is no time', { totalMs: 249 }, false],
  ])('is told: %s', (_, setting, expected) => {
    const made = planned([a, b], setting);
    nextLeg(made);
    noteAttempt(made);
    expect(hasOther(made, a)).toBe(expected);
  });

  it('is told of later on, too, as long as there may be another try', () => {
    const made = planned([a, b], { maxAttempts: 1, pauses: { b: 100 } });
    nextLeg(made);
    expect(mayHaveMore(made)).toBe(true);
    noteAttempt(made);
    expect(mayHaveMore(made)).toBe(false);
  });

  it('does not count the leg itself, nor what was tried', () => {
    const made = planned([a, b]);
    expect([hasOther(made, a), hasOther(planned([a]), a), mayHaveMore(made)]).toEqual([true, false, true]);
    nextLeg(made);
    nextLeg(made);
    expect([hasOther(made, a), mayHaveMore(made)]).toEqual([false, false]);
    putBack(made, b);
    expect([hasOther(made, a), hasOther(made, b), nextLeg(made)!.leg.name]).toEqual([true, false, 'b']);
  });
});

describe('a wait', () => {
  it.each([
    [1_000, true, 1_000],
    [1_001, false, undefined],
  ])('of %i ms before an attempt fits: %s', (ms, isFit, waitMs) => {
    const made = planned(legs, { totalMs: 1_250, waits: { a: ms } });
    expect([fits(made, ms), retryWaitMs(made, legs[0]!)]).toEqual([isFit, waitMs]);
  });

  it('for a leg is not made longer than a call waits, nor for one whose breaker opened', () => {
    const made = planned(legs, { waits: { a: 5_001 }, pauses: { b: 1 } });
    expect([retryWaitMs(made, legs[0]!), retryWaitMs(made, legs[1]!)]).toEqual([undefined, undefined]);
  });
});
