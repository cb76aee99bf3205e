import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  afterFailure,
  afterSuccess,
  beginProbe,
  CLOSED,
  isBreakerState,
  isClean,
  pauseMs,
  type BreakerState,
} from '../../src/health/breaker.ts';
import { BREAKER_DEFAULTS } from '../../src/health/breaker-limits.ts';

const DAY = 1_700_000_000_000;

/** A call of an outage in which only the rate opens a breaker. */
interface Ended {
  at: number;
  isAnswered: boolean;
}

const rateOnly = { ...BREAKER_DEFAULTS, consecutiveFailures: Number.MAX_SAFE_INTEGER };
const alone = { row: 1, answeredMeanwhile: 0, outlived: 0, isLastResort: false };
const transient = { ...alone, kind: 'transient' } as const;
const config = { ...alone, kind: 'config' } as const;
const after = (state: BreakerState, { at, isAnswered }: Ended) =>
  isAnswered ? afterSuccess(state, at, 0, rateOnly) : afterFailure(state, at, transient, rateOnly, 0.5);
/** The state after calls, up to the one that opened it. */
const afterAll = (calls: readonly Ended[]) =>
  calls.reduce((state, call) => (state.openUntil > 0 ? state : after(state, call)), CLOSED);
const failures = (times: number, at: number): Ended[] =>
  Array.from({ length: times }, () => ({ at, isAnswered: false }));
const answers = (times: number, at: number): Ended[] => Array.from({ length: times }, () => ({ at, isAnswered: true }));
const isBad = (calls: readonly Ended[]) =>
  calls.length >= 20 && calls.filter(call => !call.isAnswered).length / calls.length > 0.8;

describe('the window of a breaker', () => {
  it('slides: what failed on both sides of a fixed border opens it', () => {
    const calls = [...failures(10, DAY + 29_000), ...failures(9, DAY + 31_000)];
    expect(afterAll(calls).openUntil).toBe(0);
    expect(afterAll([...calls, ...failures(1, DAY + 40_000)]).openUntil).toBeGreaterThan(0);
  });

  it('forgets a call after 27 to 30 seconds', () => {
    const isOpenAfter = (ms: number) => afterAll([...failures(19, DAY), ...failures(1, DAY + ms)]).openUntil > 0;
    expect([26_999, 30_000].map(isOpenAfter)).toEqual([true, false]);
  });

  it('opens above four fifths, not at four fifths', () => {
    const calls = [...failures(1, DAY), ...answers(4, DAY), ...failures(15, DAY)];
    expect(afterAll(calls).openUntil).toBe(0);
    expect(afterAll([...calls, ...failures(1, DAY)]).openUntil).toBeGreaterThan(0);
  });

  it('counts what was answered while its first failed call ran', () => {
    const first = afterFailure(CLOSED, DAY, { ...transient, row: 0, answeredMeanwhile: 50 }, BREAKER_DEFAULTS, 0.5);
    const state = failures(49, DAY).reduce(
      before => afterFailure(before, DAY, { ...transient, row: 0, answeredMeanwhile: 50 }, BREAKER_DEFAULTS, 0.5),
      first,
    );
    expect(state).toMatchObject({ openUntil: 0, consecutive: 0, window: [{ calls: 100, failures: 50 }] });
  });

  it('is clean again, and counts nothing, once no failure is left in it', () => {
    const failed = afterAll(failures(3, DAY));
    const answered = afterAll([...failures(3, DAY), ...answers(5, DAY + 20_000)]);
    expect([isClean(CLOSED), isClean(failed), isClean(answered)]).toEqual([true, false, false]);
    const clean = afterSuccess(answered, DAY + 30_000, 0, rateOnly);
    expect(isClean(clean)).toBe(true);
    expect(afterSuccess(clean, DAY + 31_000, 0, rateOnly)).toBe(clean);
  });

  it('opens whenever 27 seconds were bad, and never but for 30 seconds that were bad', () => {
    const call = fc.record({
      waitMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 4_000 })),
      isAnswered: fc.double({ min: 0, max: 1, noNaN: true }).map(chance => chance > 0.82),
    });
    let opened = 0;
    fc.assert(
      fc.property(fc.array(call, { minLength: 20, maxLength: 120 }), fc.nat(100_000), (drawn, start) => {
        let at = DAY + start;
        let state = CLOSED;
        const calls: Ended[] = [];
        for (const { waitMs, isAnswered } of drawn) {
          at += waitMs;
          calls.push({ at, isAnswered });
          state = after(state, { at, isAnswered });
          const within = (ms: number) => calls.filter(ended => ended.at > at - ms);
          const recent = within(27_000);
          const sinceFailure = recent.slice(recent.findIndex(ended => !ended.isAnswered));
          if (state.openUntil > 0) {
            opened += 1;
            const last = within(30_000);
            return last.some((_, index) => isBad(last.slice(index)));
          }
          // What is older than 27 seconds may be counted as well, and may be better.
          const isAllRecent = recent.length === calls.length;
          if (isAllRecent && !isAnswered && isBad(sinceFailure)) return false;
        }
        return true;
      }),
      { numRuns: 2_000 },
    );
    expect(opened).toBeGreaterThan(100);
  });
});

