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

/** Milliseconds until the first leg with a chance may be tried again; `undefined` if none has one. */
function nextChanceMs({ legs, failed, skipped }: SpentRound, { notBefore, now }: ExhaustedOptions): number | undefined {
  let first: number | undefined;
  for (const leg of legs) {
    const last = failed.findLast(attempt => attempt.leg === leg);
    if (last && !last.failure.retryable) continue;
    const skip = skipped.find(entry => entry.leg === leg);
    if (!last && skip && skip.reason !== 'not-before') continue;
    const asked =
      last?.failure.retryAfterMs === undefined ? 0 : last.startedAt + last.durationMs + last.failure.retryAfterMs - now;
    const waitMs = Math.max(asked, notBefore.waitMs(leg), 0);
    if (first === undefined || waitMs < first) first = waitMs;
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
  const chanceMs = nextChanceMs(round, options);
  const primary = failed.findLast(attempt => attempt.leg === failed[0]?.leg);
  const failure =
    primary?.failure ?? makeFailure('failover:not-before', { category: 'rate-limit' }, { retryAfterMs: chanceMs ?? 0 });
  return new FailoverError({
    failure,
    attempts: failed.map(record(options.params)),
    skipped: skipped.map(({ leg, reason }) => `${leg.name} (${reason})`),
    isRetryable: hasChance(round) && !options.neverRetryable && (chanceMs ?? 0) < SDK_LONGEST_WAIT_MS,
    retryAfterMs: chanceMs !== undefined && chanceMs > 0 ? chanceMs : undefined,
  });
}
