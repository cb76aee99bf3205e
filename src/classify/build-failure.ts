/** Builds the Failure from the rule that matched and from what the evidence adds: statuses, code, wait, log id. */
import { CATEGORIES, type Failure, type FailureCategory, type Verdict } from '../failure.ts';
import { redactedCause } from '../redact/headers.ts';
import type { Evidence } from './evidence.ts';
import { logIdOf } from './log-id.ts';
import { unquoted } from './words/own-words.ts';
import { retryAfterMs } from './waits/retry-after.ts';

/** Longest named wait after which a retry still counts as soon. */
const SOON_MS = 90_000;
/** Statuses below 500 that mean a passing failure. */
const PASSING = new Set([408, 409, 424, 425, 429, 498, 499]);

/** Failures that pass by waiting: the text of another one names no wait, whatever it quotes. */
const WAITING: ReadonlySet<FailureCategory> = new Set([
  'rate-limit',
  'overloaded',
  'timeout',
  'upstream-failure',
  'server-error',
]);

/** The failure that a verdict and the evidence amount to. */
export function buildFailure(
  evidence: Evidence,
  decision: { rule: string; verdict: Verdict },
  now: () => number,
): Omit<Failure, 'cause'> {
  const { verdict } = decision;
  const row = CATEGORIES[verdict.category];
  const messages = WAITING.has(verdict.category) ? evidence.messages.map(unquoted) : [];
  const wait = retryAfterMs({ ...evidence, messages }, now);
  const retryable = verdict.retryable ?? row.retryable;
  const { wireStatus } = evidence;
  const failure: Omit<Failure, 'cause'> = {
    category: verdict.category,
    scope: verdict.scope ?? row.scope,
    retryable: retryable && (wait === undefined || wait <= SOON_MS),
    fallback: verdict.fallback ?? row.fallback,
    rule: decision.rule,
  };
  const statusCode = verdict.statusCode ?? meaningOf(evidence.status, retryable, row.statusCode);
  if (statusCode !== undefined) failure.statusCode = statusCode;
  if (wireStatus !== undefined) failure.wireStatus = wireStatus;
  const code = codeOf(evidence);
  if (code !== undefined) failure.code = code;
  if (wait !== undefined) failure.retryAfterMs = wait;
  const logId = logIdOf(evidence);
  if (logId !== undefined) failure.logId = logId;
  if (verdict.remedy !== undefined) failure.remedy = verdict.remedy;
  return failure;
}

/** The status the response claims, unless it is a disguise: a passing failure as 400, a lasting one as 502. */
function meaningOf(found: number | undefined, retryable: boolean, usual: number | undefined): number | undefined {
  if (found === undefined) return usual;
  const passing = found >= 500 || PASSING.has(found);
  if (retryable && !passing) return usual;
  if (!retryable && found >= 500) return usual;
  return found;
}

/** Types that every envelope of a kind carries say nothing; they count only where there is no other code. */
const GENERIC = new Set([
  'error',
  'AiGatewayError',
  'AiError',
  'message',
  'system',
  'api_error',
  'invalid_request_error',
]);

function codeOf(evidence: Evidence): string | number | undefined {
  if (evidence.cloudflareCodes[0] !== undefined) return evidence.cloudflareCodes[0];
  return evidence.codes.find(code => !GENERIC.has(String(code))) ?? evidence.networkCodes[0] ?? evidence.codes[0];
}

/** The copy of what was thrown. A value that cannot even be copied is no reason to lose the failure. */
export function causeOf(error: unknown): Error | undefined {
  try {
    return redactedCause(error);
  } catch {
    return new Error('an unreadable value was thrown');
  }
}
