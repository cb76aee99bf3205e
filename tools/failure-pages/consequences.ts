/** What becomes of a failure, as the package's own functions decide it. */
import { sharedReason } from '../../src/engine/holds.ts';
import type { Failure } from '../../src/failure.ts';
import { OUT_OF_TIME } from '../../src/own-failures.ts';
import { kindOf } from '../../src/health/failure-kind.ts';

/** Two legs that share everything that legs can share. */
const SHARED = { gateway: 'one', account: 'one' } as Parameters<typeof sharedReason>[0];

function nextLeg(failure: Failure): string {
  if (failure.rule === OUT_OF_TIME) return 'no time is left for another leg';
  if (!failure.fallback) return 'no other leg is asked';
  if (failure.category === 'content-policy') return 'another leg is asked only with `failoverOn.contentPolicy`';
  const shared = sharedReason(SHARED, SHARED, failure);
  if (shared === 'gateway') return 'a leg outside this gateway is asked';
  return shared === 'account' ? 'a leg of another account is asked' : 'the next leg is asked';
}

/** What the leg's circuit breaker makes of it. */
export function onBreaker(failure: Failure): string {
  const kind = kindOf(failure);
  if (kind === 'config') return 'its breaker opens at once';
  if (kind === undefined) return 'nothing is counted';
  if (failure.category === 'rate-limit') return 'it counts, unless it names a wait';
  return kind === 'transient' ? 'it counts' : 'it counts if every call is refused so';
}

export const consequences = (failure: Failure): string =>
  `${failure.retryable ? 'retried' : 'not retried'}; ${nextLeg(failure)}; ${onBreaker(failure)}`;
