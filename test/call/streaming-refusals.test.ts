import { describe, expect, it } from 'vitest';
import { createStreamingRefusals } from '../../src/call/streaming-refusals.ts';

describe('createStreamingRefusals', () => {
  it('believes a refusal for an hour', () => {
    let now = 5;
    const refusals = createStreamingRefusals(() => now);
    expect(refusals.isKnown('a', false)).toBe(false);
    refusals.remember('a', false);
    now += 3_599_999;
    expect([refusals.isKnown('a', false), refusals.isKnown('b', false)]).toEqual([true, false]);
    now += 1;
    expect(refusals.isKnown('a', false)).toBe(false);
  });

  it('believes one of calls with tools for these alone, and one of calls without for all', () => {
    const refusals = createStreamingRefusals(() => 0);
    refusals.remember('a', true);
    refusals.remember('b', false);
    expect(['a', 'b'].map(key => [refusals.isKnown(key, false), refusals.isKnown(key, true)])).toEqual([
      [false, true],
      [true, true],
    ]);
  });

  it('says once that something is news', () => {
    const refusals = createStreamingRefusals(() => 0);
    const asked: [string, boolean][] = [
      ['a', false],
      ['a', false],
      ['a', true],
      ['b', false],
      ['a', true],
    ];
    expect(asked.map(([key, hasTools]) => refusals.isNews(key, hasTools))).toEqual([true, false, true, true, false]);
  });

  it('keeps a thousand, the last ones', () => {
    const refusals = createStreamingRefusals(() => 0);
    for (let index = 0; index < 1_500; index += 1) refusals.remember(`key ${index}`, false);
    const known = Array.from({ length: 1_500 }, (_, index) => refusals.isKnown(`key ${index}`, false));
    expect([known.indexOf(true), known.filter(Boolean).length]).toEqual([500, 1_000]);
  });
});
