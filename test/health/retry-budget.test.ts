import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/runtime/clock.ts';
import { createRetryBudget } from '../../src/health/retry-budget.ts';
import { createManualClock } from '../support/manual-clock.ts';

const times = (count: number, act: () => void) => {
  for (let index = 0; index < count; index += 1) act();
};

describe('createRetryBudget', () => {
  it('lets retries run above half and stops them at half', () => {
    const budget = createRetryBudget({ minRetriesPerSecond: 0 });
    times(49, budget.failed);
    expect(budget.mayRetry()).toBe(true);
    budget.failed();
    expect([budget.snapshot().tokens, budget.isLow(), budget.mayRetry(), budget.mayHedge()]).toEqual([
      50,
      true,
      false,
      false,
    ]);
  });

  it('fills up with success: five answers for one failure, never above its capacity', () => {
    const budget = createRetryBudget({ minRetriesPerSecond: 0 });
    times(50, budget.failed);
    times(4, budget.succeeded);
    expect(budget.snapshot().tokens).toBeCloseTo(50.8);
    expect(budget.mayRetry()).toBe(true);
    times(10_000, budget.succeeded);
    expect(budget.snapshot().tokens).toBe(100);
  });

  it('keeps a floor of one retry a second, but none for hedges', async () => {
    const clock = createManualClock();
    const budget = createRetryBudget({ clock });
    times(1_000, budget.failed);
    expect(budget.snapshot().tokens).toBe(0);
    expect([budget.mayRetry(), budget.mayRetry(), budget.mayHedge()]).toEqual([true, false, false]);
    await clock.advance(999);
    expect(budget.mayRetry()).toBe(false);
    await clock.advance(1);
    expect(budget.mayRetry()).toBe(true);
  });

  it('takes a token for each hedge: about a fifth of calls for long', () => {
    const budget = createRetryBudget();
    let hedges = 0;
    times(10_000, () => {
      if (budget.mayHedge()) hedges += 1;
      budget.succeeded();
    });
    expect(hedges).toBeGreaterThan(2_000);
    expect(hedges).toBeLessThan(2_100);
  });

  it.each([-300_000, 300_000, -1_700_000_000_000])(
    'keeps its floor when the wall clock is set by %i ms',
    async byMs => {
      const clock = createManualClock();
      const budget = createRetryBudget({ clock });
      times(100, budget.failed);
      expect([budget.mayRetry(), budget.mayRetry()]).toEqual([true, false]);
      clock.setWall(byMs);
      expect(budget.mayRetry()).toBe(false);
      await clock.advance(999);
      expect(budget.mayRetry()).toBe(false);
      await clock.advance(1);
      expect(budget.mayRetry()).toBe(true);
    },
  );

  it('refuses a hedge without a price', () => {
    const budget = createRetryBudget();
    times(60, budget.failed);
    times(10, budget.mayHedge);
    expect(budget.snapshot().tokens).toBe(40);
  });

  it.each([
    { name: 'an answer', act: 'succeeded', gain: 0.2 },
    { name: 'a failure', act: 'failed', gain: -1 },
    { name: 'a retry', act: 'mayRetry', gain: 0 },
    { name: 'a hedge', act: 'mayHedge', gain: -1 },
  ] as const)('moves by $gain with $name', ({ act, gain }) => {
    const budget = createRetryBudget();
    times(10, budget.failed);
    budget[act]();
    expect(budget.snapshot().tokens).toBeCloseTo(90 + gain);
  });

  it('admits no more than half of its tokens, what answers gave back, and the floor', () => {
    const step = fc.oneof(
      // As in a call: what failed is counted before a retry is asked for.
      { weight: 4, arbitrary: fc.constant('fail and retry' as const) },
      { weight: 4, arbitrary: fc.constant('hedge' as const) },
      { weight: 3, arbitrary: fc.constant('succeed' as const) },
      { weight: 2, arbitrary: fc.nat(1_500) },
    );
    const options = fc.record({
      capacity: fc.integer({ min: 1, max: 60 }),
      minRetriesPerSecond: fc.constantFrom(0, 1, 5),
    });
    let refused = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 50, maxLength: 250, size: 'max' }), options, (steps, chosen) => {
        const { capacity, minRetriesPerSecond } = chosen;
        let time = 1_000_000;
        const budget = createRetryBudget({ ...chosen, clock: { ...systemClock, monotonic: () => time } });
        let answers = 0;
        let hedges = 0;
        let retries = 0;
        let floorRetries = 0;
        for (const next of steps) {
          const before = budget.snapshot().tokens;
          if (typeof next === 'number') time += next;
          else if (next === 'succeed') {
            answers += 1;
            budget.succeeded();
          } else if (next === 'hedge') {
            const isHedged = budget.mayHedge();
            if (isHedged !== before > capacity / 2) return false;
            if (isHedged) hedges += 1;
            else refused += 1;
          } else {
            budget.failed();
            const isLow = budget.isLow();
            if (!budget.mayRetry()) refused += 1;
            else if (isLow) floorRetries += 1;
            else retries += 1;
          }
          const { tokens } = budget.snapshot();
          if (tokens < 0 || tokens > capacity) return false;
        }
        const floor = minRetriesPerSecond === 0 ? 0 : 1 + ((time - 1_000_000) / 1_000) * minRetriesPerSecond;
        // The last of them may use up a token that is only just above half.
        return hedges + retries <= capacity / 2 + 0.2 * answers + 1 && floorRetries <= floor;
      }),
      { numRuns: 1_000 },
    );
    expect(refused).toBeGreaterThan(1_000);
  });

  it('names a wrong option', () => {
    expect(() => createRetryBudget({ capacity: 0 })).toThrow(
      'createRetryBudget: option `capacity` takes a number from 1; got 0.',
    );
  });
});
