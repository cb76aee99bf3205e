import { describe, expect, it } from 'vitest';
import { createRetryBudget } from '../../src/layers/retry-budget.ts';
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

  it('names a wrong option', () => {
    expect(() => createRetryBudget({ capacity: 0 })).toThrow(
      'createRetryBudget: option `capacity` takes a number from 1; got 0.',
    );
  });
});
