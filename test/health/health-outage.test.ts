/** Outages as callers see them: calls at a steady rate, which go elsewhere while the leg may not be asked. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/runtime/clock.ts';
import { createHealth, type HealthCall, type LegRef } from '../../src/health/health.ts';
import { failure } from '../support/legs.ts';
import { sized } from '../support/run-length.ts';

const leg: LegRef = { key: 'primary#0', name: 'primary' };
const problem = failure('upstream-failure');
const SEEDS = { numRuns: sized({ usual: 100, bounded: 1_000, full: 1_000 }) };
/** When the primary goes down, and when it is up again. */
const DOWN_AT = 1_000_000;
const UP_AT = DOWN_AT + 60_000;
/** The longest pause of an outage, varied upwards. */
const LONGEST_MS = 15_000 * 1.2;

interface Call {
  call: HealthCall;
  beganAt: number;
  endsAt: number;
  fails: boolean;
}

/** A linear congruential generator: what a seed draws stays the same. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Calls to a leg that end by themselves, on a clock that moves with them. */
function createTraffic(random: () => number) {
  let time = 0;
  const health = createHealth({ clock: { ...systemClock, monotonic: () => time }, random });
  let underWay: Call[] = [];
  const begun: Call[] = [];
  const refusedAt: number[] = [];
  const openedAt: number[] = [];
  const add = (call: Call) =>
    void underWay.splice(underWay.findLastIndex(({ endsAt }) => endsAt <= call.endsAt) + 1, 0, call);

  return {
    begun,
    refusedAt,
    openedAt,
    /** Moves the time on, and ends what ends until then. */
    goTo(until: number): void {
      while (underWay[0] && underWay[0].endsAt <= until) {
        const { call, endsAt, fails } = underWay.shift()!;
        time = endsAt;
        const change = fails ? call.failed(problem) : call.succeeded();
        if (change?.state === 'open') openedAt.push(time);
      }
      time = until;
    },
    begin(fails: boolean, longestMs: number): void {
      const call = health.begin(leg);
      if (!call) return void refusedAt.push(time);
      const entry = { call, beganAt: time, endsAt: time + Math.floor(random() * longestMs), fails };
      begun.push(entry);
      add(entry);
    },
    /** What is under way fails. */
    cut(longestMs: number): void {
      const calls = underWay;
      underWay = [];
      for (const call of calls)
        add(Object.assign(call, { fails: true, endsAt: time + Math.floor(random() * longestMs) }));
    },
  };
}

describe('a leg that is down for a minute', () => {
  const ANSWER_MS = 3_000;

  function simulate(seed: number, everyMs: number, failMs: number) {
    const random = createRandom(seed);
    const traffic = createTraffic(random);
    const first = DOWN_AT - 20_000 - Math.floor(random() * everyMs);
    let isCut = false;
    for (let at = first; at < UP_AT + 40_000; at += everyMs) {
      if (at >= DOWN_AT && !isCut) {
        traffic.goTo(DOWN_AT);
        traffic.cut(failMs);
        isCut = true;
      }
      traffic.goTo(at);
      const isDown = at >= DOWN_AT && at < UP_AT;
      traffic.begin(isDown, isDown ? failMs : ANSWER_MS);
    }
    return traffic;
  }

  it.each([
    { rate: 'a call in 4 seconds', everyMs: 4_000 },
    { rate: '50 calls a second', everyMs: 20 },
  ])('is asked five times and once a pause, and again soon after: $rate', ({ everyMs }) => {
    fc.assert(
      fc.property(fc.nat(2 ** 32 - 1), fc.integer({ min: 1, max: 2_000 }), (seed, failMs) => {
        const { begun, openedAt, refusedAt } = simulate(seed, everyMs, failMs);
        const whileDown = begun.filter(({ beganAt }) => beganAt >= DOWN_AT && beganAt < UP_AT);
        const openAt = openedAt[0]!;
        // Five that began one after the other open it, as soon as the last of them has failed.
        const most = 4 + Math.ceil(failMs / everyMs);
        expect(whileDown.filter(({ endsAt }) => endsAt < openAt).length).toBeLessThanOrEqual(most);
        const probes = whileDown.filter(({ beganAt }) => beganAt > openAt);
        expect(probes.length).toBeLessThanOrEqual(openedAt.length);
        expect(probes.every((probe, index) => index === 0 || probe.beganAt >= probes[index - 1]!.endsAt)).toBe(true);
        if (everyMs === 4_000) expect(whileDown.length).toBeLessThanOrEqual(10);

        const answer = begun.find(({ beganAt }) => beganAt >= UP_AT)!;
        expect(answer.beganAt - UP_AT).toBeLessThanOrEqual(LONGEST_MS + failMs + everyMs);
        expect(refusedAt.filter(at => at >= answer.endsAt)).toEqual([]);
      }),
      SEEDS,
    );
  });
});

describe('half of the callers failing', () => {
  it('does not open the breaker, one after the other', () => {
    const { begun, openedAt, ...traffic } = createTraffic(() => 0.5);
    for (let at = 0; at < 1_000; at += 1) {
      traffic.goTo(at * 10);
      traffic.begin(at % 2 === 0, 10);
    }
    expect([begun.length, openedAt]).toEqual([1_000, []]);
  });

  it('does not open it where calls overlap, and failures take as long as answers or longer', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 32 - 1), fc.integer({ min: 1_000, max: 3_000 }), (seed, failMs) => {
        const traffic = createTraffic(createRandom(seed));
        for (let call = 0; call < 1_000; call += 1) {
          traffic.goTo(call * 20);
          // Five seconds in which all is well.
          const fails = call >= 250 && call % 2 === 0;
          traffic.begin(fails, fails ? failMs : 1_000);
        }
        traffic.goTo(30_000);
        expect(traffic.openedAt).toEqual([]);
      }),
      SEEDS,
    );
  });

  it.each([100, 1_000])(
    'does not open it when %i begin in one tick, whether they end in their order or the failed last',
    count => {
      const orders: ((first: number, second: number) => number)[] = [
        (first, second) => first - second,
        (first, second) => (second % 2) - (first % 2) || first - second,
      ];
      for (const order of orders) {
        const health = createHealth({ clock: { ...systemClock, monotonic: () => DOWN_AT } });
        const calls = Array.from({ length: count }, () => health.begin(leg)!);
        for (const index of [...calls.keys()].sort(order)) {
          if (index % 2 === 0) calls[index]!.failed(problem);
          else calls[index]!.succeeded();
        }
        expect(health.pauseMs(leg)).toBe(0);
      }
    },
  );
});
