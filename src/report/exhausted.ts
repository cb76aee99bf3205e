/** What a call throws when its round is spent. */
import type { LegFacts, SkippedLeg, SkipReason } from '../engine/attempt.ts';
import type { FailedAttempt } from '../engine/call.ts';
import { legPauseMs, legWaitMs } from '../engine/holds.ts';
import { skippedLegs } from '../engine/plan.ts';
import type { AttemptRecord } from '../errors/attempt-record.ts';
import { FailoverError } from '../errors/failover-error.ts';
import { callIdOf } from '../event-hub.ts';
import { makeFailure, type Failure, type Verdict } from '../failure.ts';
import { OUT_OF_TIME } from '../own-failures.ts';
import type { CallOptions } from '../sdk-types.ts';
import type { ModelCall } from '../call/model-call.ts';
import { failedFacts } from './ledger.ts';
import { totalOf } from './response-marks.ts';

/** From this wait on the SDK would retry earlier than asked. */
const SDK_LONGEST_WAIT_MS = 60_000;

/** Reasons to pass a leg over that end by themselves. */
const PASSING: ReadonlySet<SkipReason> = new Set(['not-before', 'breaker', 'busy']);

const record = (params: CallOptions): ((attempt: FailedAttempt) => AttemptRecord) => {
  // What a provider's own tools did before the failure is not known.
  const toolsMayHaveRun = params.tools?.some(tool => tool.type === 'provider') ?? false;
  return failed => ({
    ...failedFacts(failed),
    provider: failed.leg.provider,
    modelId: failed.leg.modelId,
    failure: failed.failure,
    error: failed.error,
    startedAt: Math.round(failed.startedAt),
    ...(toolsMayHaveRun && { toolsMayHaveRun }),
  });
};

/** When the first leg with a chance may be tried again, and whether it was the leg that asked for that. */
function nextChance(call: ModelCall, skipped: readonly SkippedLeg[]): { waitMs: number; isAsked: boolean } | undefined {
  const now = call.engine.clock.monotonic();
  let first: { waitMs: number; isAsked: boolean } | undefined;
  for (const leg of call.legs) {
    const last = call.failed.findLast(attempt => attempt.leg === leg);
    if (last && !last.failure.retryable) continue;
    const skip = skipped.find(entry => entry.leg === leg);
    if (!last && skip && !PASSING.has(skip.reason)) continue;
    const named = last?.failure.retryAfterMs;
    const until = last && named !== undefined ? last.failedAt + named : now;
    const heldMs = legWaitMs(call, leg);
    // A leg that is busy does not say until when.
    const waitMs = Math.max(until - now, Number.isFinite(heldMs) ? heldMs : 0, last ? 0 : legPauseMs(call, leg), 0);
    if (first === undefined || waitMs < first.waitMs) first = { waitMs, isAsked: waitMs > 0 || named !== undefined };
  }
  return first;
}

const lastOf = ({ failed }: ModelCall, leg: LegFacts | undefined): FailedAttempt | undefined =>
  failed.findLast(attempt => attempt.leg === leg);

/** Whether another round may end better: some leg failed with what passes, or was only left alone for a while. */
const hasChance = (call: ModelCall, skipped: readonly SkippedLeg[]): boolean =>
  call.legs.some(leg => lastOf(call, leg)?.failure.retryable) || skipped.some(({ reason }) => PASSING.has(reason));

/** Whether the call's total ended the round; another one would go beyond it. */
const isOutOfTime = ({ failed }: ModelCall, skipped: readonly SkippedLeg[]): boolean =>
  failed.at(-1)?.failure.rule === OUT_OF_TIME || skipped.some(({ reason }) => reason === 'deadline');

/** What a request of a Worker has not, no leg can give it. */
const SPENT: Verdict = {
  category: 'network',
  scope: 'request',
  retryable: false,
  fallback: false,
  remedy: 'The subrequests of this request are spent: give its budget more, or make fewer calls in it.',
};

/** The failure of a call that asked no leg: no subrequest or no time was left, all asked to be left alone, or none was in service. */
function untried(waitMs: number | undefined, isLate: boolean, isSpent: boolean): Failure {
  if (isSpent) return makeFailure('failover:no-subrequest', SPENT);
  if (isLate) return makeFailure(OUT_OF_TIME, { category: 'timeout', retryable: false });
  return waitMs === undefined
    ? makeFailure('failover:no-leg', { category: 'overloaded', scope: 'provider', retryable: false })
    : makeFailure('failover:not-before', { category: 'rate-limit' }, { retryAfterMs: waitMs });
}

/**
 * The error for a round without an answer: the only leg's own, the primary's own if its failure forbids another leg,
 * else a `FailoverError`.
 */
export function exhaustedError(call: ModelCall): unknown {
  const { legs, failed, isFinal, engine } = call;
  // What a canary had to say is no answer to the caller.
  const first = legs.find(leg => leg !== call.canary);
  const neverRetryable = engine.options.isFinal;
  const last = call.last && failed.findLast(({ error }) => error === call.last?.outcome.error);
  // A retryable one would start another round.
  const mayStand = !neverRetryable || !last?.failure.retryable;
  if (last?.leg === first && isFinal && mayStand) return last?.error;
  if (last && legs.length === 1 && legs[0]?.retries === 0 && !neverRetryable) return last.error;
  const skipped = skippedLegs(call);
  const chance = nextChance(call, skipped);
  const isLate = isOutOfTime(call, skipped);
  const isSpent = skipped.some(({ reason }) => reason === 'subrequests');
  // Of legs that ran side by side another one may have failed first.
  const primary = failed.find(({ leg }) => leg === first) ?? failed[0];
  const attempts = failed.map(record(call.params));
  return new FailoverError({
    callId: callIdOf(call),
    failure: lastOf(call, primary?.leg)?.failure ?? untried(chance?.waitMs, isLate, isSpent),
    error: primary?.error,
    attempts,
    wasted: totalOf(attempts.map(({ usage }) => usage)),
    skipped: skipped.map(({ leg, reason }) => `${leg.name} (${reason})`),
    isRetryable:
      hasChance(call, skipped) &&
      !(neverRetryable || engine.isSpent(call) || isLate) &&
      (chance?.waitMs ?? 0) < SDK_LONGEST_WAIT_MS,
    // A leg that may be tried at once because it said so is; one that said nothing gets the SDK's own backoff.
    retryAfterMs: chance?.isAsked ? chance.waitMs : undefined,
  });
}
