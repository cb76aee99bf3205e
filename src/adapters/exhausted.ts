/** What a call throws when its round is spent. */
import { FailoverError, type AttemptRecord } from '../failover-error.ts';
import type { FailedAttempt, LegFacts, SkippedLeg } from '../core/attempt.ts';
import { makeFailure } from '../failure.ts';
import type { NotBefore } from '../layers/not-before.ts';
import { factsOf } from './attempt-facts.ts';
import type { CallOptions } from './sdk-model.ts';

/** From this wait on the SDK would retry earlier than asked. */
const SDK_LONGEST_WAIT_MS = 60_000;

export interface SpentRound {
  legs: readonly LegFacts[];
  failed: readonly FailedAttempt[];
  skipped: readonly SkippedLeg[];
  /** Whether the last failure forbids another leg. */
  isFinal: boolean;
}

export interface ExhaustedOptions {
  params: CallOptions;
  notBefore: NotBefore;
  now: number;
  /** Whether the error is never retryable. */
  neverRetryable: boolean;
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
  { notBefore, now }: ExhaustedOptions,
): { waitMs: number; isAsked: boolean } | undefined {
  let first: { waitMs: number; isAsked: boolean } | undefined;
  for (const leg of legs) {
    const last = failed.findLast(attempt => attempt.leg === leg);
    if (last && !last.failure.retryable) continue;
    const skip = skipped.find(entry => entry.leg === leg);
    if (!last && skip && skip.reason !== 'not-before') continue;
    const named = last?.failure.retryAfterMs;
    const until = last && named !== undefined ? last.startedAt + last.durationMs + named : now;
    const waitMs = Math.max(until - now, notBefore.waitMs(leg), 0);
    if (first === undefined || waitMs < first.waitMs) first = { waitMs, isAsked: waitMs > 0 || named !== undefined };
  }
  return first;
}

/** Whether another round may end better: some leg failed with what passes, or was only left alone for a while. */
const hasChance = ({ legs, failed, skipped }: SpentRound): boolean =>
  legs.some(leg => failed.findLast(attempt => attempt.leg === leg)?.failure.retryable) ||
  skipped.some(({ reason }) => reason === 'not-before');

/**
 * The error for a round without an answer: the only leg's own, the primary's own if its failure forbids another leg,
 * else a `FailoverError`.
 */
export function exhaustedError(round: SpentRound, options: ExhaustedOptions): unknown {
  const { legs, failed, skipped, isFinal } = round;
  const last = failed.at(-1);
  const isPrimarys = failed.every(attempt => attempt.leg === legs[0]);
  // A retryable one would start another round.
  const mayStand = !options.neverRetryable || !last?.failure.retryable;
  if (last && isPrimarys && isFinal && mayStand) return last.error;
  if (last && legs.length === 1 && legs[0]?.retries === 0 && !options.neverRetryable) return last.error;
  const chance = nextChance(round, options);
  const primary = failed.findLast(attempt => attempt.leg === failed[0]?.leg);
  const failure =
    primary?.failure ??
    makeFailure('failover:not-before', { category: 'rate-limit' }, { retryAfterMs: chance?.waitMs ?? 0 });
  return new FailoverError({
    failure,
    attempts: failed.map(record(options.params)),
    skipped: skipped.map(({ leg, reason }) => `${leg.name} (${reason})`),
    isRetryable: hasChance(round) && !options.neverRetryable && (chance?.waitMs ?? 0) < SDK_LONGEST_WAIT_MS,
    // A leg that may be tried at once because it said so is; one that said nothing gets the SDK's own backoff.
    retryAfterMs: chance?.isAsked ? chance.waitMs : undefined,
  });
}
