/**
 * The primary is down for a minute, and the fallback is well. How often the primary is asked in vain depends on how soon
 * five calls in a row have failed there: each is tried twice, and answers to older calls interrupt the row.
 */
import { describe, expect, it } from 'vitest';
import { sized } from '../support/run-length.ts';
import { steadily } from './callers.ts';
import { isAnswered, isAnsweredBy, openingsOf, randomOf, simulate, type FateOf } from './simulation.ts';
import { answer, status } from './upstream.ts';

const ALL_SEEDS = { rare: 200, often: 10, others: 5 };
const SEEDS = sized({ usual: { rare: 40, often: 3, others: 2 }, bounded: ALL_SEEDS, full: ALL_SEEDS });

const OUTAGE_MS = 60_000;
/** The primary's longest pause, varied upwards. */
const LONGEST_PAUSE_MS = 18_000;

interface Traffic {
  everyMs: number;
  /** Shortest answer, and by how much others take longer. */
  answerMs: readonly [least: number, spread: number];
  perLeg?: number;
}

async function outage(seed: number, { everyMs, answerMs, perLeg }: Traffic) {
  const random = randomOf(seed);
  const downAt = 4 * everyMs + 1_000 + random() * everyMs;
  const upAt = downAt + OUTAGE_MS;
  const good = () => answer(answerMs[0] + random() * answerMs[1]);
  const primary: FateOf = ({ at }) => (at >= downAt && at < upAt ? status(503, 5 + random() * 10) : good());
  const simulation = simulate([primary, good], { random, ...(perLeg !== undefined && { retries: { perLeg } }) });
  const { clock, legs } = simulation;
  const untilMs = upAt + LONGEST_PAUSE_MS + 2 * everyMs + 3_000;
  const calls = steadily(simulation, { everyMs, untilMs });
  const asked = legs[0]!.requests;
  const answeredAgain = () => asked.find(request => request.at >= upAt && request.end === 'answered');
  await clock.runUntil(upAt);
  for (let at = upAt; at < untilMs && !answeredAgain(); at += 1_000) await clock.runUntil(at);

  const openings = openingsOf(simulation, 'a');
  const inVain = asked.filter(({ at }) => at >= downAt && at < upAt);
  return {
    calls,
    openings,
    asked: inVain.length,
    beforeOpening: inVain.filter(({ at }) => at <= openings[0]!).length,
    openedMs: openings[0]! - downAt,
    probes: asked.filter(({ at }) => at > openings[0]! && at <= (answeredAgain()?.at ?? Infinity)),
    backMs: (answeredAgain()?.endedAt ?? Infinity) - upAt,
    fallback: legs[1]!.requests,
  };
}

type Outage = Awaited<ReturnType<typeof outage>>;

async function outages(count: number, traffic: Traffic): Promise<Outage[]> {
  const all: Outage[] = [];
  for (let seed = 0; seed < count; seed += 1) all.push(await outage(seed, traffic));
  return all;
}

const most = (all: readonly Outage[], key: 'asked' | 'beforeOpening' | 'openedMs' | 'backMs') =>
  Math.max(...all.map(one => one[key]));

/** What holds at any rate. */
function expectWellServed(all: readonly Outage[], { everyMs }: Traffic): void {
  for (const { calls, openings, probes, fallback } of all) {
    expect(calls.filter(call => !isAnswered(call))).toEqual([]);
    // Nobody asks it twice.
    expect(new Set(fallback.map(({ call }) => call)).size).toBe(fallback.length);
    expect(fallback.every(({ end }) => end !== 'failed')).toBe(true);
    // Once a pause, and one at a time.
    expect(probes.length).toBeLessThanOrEqual(openings.length);
    expect(probes.every(({ at }, index) => index === 0 || at >= probes[index - 1]!.endedAt)).toBe(true);
  }
  expect(most(all, 'backMs')).toBeLessThanOrEqual(LONGEST_PAUSE_MS + everyMs + 2_000);
}

describe('a primary that is down for a minute', () => {
  const rare: Traffic = { everyMs: 4_000, answerMs: [500, 1_000] };
  const often: Traffic = { everyMs: 20, answerMs: [20, 60] };

  it('at a call in four seconds is asked twice by four calls, once by the fifth and then once a pause, and answers again', async () => {
    const all = await outages(SEEDS.rare, rare);
    expectWellServed(all, rare);
    expect(most(all, 'beforeOpening')).toBeLessThanOrEqual(9);
    expect(most(all, 'asked')).toBeLessThanOrEqual(12);
  });

  it('at 50 calls a second is asked for a third of a second and then once a pause, and answers again', async () => {
    const all = await outages(SEEDS.often, often);
    expectWellServed(all, often);
    expect(most(all, 'openedMs')).toBeLessThanOrEqual(400);
    expect(most(all, 'beforeOpening')).toBeLessThanOrEqual(25);
    expect(most(all, 'asked')).toBeLessThanOrEqual(30);
  });

  it.each([
    { traffic: { ...rare, perLeg: 0 }, rate: 'a call in four seconds', limit: 9 },
    { traffic: { ...often, perLeg: 0 }, rate: '50 calls a second', limit: 14 },
  ])('without second tries at $rate is asked at most $limit times', async ({ traffic, limit }) => {
    const all = await outages(SEEDS.others, traffic);
    expectWellServed(all, traffic);
    expect(most(all, 'asked')).toBeLessThanOrEqual(limit);
  });

  it('is asked as long as it answers calls from before, and for half a second more', async () => {
    const traffic: Traffic = { everyMs: 20, answerMs: [500, 1_000] };
    const all = await outages(Math.min(3, SEEDS.others), traffic);
    expectWellServed(all, traffic);
    expect(most(all, 'openedMs')).toBeLessThanOrEqual(1_500 + 500);
    expect(all.every(({ asked, beforeOpening }) => asked - beforeOpening <= 6)).toBe(true);
  });

  it('serves nothing meanwhile and everything afterwards', async () => {
    const { calls, backMs } = await outage(1, often);
    const downAt = calls.find(call => !isAnsweredBy('a')(call))!.at;
    const meanwhile = calls.filter(({ at }) => at >= downAt && at < downAt + OUTAGE_MS - 100);
    expect(meanwhile.every(isAnsweredBy('b'))).toBe(true);
    const afterwards = calls.filter(({ at }) => at > downAt + OUTAGE_MS + backMs);
    expect(afterwards.length).toBeGreaterThan(0);
    expect(afterwards.every(isAnsweredBy('a'))).toBe(true);
  });
});