describe('the pauses of a breaker', () => {
  const opened = afterFailure(CLOSED, DAY, config, BREAKER_DEFAULTS, 0.5);

  it('are not shortened by a failure that would open it for less', () => {
    const again = afterFailure(opened, DAY + 1_000, transient, BREAKER_DEFAULTS, 0.5);
    expect(pauseMs(again, DAY + 1_000, BREAKER_DEFAULTS)).toBe(59_000);
    expect(again).toMatchObject({ generation: opened.generation, timesOpened: opened.timesOpened + 1 });
  });

  it('double each on their own ladder: an outage is no reason to bench a leg for long over its configuration', () => {
    let state = CLOSED;
    let now = DAY;
    const fail = (call: typeof transient | typeof config) => {
      now += pauseMs(state, now, BREAKER_DEFAULTS);
      state = afterFailure(state, now, call, { ...BREAKER_DEFAULTS, consecutiveFailures: 1 }, 0.5);
      return pauseMs(state, now, BREAKER_DEFAULTS);
    };
    expect([transient, transient, transient, transient, config, config, transient].map(fail)).toEqual([
      5_000, 10_000, 15_000, 15_000, 60_000, 120_000, 15_000,
    ]);
  });

  it('end at most a second late by a clock that lags behind, and at once by one that was set back', () => {
    const at = (offset: number) => pauseMs(opened, DAY - offset, BREAKER_DEFAULTS);
    // 60 seconds, which another draw might have made 72.
    expect([0, 12_000, 13_000, 13_001, 300_000].map(at)).toEqual([60_000, 72_000, 72_000, 0, 0]);
  });

  it('end for a probe whose lease lies too far ahead', () => {
    const now = DAY + 60_000;
    const probing = beginProbe(opened, now, BREAKER_DEFAULTS);
    const at = (ms: number) => pauseMs(probing, now + ms, BREAKER_DEFAULTS);
    expect([0, 29_999, 30_000, -1_000].map(at)).toEqual([30_000, 1, 0, 30_000]);
    // What is left then is the pause itself.
    expect(at(-1_001)).toBe(1_001);
  });
});

describe('isBreakerState', () => {
  const good: BreakerState = { ...CLOSED, window: [{ at: 1, calls: 2, failures: 1 }] };

  it('takes what was written as JSON', () => {
    expect(isBreakerState(JSON.parse(JSON.stringify(good)))).toBe(true);
  });

  it.each(Object.keys(CLOSED))('refuses a state without a good `%s`', key => {
    for (const value of [undefined, null, Number.NaN, Infinity, -1, 'x', {}, [null], [{ at: 1, calls: 1 }]]) {
      expect(isBreakerState({ ...good, [key]: value }), String(value)).toBe(false);
    }
  });

  it.each([[undefined], [null], [0], ['open'], [[]], [{}], [() => CLOSED]])('refuses %j', value => {
    expect(isBreakerState(value)).toBe(false);
  });
});
