/** What a call throws when its round is spent. */
import { FailoverError, type AttemptRecord } from '../failover-error.ts';
import type { FailedAttempt, LegFacts, Outcome, SkippedLeg, SkipReason } from '../core/attempt.ts';
import { makeFailure, type Failure } from '../failure.ts';
import { factsOf } from './attempt-facts.ts';
import { OUT_OF_TIME } from './limited-attempt.ts';
import type { CallOptions } from './sdk-model.ts';

/** From this wait on the SDK would retry earlier than asked. */
const SDK_LONGEST_WAIT_MS = 60_000;

/** Reasons to pass a leg over that end by themselves. */
const PASSING: ReadonlySet<SkipReason> = new Set(['not-before', 'breaker']);

export interface SpentRound {
  legs: readonly LegFacts[];
  failed: readonly FailedAttempt[];
  skipped: readonly SkippedLeg[];
  /** How the last try ended, or the one that forbids another leg. */
  outcome: Outcome<unknown> | undefined;
  /** Whether its failure forbids another leg. */
  isFinal: boolean;
}

export interface ExhaustedOptions {
  params: CallOptions;
  /** Milliseconds for which a leg asked to be left alone. */
  waitMs: (leg: LegFacts) => number;
  /** Milliseconds until a leg's breaker lets a call through. */
  pauseMs: (leg: LegFacts) => number;
  /** By the monotonic clock. */
  now: number;
  /** Whether the error is never retryable. */
  neverRetryable: boolean;
  /** Whether so much fails that another round would only be load. */
  isSpent: boolean;
}

const record = (params: CallOptions): ((attempt: FailedAttempt) => AttemptRecord) => {
  // What a provider's own tools did before the failure is not known.
  const toolsMayHaveRun = params.tools?.some(tool => tool.type === 'provider') ?? false;
  return ({ leg, failure, error, startedAt, durationMs }) => ({
    leg: leg.name,
    provider: leg.provider,
    modelId: leg.modelId,
    failure,
    error,
    startedAt,
    durationMs,
    ...factsOf(error),
    ...(toolsMayHaveRun && { toolsMayHaveRun }),
  });
};

/** When the first leg with a chance may be tried again, and whether it was the leg that asked for that. */
function nextChance(
  { legs, failed, skipped }: SpentRound,
  { waitMs: askedMs, pauseMs, now }: ExhaustedOptions,
): { waitMs: number; isAsked: boolean } | undefined {
  let first: { waitMs: number; isAsked: boolean } | undefined;
  for (const leg of legs) {
    const last = failed.findLast(attempt => attempt.leg === leg);
    if (last && !last.failure.retryable) continue;
    const skip = skipped.find(entry => entry.leg === leg);
    if (!last && skip && !PASSING.has(skip.reason)) continue;
    const named = last?.failure.retryAfterMs;
    const until = last && named !== undefined ? last.failedAt + named : now;
    const waitMs = Math.max(until - now, askedMs(leg), last ? 0 : pauseMs(leg), 0);
    if (first === undefined || waitMs < first.waitMs) first = { waitMs, isAsked: waitMs > 0 || named !== undefined };
  }
  return first;
}

/** Whether another round may end better: some leg failed with what passes, or was only left alone for a while. */
const hasChance = ({ legs, failed, skipped }: SpentRound): boolean =>
  legs.some(leg => failed.findLast(attempt => attempt.leg === leg)?.failure.retryable) ||
  skipped.some(({ reason }) => PASSING.has(reason));

/** Whether the call's total ended the round; another one would go beyond it. */
const isOutOfTime = ({ failed, skipped }: SpentRound): boolean =>
  failed.at(-1)?.failure.rule === OUT_OF_TIME || skipped.some(({ reason }) => reason === 'deadline');

/** The failure of a call that asked nobody: no time was left, all asked to be left alone, or none was in service. */
const untried = (waitMs: number | undefined, isLate: boolean): Failure =>
  isLate
    ? makeFailure(OUT_OF_TIME, { category: 'timeout', retryable: false })
    : waitMs === undefined
      ? makeFailure('failover:no-leg', { category: 'overloaded', scope: 'provider', retryable: false })
      : makeFailure('failover:not-before', { category: 'rate-limit' }, { retryAfterMs: waitMs });

/**
 * The error for a round without an answer: the only leg's own, the primary's own if its failure forbids another leg,
 * else a `FailoverError`.
 */
export function exhaustedError(round: SpentRound, options: ExhaustedOptions): unknown {
  const { legs, failed, skipped, outcome, isFinal } = round;
  const last = failed.findLast(({ error }) => outcome?.type === 'failed' && error === outcome.error);
  // A retryable one would start another round.
  const mayStand = !options.neverRetryable || !last?.failure.retryable;
  if (last?.leg === legs[0] && isFinal && mayStand) return last?.error;
  if (last && legs.length === 1 && legs[0]?.retries === 0 && !options.neverRetryable) return last.error;
  const chance = nextChance(round, options);
  // Of legs that ran side by side another one may have failed first.
  const primary = failed.find(({ leg }) => leg === legs[0]) ?? failed[0];
  const failure =
    failed.findLast(({ leg }) => leg === primary?.leg)?.failure ?? untried(chance?.waitMs, isOutOfTime(round));
  return new FailoverError({
    failure,
    error: primary?.error,
    attempts: failed.map(record(options.params)),
    skipped: skipped.map(({ leg, reason }) => `${leg.name} (${reason})`),
    isRetryable:
      hasChance(round) &&
      !(options.neverRetryable || options.isSpent || isOutOfTime(round)) &&
      (chance?.waitMs ?? 0) < SDK_LONGEST_WAIT_MS,
    // A leg that may be tried at once because it said so is; one that said nothing gets the SDK's own backoff.
    retryAfterMs: chance?.isAsked ? chance.waitMs : undefined,
  });
}
