/** What follows a failed try: the same leg once more, another one, or nothing. */
import type { LegFacts, Operation } from '../core/attempt.ts';
import { decision } from '../core/hook-result.ts';
import type { Failure } from '../failure.ts';
import { retryDelayMs } from '../layers/backoff.ts';
import { REJECTED } from './disguised-end.ts';
import type { LegMemory } from './leg-memory.ts';
import { LIMIT_RULES } from './limited-attempt.ts';
import { NEVER_SUCCEEDED } from './reporting.ts';
import type { ResolvedRouter } from './resolve-router.ts';
import { infoOf } from './routed-legs.ts';

/** Failures after which the same leg is better left, though another round may try it. */
const NO_SECOND_TRY: ReadonlySet<string> = new Set([NEVER_SUCCEEDED, REJECTED.rule, ...LIMIT_RULES]);

/**
 * Whether another leg may be tried.
 *
 * @throws {TypeError} if `shouldFailOver` returns something else than it may; and what it throws itself
 */
export function mayFailOver(options: ResolvedRouter, operation: Operation, failure: Failure, leg: LegFacts): boolean {
  const { shouldFailOver } = options;
  const asked = shouldFailOver && decision('shouldFailOver', shouldFailOver(failure, { operation, leg: infoOf(leg) }));
  if (asked !== undefined) return asked;
  return failure.fallback && (failure.category !== 'content-policy' || options.failOverOnContentPolicy);
}

/** How long to wait before the same leg is tried again; `undefined` if it is better left. */
export function sameLegDelayMs(
  options: ResolvedRouter,
  memory: LegMemory,
  leg: LegFacts,
  { failure, tries, silentMs }: { failure: Failure; tries: number; silentMs: number },
): number | undefined {
  if (NO_SECOND_TRY.has(failure.rule)) return undefined;
  const delayMs = retryDelayMs(failure, tries, silentMs, options);
  return delayMs !== undefined && memory.mayRetry(leg) ? delayMs : undefined;
}
