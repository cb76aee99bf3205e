/** Most answers begin after a second, one in twenty after twenty: what a hedge makes of that, and what it costs. */
import { describe, expect, it } from 'vitest';
import type { HedgeSettings } from '../../src/options/hedge-options.ts';
import { steadily } from './callers.ts';
import { allRequests, isAnswered, openingsOf, percentile, randomOf, simulate, timesOf } from './simulation.ts';
import { answer } from './upstream.ts';

const COUNT = 5_000;

interface Slow {
  hedge: HedgeSettings | false;
  /** Share of the slow answers. @default 0.05 */
  share?: number;
  everyMs?: number;
  operation?: 'generate' | 'stream';
  seed?: number;
}

async function slow({ hedge, share = 0.05, everyMs = 100, operation = 'stream', seed = 1 }: Slow) {
  const random = randomOf(seed);
  const bell = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const fateOf = () => answer(random() < share ? 20_000 : 1_000 * Math.exp(0.3 * bell()));
  const simulation = simulate([fateOf, fateOf], { random, hedge });
  const calls = steadily({ ...simulation, operation }, { everyMs, untilMs: COUNT * everyMs });
  await simulation.clock.runOut(100_000_000);
  expect(calls.filter(isAnswered)).toHaveLength(COUNT);
  expect(openingsOf(simulation, 'a')).toEqual([]);
  const times = calls.map(({ tookMs }) => tookMs);
  return {
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    extra: allRequests(simulation).length / COUNT - 1,
    hedges: timesOf(simulation, 'hedge-start').length,
  };
}

describe('one answer in twenty that is slow', () => {
  it('makes a p99 of twenty seconds without a hedge', async () => {
    expect(await slow({ hedge: false })).toMatchObject({ p99: 20_000, extra: 0 });
  });

  it.each([
    { operation: 'stream' as const, everyMs: 20 },
    { operation: 'generate' as const, everyMs: 100 },
  ])(
    'costs one call in twenty with a hedge after 2.5 s, and a p99 of four: $operation, one in $everyMs ms',
    async given => {
      const { p50, p99, extra, hedges } = await slow({ hedge: { afterMs: 2_500 }, ...given });
      expect(p50).toBeLessThanOrEqual(1_100);
      expect(p99).toBeLessThanOrEqual(4_000);
      expect(extra).toBeLessThanOrEqual(0.07);
      expect(hedges / COUNT).toBeCloseTo(extra);
    },
  );

  it('is hedged as well by what the leg usually takes, where it is one in thirty', async () => {
    const { p99, extra } = await slow({ hedge: { afterMs: 'p95' }, share: 0.03 });
    expect(p99).toBeLessThanOrEqual(4_000);
    expect(extra).toBeLessThanOrEqual(0.07);
  });

  it('is at the edge of what is usual, so that p95 is late for some: a p99 of six seconds at most', async () => {
    const { p99, extra } = await slow({ hedge: { afterMs: 'p95' }, seed: 2 });
    expect(p99).toBeLessThanOrEqual(6_000);
    expect(extra).toBeLessThanOrEqual(0.07);
  });
});
