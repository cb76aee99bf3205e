/** Where durations come from: the real clock, and users' clocks that can only say what time it is. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { resolveClock, systemClock, type Clock } from '../../src/runtime/clock.ts';

afterEach(() => void vi.useRealTimers());

const withoutMonotonic = (now: () => number): Clock => ({ now, setTimeout: () => 0, clearTimeout: () => {} });

describe('the real clock', () => {
  it('measures on when the wall clock is set', () => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-21T12:00:00Z') });
    const before = systemClock.monotonic();
    for (const date of ['2026-11-21T11:00:00Z', '1970-01-01T00:00:00Z', '2026-11-21T13:00:00Z']) {
      vi.setSystemTime(new Date(date));
      expect(systemClock.now()).toBe(Date.parse(date));
      const elapsed = systemClock.monotonic() - before;
      expect(elapsed >= 0 && elapsed < 60_000).toBe(true);
    }
  });

  it('reads whole milliseconds, and is what is used by default', () => {
    expect(Number.isInteger(systemClock.monotonic())).toBe(true);
    expect(resolveClock('x', undefined)).toBe(systemClock);
  });
});

describe('a clock without a monotonic reading', () => {
  it('counts its steps forward, and none back', () => {
    let time = 1_000_000;
    const clock = resolveClock(
      'x',
      withoutMonotonic(() => time),
    );
    const start = clock.monotonic();
    const elapsed = () => clock.monotonic() - start;
    time += 400;
    expect(elapsed()).toBe(400);
    time -= 3_600_000;
    expect(elapsed()).toBe(400);
    time += 100;
    expect(elapsed()).toBe(500);
    time += 3_600_000;
    expect(elapsed()).toBe(3_600_500);
    expect(clock.now()).toBe(time);
  });

  it('survives a reading that is no number', () => {
    let time = 1_000;
    const clock = resolveClock(
      'x',
      withoutMonotonic(() => time),
    );
    const start = clock.monotonic();
    time = Number.NaN;
    expect(clock.monotonic()).toBe(start);
    time = 2_000;
    clock.monotonic();
    time = 2_300;
    expect(clock.monotonic()).toBe(start + 300);
  });

  it('is one clock for all that share it, and is not written to', () => {
    const given = Object.freeze(withoutMonotonic(() => 5));
    expect(resolveClock('x', given)).toBe(resolveClock('y', given));
    const own = { ...given, monotonic: () => 7 };
    expect(resolveClock('x', own)).toBe(own);
  });
});

it.each<[unknown, string]>([
  [5, '5'],
  [null, 'null'],
  [{ now: () => 0 }, 'an object'],
])('what is no clock is named: %s', (clock, shown) => {
  expect(() => resolveClock('createHealth', clock as never)).toThrow(
    new TypeError(
      `createHealth: option \`clock\` takes an object with \`now\`, \`setTimeout\`, \`clearTimeout\`, and maybe \`monotonic\`; got ${shown}.`,
    ),
  );
});

it.each<['now' | 'monotonic', unknown, string]>([
  ['monotonic', 5, '5'],
  ['monotonic', async () => 0, 'an async function'],
  ['now', async () => 0, 'an async function'],
])('a function of a clock that is none is named: %s', (name, value, shown) => {
  expect(() => resolveClock('createHealth', { ...withoutMonotonic(() => 0), [name]: value })).toThrow(
    new TypeError(
      `createHealth: option \`clock.${name}\` takes a function that returns milliseconds at once; got ${shown}.`,
    ),
  );
});
