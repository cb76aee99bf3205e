import { describe, expect, it } from 'vitest';
import { countCalls, isCallWindow, totalOf, type CallWindow } from '../../src/health/call-window.ts';

const count = (window: CallWindow, now: number, calls = 1, failures = 0) =>
  countCalls(window, now, 1_000, { calls, failures, doubtful: 0 });

describe('a window of calls', () => {
  it('adds up what it has seen, without changing what was there', () => {
    const one = count([], 0, 2, 1);
    const two = count(one, 99, 3, 0);
    const three = count(two, 100, 1, 1);
    expect([one, two, three].map(totalOf)).toEqual([
      { calls: 2, failures: 1, doubtful: 0 },
      { calls: 5, failures: 1, doubtful: 0 },
      { calls: 6, failures: 2, doubtful: 0 },
    ]);
    expect([one.length, two.length, three.length]).toEqual([1, 1, 2]);
  });

  it('counts doubtful refusals beside the failures', () => {
    const one = countCalls([], 0, 1_000, { calls: 2, failures: 0, doubtful: 1 });
    expect(totalOf(countCalls(one, 50, 1_000, { calls: 1, failures: 0, doubtful: 1 }))).toEqual({
      calls: 3,
      failures: 0,
      doubtful: 2,
    });
  });

  it('forgets by tenths: a call is counted for nine tenths of its time at least, and for all of it at most', () => {
    const first = count([], 50);
    expect(totalOf(count(first, 999)).calls).toBe(2);
    expect(totalOf(count(first, 1_000)).calls).toBe(1);
  });

  it('forgets what a clock that was set back would have counted for ever', () => {
    expect(totalOf(count(count([], 500_000), 1_000)).calls).toBe(1);
  });
});

it.each<[unknown, boolean]>([
  [[], true],
  [[{ at: 1, calls: 2, failures: 0 }], true],
  [[{ at: 1, calls: -2, failures: 0 }], false],
  [[{ at: 1, calls: Number.NaN, failures: 0 }], false],
  [[{ at: 1, calls: 1 }], false],
  [[{ at: 1, calls: 1, failures: 0, doubtful: 'one' }], false],
  [[null], false],
  [{}, false],
  ['text', false],
])('what a store says is a window, or it is not: %o', (value, isWindow) => {
  expect(isCallWindow(value)).toBe(isWindow);
});
