/** Both legs are down, and one of them comes back: whichever it is, it is found soon. */
import { describe, expect, it } from 'vitest';
import { sized } from '../support/run-length.ts';
import { steadily } from './callers.ts';
import { isAnswered, randomOf, simulate, type FateOf } from './simulation.ts';
import { answer, hang, status, type Fate } from './upstream.ts';

/** Of so many seeds: a third of them, at least one. */
const some = (seeds: number) => sized({ usual: Math.ceil(seeds / 3), bounded: seeds, full: seeds });

const DOWN_AT = 2_000;

interface Return {
  returning: 0 | 1;
  everyMs: number;
  fate: Fate;
  attemptMs?: number;
  maxRetries?: number;
}

/** Milliseconds from the return to the first answer, and to the last call that begins in vain. */
async function comeBack(seed: number, { returning, everyMs, fate, attemptMs, maxRetries = 2 }: Return) {
  const random = randomOf(seed);
  const upAt = DOWN_AT + 8_000 + random() * 12_000;
  const fates = [0, 1].map((index): FateOf => {
    const until = index === returning ? upAt : Infinity;
    return ({ at }) => (at >= DOWN_AT && at < until ? fate : answer(50));
  });
  const simulation = simulate(fates, { random, ...(attemptMs !== undefined && { timeouts: { attemptMs } }) });
  const calls = steadily({ ...simulation, maxRetries }, { everyMs, untilMs: upAt + 9_000 });
  await simulation.clock.runOut(upAt + 100_000);
  const answered = calls.filter(call => isAnswered(call) && call.endedAt >= upAt);
  const inVain = calls.filter(call => !isAnswered(call) && call.at >= upAt);
  return {
    firstMs: Math.min(...answered.map(({ endedAt }) => endedAt)) - upAt,
    lastInVainMs: Math.max(0, ...inVain.map(({ at }) => at - upAt)),
  };
}

async function latest(seeds: number, given: Return) {
  let firstMs = 0;
  let lastInVainMs = 0;
  for (let seed = 0; seed < seeds; seed += 1) {
    const back = await comeBack(seed, given);
    firstMs = Math.max(firstMs, back.firstMs);
    lastInVainMs = Math.max(lastInVainMs, back.lastInVainMs);
  }
  return { firstMs, lastInVainMs };
}

describe.each([
  { leg: 'the primary', returning: 0 as const },
  { leg: 'the fallback', returning: 1 as const },
])('of two legs that are down $leg comes back', ({ returning }) => {
  it.each([
    { name: '25 calls a second', seeds: 2, everyMs: 40, fate: status(503, 10), withinMs: 2_000 },
    // The pauses are varied, so that the dead leg may be asked a few times more before it is the other's turn.
    { name: 'a call a second', seeds: 10, everyMs: 1_000, fate: status(503, 10), withinMs: 8_000 },
    // Its turn comes with the end of a try that was silent.
    { name: 'silent for 2 s', seeds: 3, everyMs: 50, fate: hang, attemptMs: 2_000, withinMs: 6_500 },
    { name: 'silent for 5 s', seeds: 3, everyMs: 50, fate: hang, attemptMs: 5_000, withinMs: 12_500 },
  ])('and answers within $withinMs ms, and every call from then on: $name', async ({ seeds, withinMs, ...given }) => {
    const { firstMs, lastInVainMs } = await latest(some(seeds), { returning, ...given });
    expect(firstMs).toBeLessThanOrEqual(withinMs);
    expect(lastInVainMs).toBeLessThanOrEqual(withinMs);
  });

  it('and answers the third call at the latest where they are rare, even without further rounds', async () => {
    const everyMs = 4_000;
    const { firstMs } = await latest(some(20), { returning, everyMs, fate: status(503, 10), maxRetries: 0 });
    expect(firstMs).toBeLessThanOrEqual(2 * everyMs + 4_000);
  });
});
