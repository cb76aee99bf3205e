/** What a failure says of its leg, if anything. */
import type { Failure } from '../failure.ts';

/** That it is in trouble, or that it is set up wrongly. */
export type FailureKind = 'transient' | 'config';

const TRANSIENT: ReadonlySet<Failure['category']> = new Set([
  'overloaded',
  'timeout',
  'upstream-failure',
  'server-error',
  'network',
  'stream-interrupted',
  // Whatever it was, nobody was answered.
  'unknown',
]);
/** Failures that only a change of configuration mends. */
export const CONFIG: ReadonlySet<Failure['category']> = new Set([
  'auth',
  'permission',
  'not-found',
  'billing',
  'gateway-config',
]);

/** What a failure says about its leg; `undefined` if it says nothing. */
export function kindOf({ category, scope, retryAfterMs }: Failure): FailureKind | undefined {
  if (scope === 'request') return undefined;
  if (CONFIG.has(category)) return 'config';
  // A leg that says when to come back is not broken; its wait is remembered elsewhere.
  if (category === 'rate-limit') return retryAfterMs === undefined ? 'transient' : undefined;
  return TRANSIENT.has(category) ? 'transient' : undefined;
}
