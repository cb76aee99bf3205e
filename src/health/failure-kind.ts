/** What a failure says of its leg, if anything. */
import type { Failure } from '../failure.ts';

/**
 * That it is in trouble, or that it is set up wrongly; `doubtful` if all that is known is that this request was refused.
 */
export type FailureKind = 'transient' | 'config' | 'doubtful';

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
const CONFIG: ReadonlySet<Failure['category']> = new Set([
  'auth',
  'permission',
  'not-found',
  'billing',
  'gateway-config',
]);

/** Refusals that a gateway may split by user, team or Access identity, or whose meaning nothing is known of. */
const OF_ONE_CALLER: ReadonlySet<string> = new Set([
  // https://developers.cloudflare.com/ai-gateway/features/spend-limits/
  'cloudflare:2041',
  'cloudflare:gateway-budget',
  // https://developers.cloudflare.com/ai-gateway/features/policies/
  'cloudflare:policy',
  'cloudflare:policy-limit',
  'cloudflare:policy-model',
  'cloudflare:policy-spend',
  // https://developers.cloudflare.com/ai-gateway/features/unified-billing/#require-provider-credentials
  'cloudflare:byok-only',
  'cloudflare:unlisted',
]);

/** A feature that this request needs, and others do not; the model is there. */
const FEATURE = 'request:feature';

const isOfRequest = ({ rule, scope }: Failure): boolean => scope === 'request' || rule === FEATURE;

/** Whether a failure may speak of one caller's limits or request alone, whoever else uses the leg. */
export const isOfOneCaller = (failure: Failure): boolean => isOfRequest(failure) || OF_ONE_CALLER.has(failure.rule);

/** Whether only a change of configuration mends it, for whomever. */
export const isConfig = (failure: Failure): boolean => !isOfRequest(failure) && CONFIG.has(failure.category);

/** Failures that are of a prompt, and not of the leg. */
const OF_PROMPT: ReadonlySet<Failure['category']> = new Set(['aborted', 'content-policy', 'context-length']);

/** Whether no wait mends it, whatever is asked of the leg. */
export const isLasting = (failure: Failure): boolean =>
  !failure.retryable && !isOfRequest(failure) && !OF_PROMPT.has(failure.category);

/** What a failure says about its leg; `undefined` if it says nothing. */
export function kindOf(failure: Failure): FailureKind | undefined {
  const { category, retryAfterMs, statusCode, wireStatus } = failure;
  if (isOfOneCaller(failure)) return undefined;
  if (CONFIG.has(category)) return 'config';
  // A leg that says when to come back is not broken; its wait is remembered elsewhere.
  if (category === 'rate-limit') return retryAfterMs === undefined ? 'transient' : undefined;
  const status = statusCode ?? wireStatus ?? 0;
  // A refusal in unknown words may be about this one request.
  if (category === 'unknown' && status >= 400 && status < 500) return 'doubtful';
  return TRANSIENT.has(category) ? 'transient' : undefined;
}
