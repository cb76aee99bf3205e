/** A thousand calls in a tenth of a second are told to come back in two. */
import { describe, expect, it } from 'vitest';
import { ask, type Call } from './callers.ts';
import { isAnsweredBy, randomOf, simulate, type FateOf } from './simulation.ts';
import { answer, status, type Request } from './upstream.ts';

const COUNT = 1_000;
/** Those who come while it lasts. */
const LATE = 80;
const ASKED_MS = 2_000;

async function herd(legs: number, spreadMs: number, options: Parameters<typeof simulate>[1] = {}) {
  const random = randomOf(1);
  const limited: FateOf = ({ at }) =>
    at < 150 ? status(429, 20 + random() * 20, { 'retry-after': '2' }) : answer(300);
  const fates = [limited, () => answer(300)].slice(0, legs);
  const simulation = simulate(fates, { ...options, random });
  const { clock } = simulation;
  const calls: Call[] = [];
  const begin = (id: string) => void ask(simulation, id).then(call => calls.push(call));
  for (let index = 0; index < COUNT; index += 1) clock.at(random() * spreadMs, () => begin(`early ${index}`));
  for (let index = 0; index < LATE; index += 1) clock.at(200 + index * 20, () => begin(`late ${index}`));
  await clock.runOut(100_000);
  const [primary, fallback] = simulation.legs;
  const told = primary!.requests.filter(({ end }) => end === 'failed');
  const returned = primary!.requests.filter(({ at }) => at >= told[0]!.endedAt && at >= 150);
  return { calls, told, returned, fallback: fallback?.requests ?? [] };
}

const lastEnd = (requests: readonly Request[]) => Math.max(...requests.map(({ endedAt }) => endedAt));
const isLate = ({ id }: Call) => id.startsWith('late');

describe('a thousand calls that are told to come back in two seconds', () => {
  it.each([
    { name: 'in one tick', spreadMs: 0, options: {} },
    { name: 'over 100 ms', spreadMs: 100, options: {} },
    { name: 'over 100 ms, with further tries', spreadMs: 100, options: { retries: { perLeg: 2 } } },
  ])('by the only leg, $name: none asks earlier, none is lost, none is told twice', async ({ spreadMs, options }) => {
    const { calls, told, returned } = await herd(1, spreadMs, options);
    expect(returned.every(({ at }) => at >= lastEnd(told) + ASKED_MS)).toBe(true);
    expect(calls).toHaveLength(COUNT + LATE);
    expect(calls.every(isAnsweredBy('a'))).toBe(true);
    expect(told.length).toBeLessThanOrEqual(COUNT);
    // What waited comes back with the end of the wait, as the SDK does: nothing spreads it.
    expect(Math.max(...returned.map(({ at }) => at))).toBeLessThanOrEqual(lastEnd(told) + ASKED_MS + 100);
  });

  it.each([0, 100])(
    'by the primary, over %i ms: the fallback answers who comes meanwhile, and most of them',
    async spreadMs => {
      const { calls, told, returned, fallback } = await herd(2, spreadMs);
      expect(returned.every(({ at }) => at >= lastEnd(told) + ASKED_MS)).toBe(true);
      expect(calls).toHaveLength(COUNT + LATE);
      expect(calls.filter(isLate).every(isAnsweredBy('b'))).toBe(true);
      // As many wait for the primary as the budget has second tries for.
      expect(returned.length).toBeLessThanOrEqual(50);
      expect(calls.filter(isAnsweredBy('a'))).toHaveLength(returned.length);
      expect(calls.filter(isAnsweredBy('b'))).toHaveLength(fallback.length);
      // Those who come after the first was told do not even ask.
      if (spreadMs > 0) expect(told.length).toBeLessThan(COUNT / 2);
    },
  );
});
