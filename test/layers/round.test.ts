import { describe, expect, it } from 'vitest';
import type { FailedAttempt, LegFacts, Outcome } from '../../src/core/attempt.ts';
import type { RoundOptions, RoundStep, Try } from '../../src/core/round.ts';
import type { Failure } from '../../src/failure.ts';
import { planLegs } from '../../src/layers/leg-plan.ts';
import { runRound } from '../../src/layers/round.ts';
import { attempt, failure, leg } from '../support/legs.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';

type Script = Record<string, readonly (Failure | 'ok')[]>;

function start(
  legs: readonly LegFacts[],
  script: Script,
  overrides: Partial<RoundOptions<string>> & { waits?: Record<string, number> } = {},
) {
  const { waits = {}, ...options } = overrides;
  const clock = createManualClock();
  const tries: string[] = [];
  const steps: RoundStep[] = [];
  const plan = planLegs({
    legs,
    maxAttempts: 99,
    maxWaitMs: 5_000,
    minAttemptMs: 0,
    waitMs: ({ name }) => waits[name] ?? 0,
    pauseMs: () => 0,
    timeLeftMs: () => Infinity,
    unable: () => undefined,
  });
  const seen: Record<string, number> = {};
  const failed: FailedAttempt[] = [];
  async function outcomeOf({ name }: LegFacts, number: number): Promise<Outcome<string>> {
    tries.push(name);
    const outcome = script[name]?.[(seen[name] = (seen[name] ?? -1) + 1)] ?? 'ok';
    return outcome === 'ok'
      ? { type: 'answered', value: `${name} ${number}` }
      : { type: 'failed', failure: outcome, error: new Error(`${name} ${number}`) };
  }
  const result = runRound<string>(plan, {
    clock,
    signal: undefined,
    begin: (of, number) => ({ attempt: attempt(of, number, clock.now()), outcome: outcomeOf(of, number) }),
    retryDelayMs: ({ retryable }) => (retryable ? 100 : undefined),
    mayFailOver: ({ fallback }) => fallback,
    discard: () => {},
    onAnswered: () => {},
    onFailed: entry => failed.push(entry),
    onLeft: () => {},
    onLost: () => {},
    onEnd: () => {},
    onStep: step => steps.push(step),
    ...options,
  });
  return { clock, tries, steps, failed, result };
}

const down = failure('server-error');
const a = leg('a', 0, { retries: 1 });
const b = leg('b', 1);

describe('runRound', () => {
  it('answers with the first leg and does nothing else', async () => {
    const { result, tries, steps, clock } = start([a, b], {});
    expect(await result).toMatchObject({ outcome: { type: 'answered', value: 'a 1' } });
    expect([tries, steps, clock.pending]).toEqual([['a'], [], 0]);
  });

  it('tries a leg again after its wait, exactly, and then goes on', async () => {
    const { result, tries, steps, clock } = start([a, b], { a: [down, down] });
    await clock.advance(99);
    expect(tries).toEqual(['a']);
    await clock.advance(1);
    expect(tries).toEqual(['a', 'a', 'b']);
    expect(await result).toMatchObject({ outcome: { value: 'b 3' } });
    expect(steps.map(step => [step.type, 'waitMs' in step && step.waitMs])).toEqual([
      ['retry', 100],
      ['failover', 0],
    ]);
  });

  it('leaves a leg at once whose failure is not transient', async () => {
    const { result, tries } = start([a, b], { a: [failure('auth')] });
    await result;
    expect(tries).toEqual(['a', 'b']);
  });

  it('stops for good at a failure that forbids another leg', async () => {
    const { result, tries } = start([a, b], { a: [failure('invalid-request')] });
    expect(await result).toMatchObject({ outcome: { type: 'failed' }, isFinal: true });
    expect(tries).toEqual(['a']);
  });

  it('ends with every failure in order when all legs fail', async () => {
    const { result, clock, failed } = start([a, b], { a: [down, down], b: [failure('overloaded')] });
    await clock.advance(100);
    const { isFinal, outcome } = await result;
    expect(failed.map(entry => [entry.leg.name, entry.failure.category])).toEqual([
      ['a', 'server-error'],
      ['a', 'server-error'],
      ['b', 'overloaded'],
    ]);
    expect([isFinal, outcome?.type]).toEqual([false, 'failed']);
  });

  it('has no outcome when no leg may be tried', async () => {
    const { result, tries } = start([a, b], {}, { waits: { a: 6_000, b: 6_000 } });
    expect(await result).toEqual({ outcome: undefined, isFinal: false });
    expect(tries).toEqual([]);
  });

  it.each([
    ['before a retry', { a: [down] }, {}, ['a']],
    ['before a leg that asked to be left alone', {}, { waits: { a: 3_000, b: 4_000 } }, []],
  ] as const)(
    "ends a wait %s with the caller's own reason and leaves nothing behind",
    async (_, script, setting, expected) => {
      const controller = new AbortController();
      const { result, tries, clock } = start([a, b], script, { ...setting, signal: controller.signal });
      await settle();
      expect(clock.pending).toBe(1);
      const reason = { mine: true };
      controller.abort(reason);
      expect((await result).outcome).toEqual({ type: 'aborted', reason });
      expect([tries, clock.pending]).toEqual([expected, 0]);
    },
  );

  it('takes the try that the call was opened with for its first, with its own time', async () => {
    const opening: Try<string> = {
      attempt: attempt(a, 1, createManualClock().now() - 12_345),
      outcome: Promise.resolve({ type: 'failed', failure: down, error: 'opened' }),
    };
    const durations: number[] = [];
    const { result, tries, failed } = start(
      [a, b],
      {},
      { opening, retryDelayMs: (_, __, durationMs) => void durations.push(durationMs) },
    );
    await result;
    expect(tries).toEqual(['b']);
    expect(durations).toEqual([12_345]);
    expect(failed).toEqual([
      { leg: a, failure: down, error: 'opened', startedAt: opening.attempt.startedAt, durationMs: 12_345 },
    ]);
  });

  it('asks once per failure whether another leg may be tried', async () => {
    let asked = 0;
    const { result, clock } = start([a, b], { a: [down, down] }, { mayFailOver: () => (asked += 1) > 0 });
    await clock.advance(100);
    await result;
    expect(asked).toBe(2);
  });
});
