/**
 * What happened, in one value. Everything downstream (retry verdicts, routing, messages, events) decides from a
 * `Failure` and never looks at the raw error again.
 */

/** The kinds of failure, named as the AI SDK, HTTP and the resilience literature name them. */
export type FailureCategory =
  | 'rate-limit'
  | 'overloaded'
  | 'timeout'
  | 'upstream-failure'
  | 'server-error'
  | 'auth'
  | 'permission'
  | 'not-found'
  | 'billing'
  | 'invalid-request'
  | 'context-length'
  | 'content-policy'
  | 'gateway-config'
  | 'network'
  | 'stream-interrupted'
  | 'aborted'
  | 'unknown';

/** The smallest layer that is broken, hence the layer that another attempt has to leave. */
export type FailureScope = 'request' | 'model' | 'account' | 'provider' | 'gateway' | 'network';

/** A failure, classified. */
export interface Failure {
  /** What kind of failure it is. */
  category: FailureCategory;
  /** What is broken, hence which legs share it. */
  scope: FailureScope;
  /** Whether the same request to the same model has a real chance within about a minute. */
  retryable: boolean;
  /** Whether another model, provider or route has a real chance. */
  fallback: boolean;
  /** Which rule decided, e.g. `cloudflare:2005`, `status:529`, `openrouter:502`. */
  rule: string;
  /** What the status means (502 for code 2005), not what the wire disguised it as. */
  statusCode?: number;
  /** The status on the wire, e.g. 400 for code 2005. */
  wireStatus?: number;
  /** The envelope's own code. */
  code?: string | number;
  /** The wait in milliseconds that the response itself names; absent if it names none. */
  retryAfterMs?: number;
  /** The id under which the gateway or provider logged the request, e.g. `cf-aig-log-id` or `x-request-id`. */
  logId?: string;
  /** One line that a person can act on. */
  remedy?: string;
  /** A redacted copy of what was thrown: name, message, code, status. `originalError()` has the original. */
  cause: unknown;
}

/** What a rule says of a failure: its category, and whatever differs from that category's row in the table. */
export type Verdict = Pick<Failure, 'category'> &
  Partial<Pick<Failure, 'scope' | 'retryable' | 'fallback' | 'statusCode' | 'remedy'>>;

/** A category's row: what holds for it unless a rule knows better. */
type CategoryDefaults = Pick<Failure, 'scope' | 'retryable' | 'fallback'> & { statusCode?: number };

/** What each category means for the next step. A rule overrides single columns, never the meaning of a row. */
export const CATEGORIES: Readonly<Record<FailureCategory, Readonly<CategoryDefaults>>> = {
  'rate-limit': { retryable: true, fallback: true, scope: 'model', statusCode: 429 },
  overloaded: { retryable: true, fallback: true, scope: 'model', statusCode: 503 },
  timeout: { retryable: true, fallback: true, scope: 'provider', statusCode: 504 },
  'upstream-failure': { retryable: true, fallback: true, scope: 'provider', statusCode: 502 },
  'server-error': { retryable: true, fallback: true, scope: 'provider', statusCode: 500 },
  auth: { retryable: false, fallback: true, scope: 'provider', statusCode: 401 },
  permission: { retryable: false, fallback: true, scope: 'model', statusCode: 403 },
  'not-found': { retryable: false, fallback: true, scope: 'model', statusCode: 404 },
  billing: { retryable: false, fallback: true, scope: 'account', statusCode: 402 },
  'invalid-request': { retryable: false, fallback: false, scope: 'request', statusCode: 400 },
  'context-length': { retryable: false, fallback: true, scope: 'model', statusCode: 413 },
  'content-policy': { retryable: false, fallback: true, scope: 'provider', statusCode: 400 },
  'gateway-config': { retryable: false, fallback: true, scope: 'gateway', statusCode: 404 },
  network: { retryable: true, fallback: true, scope: 'network' },
  'stream-interrupted': { retryable: true, fallback: true, scope: 'provider', statusCode: 502 },
  aborted: { retryable: false, fallback: false, scope: 'request' },
  unknown: { retryable: false, fallback: true, scope: 'model' },
};

/** A failure from a rule's verdict: the category's row, with what the rule knows better. */
export function makeFailure(
  rule: string,
  verdict: Verdict,
  facts: Partial<Omit<Failure, keyof Verdict | 'rule'>> = {},
): Failure {
  const { statusCode, remedy, ...rest } = { ...CATEGORIES[verdict.category], ...verdict };
  return {
    ...rest,
    rule,
    ...(statusCode !== undefined && { statusCode }),
    ...(remedy !== undefined && { remedy }),
    cause: undefined,
    ...facts,
  };
}

/** Whether a value names a category. */
export const isCategory = (value: unknown): value is FailureCategory =>
  typeof value === 'string' && Object.hasOwn(CATEGORIES, value);
