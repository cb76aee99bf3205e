/**
 * One round: the legs in order, each with its own further tries, until one answers. Decides what to try next; never
 * looks at a prompt, an answer or a raw error.
 */
import type { Attempt, FailedAttempt, LegFacts, Operation, Outcome, Run } from '../core/attempt.ts';
import type { Clock } from '../core/clock.ts';
import type { LegPlan } from '../core/leg-plan.ts';
import { sleep } from '../core/sleep.ts';
import type { Failure } from '../failure.ts';

/** What happens next to a call. */
export type RoundStep =
  | { type: 'retry'; leg: LegFacts; failure: Failure; waitMs: number }
  | { type: 'failover'; from: LegFacts; to: LegFacts; failure: Failure; waitMs: number };

export interface RoundOptions {
  operation: Operation;
  clock: Clock;
  signal: AbortSignal | undefined;
  /** How long to wait before the same leg is tried again; `undefined` if it is better left. */
  retryDelayMs: (failure: Failure, tries: number, durationMs: number) => number | undefined;
  /** Whether another leg may be tried after this failure. */
  mayFailOver: (failure: Failure, leg: LegFacts) => boolean;
  /** Hears of every failed try, before anything follows from it. */
  onFailed: (attempt: FailedAttempt) => void;
  /** Hears of every step, before its wait. */
  onStep: (step: RoundStep) => void;
}

/** How a round ended. */
export interface RoundResult<Value> {
  /** `undefined` when every leg asked to be left alone for longer than a call may wait. */
  outcome: Outcome<Value> | undefined;
  /** The leg of the last try. */
  leg: LegFacts | undefined;
  failed: readonly FailedAttempt[];
  /** Whether the last failure forbids another leg, so that it speaks for the whole call. */
  isFinal: boolean;
}

export async function runRound<Value>(
  plan: LegPlan,
  run: Run<Value>,
  options: RoundOptions,
): Promise<RoundResult<Value>> {
  const { clock, signal, operation } = options;
  const failed: FailedAttempt[] = [];
  let number = 0;

  async function tryLeg(leg: LegFacts): Promise<{ outcome: Outcome<Value>; durationMs: number }> {
    plan.started();
    number += 1;
    const startedAt = clock.now();
    const attempt: Attempt = { operation, leg, number };
    const outcome = await run(attempt);
    const durationMs = clock.now() - startedAt;
    if (outcome.type === 'failed') {
      const { failure, error } = outcome;
      const entry = { leg, failure, error, startedAt, durationMs };
      failed.push(entry);
      options.onFailed(entry);
    }
    return { outcome, durationMs };
  }

  let last: { leg: LegFacts; failure: Failure; outcome: Outcome<Value> } | undefined;
  let mayLeave = true;
  for (let next = plan.next(); next; next = plan.next()) {
    const { leg, waitMs } = next;
    if (last) options.onStep({ type: 'failover', from: last.leg, to: leg, failure: last.failure, waitMs });
    if (waitMs > 0 && !(await sleep(clock, waitMs, signal))) return aborted(signal?.reason, leg);
    for (let tries = 1; ; tries += 1) {
      if (signal?.aborted) return aborted(signal.reason, leg);
      const { outcome, durationMs } = await tryLeg(leg);
      if (outcome.type !== 'failed') return { outcome, leg, failed, isFinal: false };
      const { failure } = outcome;
      last = { leg, failure, outcome };
      mayLeave = options.mayFailOver(failure, leg);
      const delayMs = plan.hasRoomFor(leg, tries) ? options.retryDelayMs(failure, tries, durationMs) : undefined;
      if (delayMs === undefined) break;
      options.onStep({ type: 'retry', leg, failure, waitMs: delayMs });
      if (delayMs > 0 && !(await sleep(clock, delayMs, signal))) return aborted(signal?.reason, leg);
    }
    if (!mayLeave) return { outcome: last?.outcome, leg, failed, isFinal: true };
    if (last) plan.failed(leg, last.failure);
  }
  return { outcome: last?.outcome, leg: last?.leg, failed, isFinal: false };

  function aborted(reason: unknown, leg: LegFacts): RoundResult<Value> {
    return { outcome: { type: 'aborted', reason }, leg, failed, isFinal: false };
  }
}
