/** Three legs: when the third is asked beside others or after them, and whom a lost race is charged to. */
import { describe, expect, it } from 'vitest';
import { cut, hang, ok, status } from '../../mocks/index.ts';
import { createHealth } from '../../src/index.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { setUp } from './set-up.ts';
import { KINDS, startCall } from './start-call.ts';

const hedge = { afterMs: 5_000 };
const silentFor = (leg: string, ms: number) => ({ leg, category: 'timeout', rule: 'hedge:silent', ms });

describe.each(KINDS)('%s', kind => {
  it('is asked of the third leg once there is room beside a silent one: the first was cut', async () => {
    const { model, clock, upstreams, counts, told } = setUp([hang(), hang(), ok('hello')], {
      hedge,
      timeouts: { attemptMs: 20_000 },
    });
    const call = startCall(kind, model);
    await clock.advance(19_999);
    expect(counts()).toEqual([1, 1, 0]);
    await clock.advance(1);
    expect([call.text, call.errors]).toEqual(['hello', []]);
    expect(call.failover).toMatchObject({
      servedBy: { leg: 'c' },
      hedged: true,
      attempts: [{ leg: 'a', rule: 'timeout:attemptMs', ms: 20_000 }, silentFor('b', 15_000)],
    });
    expect(told('hedge-start', 'failover')).toMatchObject([
      { type: 'hedge-start', from: 'a', to: 'b' },
      { type: 'hedge-start', from: 'b', to: 'c' },
    ]);
    expect([upstreams[1]!.requests[0]!.isCancelled, clock.pending]).toEqual([true, 0]);
  });

  it('is asked of the third leg at once when the second fails beside a silent first', async () => {
    const { model, clock, counts, told } = setUp([hang(), status(401), ok('hello')], { hedge });
    const call = startCall(kind, model);
    await clock.advance(4_999);
    expect(counts()).toEqual([1, 0, 0]);
    await clock.advance(1);
    expect([call.text, call.errors]).toEqual(['hello', []]);
    expect([counts(), clock.pending]).toEqual([[1, 1, 1], 0]);
    expect(call.failover).toMatchObject({
      servedBy: { leg: 'c' },
      hedged: true,
      attempts: [{ leg: 'b', statusCode: 401 }, silentFor('a', 5_000)],
    });
    expect(told('hedge-start')).toMatchObject([
      { from: 'a', to: 'b' },
      { from: 'a', to: 'c' },
    ]);
  });

  it('goes on to the third leg when the first two failed', async () => {
    const second = cut({ afterParts: 0, ending: 'error', delayMs: 4_000 });
    const { model, clock, counts, told } = setUp([hang(), second, ok('hello')], {
      hedge,
      timeouts: { attemptMs: 6_000 },
      retries: { perLeg: 0 },
    });
    const call = startCall(kind, model);
    await clock.advance(8_999);
    expect(counts()).toEqual([1, 1, 0]);
    await clock.advance(1);
    expect([call.text, call.errors]).toEqual(['hello', []]);
    expect(call.failover).toMatchObject({
      servedBy: { leg: 'c' },
      hedged: true,
      attempts: [{ leg: 'a', rule: 'timeout:attemptMs', ms: 6_000 }, { leg: 'b' }],
    });
    expect(told('failover')).toMatchObject([{ from: 'b', to: 'c' }]);
    expect([told('hedge-start').length, clock.pending]).toEqual([1, 0]);
  });

  it('is the answer of the third leg when the first two are silent, and ends them', async () => {
    const { model, clock, upstreams } = setUp([hang(), hang(), ok('hello')], { hedge: { afterMs: 5_000, max: 2 } });
    const call = startCall(kind, model);
    await clock.advance(10_000);
    expect([call.text, call.errors]).toEqual(['hello', []]);
    expect(call.failover).toMatchObject({ attempts: [silentFor('a', 10_000), silentFor('b', 5_000)], hedged: true });
    expect(upstreams.map(({ requests }) => requests[0]!.isCancelled)).toEqual([true, true, false]);
    expect(clock.pending).toBe(0);
  });
});

describe.each(KINDS)('a lost race of %s', kind => {
  /** The failed calls in a row of each leg after one call with a race of up to three. */
  async function charged(afterMs: number, answersMs: readonly (number | undefined)[]) {
    const clock = createManualClock();
    const health = createHealth({ clock });
    const scripts = answersMs.map((delayMs, index) =>
      delayMs === undefined ? hang() : ok(`of ${index}`, { delayMs }),
    );
    const { model } = setUp(scripts, { clock, health, hedge: { afterMs, max: 2 } });
    const call = startCall(kind, model);
    await clock.advance(60_000);
    expect([call.isOver, call.errors, clock.pending]).toEqual([true, [], 0]);
    const failures = Object.fromEntries(
      Object.values(health.snapshot()).map(({ name, consecutiveFailures }) => [name, consecutiveFailures]),
    );
    return { text: call.text, failures };
  }

  it('is charged to who was silent and began before the winner', async () => {
    expect(await charged(5_000, [undefined, 4_000])).toMatchObject({ text: 'of 1', failures: { a: 1 } });
    expect(await charged(5_000, [undefined, undefined, 0])).toMatchObject({ text: 'of 2', failures: { a: 1, b: 1 } });
  });

  it('is not charged to who began after the winner, however long it was silent', async () => {
    const { text, failures } = await charged(5_000, [30_000, undefined, undefined]);
    expect([text, failures['b'] ?? 0, failures['c'] ?? 0]).toEqual(['of 0', 0, 0]);
    const middle = await charged(5_000, [undefined, 30_000, undefined]);
    expect([middle.text, middle.failures['a'], middle.failures['c'] ?? 0]).toEqual(['of 1', 1, 0]);
  });

  it('is not charged to who began in the same moment as the winner', async () => {
    const { text, failures } = await charged(0, [undefined, 10_000]);
    expect([text, failures['a'] ?? 0]).toEqual(['of 1', 0]);
  });
});
