/** A tenth of what the primary is asked fails at random. */
import { expect, it } from 'vitest';
import { steadily } from './callers.ts';
import { allRequests, isAnswered, isAnsweredBy, openingsOf, randomOf, simulate } from './simulation.ts';
import { answer, status } from './upstream.ts';

it.each([
  { count: 10_000, fallbackFails: 0.1, everyMs: 10, seed: 2 },
  { count: 2_000, fallbackFails: 0, everyMs: 500, seed: 3 },
])(
  'a tenth fails on the primary and $fallbackFails on the fallback, a call in $everyMs ms: nearly all is answered for an eighth more',
  async ({ count, fallbackFails, everyMs, seed }) => {
    const random = randomOf(seed);
    const failing = (share: number) => () => (random() < share ? status(503, 10) : answer(300 + random() * 400));
    const simulation = simulate([failing(0.1), failing(fallbackFails)], { random });
    const calls = steadily(simulation, { everyMs, untilMs: count * everyMs });
    await simulation.clock.runOut(100_000_000);
    expect(calls).toHaveLength(count);
    expect(calls.filter(isAnswered).length).toBeGreaterThanOrEqual(0.999 * count);
    expect(allRequests(simulation).length).toBeLessThanOrEqual(1.12 * count);
    // Its second try nearly always works and is nearly always made, and nothing benches it.
    expect(calls.filter(isAnsweredBy('a')).length).toBeGreaterThanOrEqual(0.978 * count);
    expect(openingsOf(simulation, 'a')).toEqual([]);
  },
);
