import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLatencies, type Latencies } from '../../src/health/latencies.ts';

const note = (latencies: Latencies, times: Iterable<number>, key = 'a') => {
  for (const ms of times) latencies.note(key, ms);
};
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe('createLatencies', () => {
  it('says nothing before the twentieth time', () => {
    const latencies = createLatencies();
    expect(latencies.p95('a')).toBeUndefined();
    note(latencies, upTo(19));
    expect(latencies.p95('a')).toBeUndefined();
    latencies.note('a', 20);
    expect(latencies.p95('a')).toBe(19);
    expect(latencies.p95('b')).toBeUndefined();
  });

  it.each([
    [20, 19],
    [21, 20],
    [40, 38],
    [99, 95],
    [100, 95],
  ])('takes the nearest rank: of 1 to %i it is %i', (count, expected) => {
    const latencies = createLatencies();
    note(latencies, upTo(count).toReversed());
    expect(latencies.p95('a')).toBe(expected);
  });

  it('forgets what is older than the last hundred', () => {
    const latencies = createLatencies();
    note(
      latencies,
      Array.from({ length: 100 }, () => 60_000),
    );
    note(latencies, upTo(94));
    expect(latencies.p95('a')).toBe(60_000);
    const slow = createLatencies();
    note(
      slow,
      Array.from({ length: 100 }, () => 60_000),
    );
    note(slow, upTo(95));
    expect(slow.p95('a')).toBe(95);
  });

  it('stands still for nine notes, and moves with the tenth', () => {
    const latencies = createLatencies();
    note(latencies, upTo(100));
    expect(latencies.p95('a')).toBe(95);
    note(
      latencies,
      Array.from({ length: 9 }, () => 60_000),
    );
    expect(latencies.p95('a')).toBe(95);
    latencies.note('a', 60_000);
    expect(latencies.p95('a')).toBe(60_000);
  });

  it('ignores what is no time', () => {
    const latencies = createLatencies();
    note(latencies, [Number.NaN, Infinity, -Infinity, -1, '5' as unknown as number]);
    note(latencies, upTo(19));
    expect(latencies.p95('a')).toBeUndefined();
    latencies.note('a', 0);
    expect(latencies.p95('a')).toBe(18);
  });

  it('forgets the keys that were not asked for longest when there are too many', () => {
    const latencies = createLatencies();
    note(latencies, upTo(20));
    for (const time of upTo(20)) latencies.note('b', time);
    for (let key = 0; key < 998; key += 1) latencies.note(`key ${key}`, 1);
    expect(latencies.p95('a')).toBe(19);
    latencies.note('one more', 1);
    expect(latencies.p95('a')).toBe(19);
    expect(latencies.p95('b')).toBeUndefined();
  });

  it('is a percentile of at most nine notes ago, whenever it is asked', () => {
    const time = fc.oneof(fc.nat(100), fc.double({ min: 0, max: 100_000, noNaN: true }));
    const asked = fc.record({ ms: time, isAsked: fc.boolean() });
    fc.assert(
      fc.property(fc.array(asked, { minLength: 20, maxLength: 250, size: 'max' }), steps => {
        const latencies = createLatencies();
        const noted: number[] = [];
        const percentileAt = (count: number) => {
          const last = noted.slice(Math.max(0, count - 100), count);
          return last.find(ms => last.filter(other => other <= ms).length >= 0.95 * last.length && isLeast(last, ms));
        };
        for (const { ms, isAsked } of steps) {
          latencies.note('a', ms);
          noted.push(ms);
          if (!isAsked || noted.length < 20) continue;
          const candidates = Array.from({ length: Math.min(10, noted.length - 19) }, (_, ago) => noted.length - ago);
          expect(candidates.map(percentileAt)).toContain(latencies.p95('a'));
        }
      }),
      { numRuns: 50 },
    );
  });
});

/** Whether fewer than 95 % are below it. */
const isLeast = (times: readonly number[], ms: number) =>
  times.filter(other => other < ms).length < 0.95 * times.length;
