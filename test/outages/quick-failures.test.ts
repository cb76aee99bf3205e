/** Failures that are much quicker than answers: what ends first is no measure of what works. */
import { describe, expect, it } from 'vitest';
import { ask, steadily, type Call } from './callers.ts';
import { isAnswered, isAnsweredBy, openingsOf, randomOf, simulate } from './simulation.ts';
import { answer, status } from './upstream.ts';

describe('failures that are quicker than answers', () => {
  it('of some callers open nothing, from the first call on', async () => {
    const simulation = simulate(
      [({ call }) => (call.startsWith('bad') ? status(503, 10) : answer(500)), () => answer(500)],
      { retries: { perLeg: 0 } },
    );
    const calls: Call[] = [];
    for (let index = 0; index < 2_000; index += 1) {
      const name = `${index % 5 === 4 ? 'bad' : 'good'} ${index}`;
      simulation.clock.at(index * 10, () => void ask(simulation, name).then(call => calls.push(call)));
    }
    await simulation.clock.runOut(1e6);
    expect(openingsOf(simulation, 'a')).toEqual([]);
    expect(calls.filter(call => isAnsweredBy('a')(call))).toHaveLength(1_600);
  });

  it('do not keep legs closed that are well again', async () => {
    const random = randomOf(1);
    const leg = ({ at }: { at: number }) => (at < 20_000 || random() < 0.05 ? status(503, 10) : answer(3_000));
    const simulation = simulate([leg, leg], { random });
    const calls = steadily({ ...simulation, maxRetries: 0 }, { everyMs: 10, untilMs: 60_000 });
    await simulation.clock.runOut(1e7);
    const later = calls.filter(({ at }) => at > 30_000);
    expect(later.filter(isAnswered).length / later.length).toBeGreaterThan(0.99);
  });
});
