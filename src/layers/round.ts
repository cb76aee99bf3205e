/**
 * One round: the legs in order, each with its own further tries, until one answers. Decides what to try next; never
 * looks at a prompt, an answer or a raw error.
 */
import type { FailedAttempt, LegFacts, Operation, Outcome, Run } from '../core/attempt.ts';
import type { Clock } from '../core/clock.ts';
import type { LegPlan } from '../core/leg-plan.ts';
import { sleep } from '../core/sleep.ts';
import type { Failure } from '../failure.ts';

/** What happens next to a call. */
export type RoundStep =
  | { type: 'retry'; leg: LegFacts; failure: Failure; waitMs: number }
  | { type: 'failover'; from: LegFacts; to: LegFacts; failure: Failure; waitMs: number };

/** A first try that has been made. */
export interface Opening<Value> {
  outcome: Outcome<Value>;
  startedAt: number;
  durationMs: number;
}

export interface RoundOptions<Value> {
  operation: Operation;
  clock: Clock;
  signal: AbortSignal | undefined;
  /** How long to wait before the same leg is tried again; `undefined` if it is better left. */
  retryDelayMs: (failure: Failure, tries: number, durationMs: number) => number | undefined;
  /** Whether another leg may be tried after this failure. */
  mayFailOver: (failure: Failure, leg: LegFacts) => boolean;
  /** How the first try ended, if the call was opened with it before there was a round. */
  opening?: Opening<Value> | undefined;
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
  options: RoundOptions<Value>,
): Promise<RoundResult<Value>> {
  const { clock, signal, operation } = options;
  const failed: FailedAttempt[] = [];
  let number = 0;

  /** Waits at least so long, and longer if another call has been told in the meantime to leave the leg alone. */
  async function pause(leg: LegFacts, ms: number): Promise<'ready' | 'busy' | 'aborted'> {
    let rest: number | undefined = ms;
    do {
      if (rest > 0 && !(await sleep(clock, rest, signal))) return 'aborted';
      rest = plan.waitMs(leg);
    } while (rest !== undefined && rest > 0);
    return rest === undefined ? 'busy' : 'ready';
  }

  let last: { leg: LegFacts; failure: Failure; outcome: Outcome<Value> } | undefined;
  let told: LegFacts | undefined;
  let mayLeave = true;
  if (signal?.aborted) return aborted(signal.reason, undefined);
  for (let next = plan.next(); next; next = plan.next()) {
    const { leg, waitMs } = next;
    if (last && leg !== told)
      options.onStep({ type: 'failover', from: last.leg, to: leg, failure: last.failure, waitMs });
    told = leg;
    if (waitMs > 0) {
      if (!(await sleep(clock, waitMs, signal))) return aborted(signal?.reason, leg);
      // The plan is asked again: another call may have been told in the meantime to leave this leg alone for longer.
      plan.putBack(leg);
      continue;
    }
    for (let tries = 1; ; tries += 1) {
      if (signal?.aborted) return aborted(signal.reason, leg);
      plan.started();
      number += 1;
      const opened = number === 1 ? options.opening : undefined;
      const startedAt = opened?.startedAt ?? clock.now();
      const outcome = opened?.outcome ?? (await run({ operation, leg, number }));
      if (outcome.type !== 'failed') return { outcome, leg, failed, isFinal: false };
      const { failure, error } = outcome;
      const durationMs = opened?.durationMs ?? clock.now() - startedAt;
      const attempt: FailedAttempt = { leg, failure, error, startedAt, durationMs };
      failed.push(attempt);
      options.onFailed(attempt);
      last = { leg, failure, outcome };
      mayLeave = options.mayFailOver(failure, leg);
      const delayMs = plan.hasRoomFor(leg, tries, failure)
        ? options.retryDelayMs(failure, tries, durationMs)
        : undefined;
      if (delayMs === undefined) break;
      options.onStep({ type: 'retry', leg, failure, waitMs: delayMs });
      const paused = await pause(leg, delayMs);
      if (paused === 'aborted') return aborted(signal?.reason, leg);
      if (paused === 'busy') break;
    }
    if (!mayLeave) return { outcome: last?.outcome, leg, failed, isFinal: true };
    if (last) plan.failed(leg, last.failure);
  }
  return { outcome: last?.outcome, leg: last?.leg, failed, isFinal: false };

  function aborted(reason: unknown, leg: LegFacts | undefined): RoundResult<Value> {
    return { outcome: { type: 'aborted', reason }, leg, failed, isFinal: false };
  }
}
