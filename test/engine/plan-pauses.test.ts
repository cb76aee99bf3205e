import { describe, expect, it } from 'vitest';
import { nextLeg } from '../../src/engine/plan.ts';
import { fits, hasRoomFor, mayHaveMore, retryWaitMs } from '../../src/engine/room.ts';
import { failure, leg } from '../support/legs.ts';
import { noteAttempt, planned, sequence, skipped, type PlanSetting } from './open-call.ts';

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
    const made = planned(three, { pauses });
    expect(nextLeg(made)!.leg.name).toBe('c');
    noteAttempt(made);
    pauses['b'] = 0;
    expect(nextLeg(made)!.leg.name).toBe('b');
    expect(skipped(made)).toEqual([]);
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
    ['none if there is no time', { pauses: { b: 900, c: 300, d: 600 }, totalMs: 249 }, []],
  ])('is the last resort when no leg may be tried: %s', (_, setting, order) => {
    expect(sequence(three, down, setting).order).toEqual(order);
  });

  it('gets one try as a last resort, and is not left alone for its pause then', () => {
    const made = planned([leg('a', 0, { retries: 3 }), leg('b', 1)], {
      pauses: { a: 300, b: 900 },
      waits: { b: 9_000 },
    });
    const { leg: a } = nextLeg(made)!;
    noteAttempt(made);
    expect(made.plan!.lastResort).toBe(a);
    expect(hasRoomFor(made, a, 1, down())).toBe(false);
    expect(retryWaitMs(made, a)).toBe(0);
    expect(nextLeg(made)).toBeUndefined();
    expect(skipped(made)).toEqual(['b:breaker']);
  });
});

describe('the time that a call has left', () => {
  it('is not spent on a wait that leaves too little of it', () => {
    const waits = { a: 1_000, b: 1_001 };
    expect(sequence(legs.slice(0, 1), down, { waits, totalMs: 1_250 }).order).toEqual(['a+1000']);
    expect(sequence(legs.slice(1, 2), down, { waits, totalMs: 1_250 }).order).toEqual([]);
    const made = planned(legs, { totalMs: 1_250, waits });
    expect([fits(made, 1_000), fits(made, 1_001)]).toEqual([true, false]);
    expect([retryWaitMs(made, legs[0]!), retryWaitMs(made, legs[1]!)]).toEqual([1_000, undefined]);
  });

  it('leaves out every leg when it is too little, with that reason', async () => {
    const made = planned(legs.slice(0, 3), { totalMs: 250, waits: { c: 100 } });
    expect(nextLeg(made)!.leg.name).toBe('a');
    noteAttempt(made);
    await made.clock.advance(1);
    expect([mayHaveMore(made), nextLeg(made), mayHaveMore(made)]).toEqual([true, undefined, false]);
    expect(skipped(made)).toEqual(['b:deadline', 'c:deadline']);
  });
});
