/**
 * What is thrown: an `APICallError` that tells the truth. Decides what an error carries of a failure; never what the
 * failure is.
 */
import { APICallError } from 'ai';
import type { Failure } from '../failure.ts';
import { redactBody } from '../redact/body.ts';
import { cleanCopy } from '../redact/data.ts';
import { redactText, type Redactor } from '../secrets/text.ts';
import { redactHeaders, redactUrl } from '../redact/headers.ts';
import { ClassifiedError } from './classified-error.ts';
import { waitHeaders } from './wait-headers.ts';

/** From this wait on the SDK ignores a `Retry-After` and retries after two seconds, which is earlier than asked. */
const SDK_LONGEST_WAIT_MS = 60_000;

const originals = new WeakMap<object, unknown>();
const failures = new WeakMap<object, Failure>();

/** Carries the failure on an error of ours: no JSON holds a symbol, and a registered one is every copy's. */
const marker = Symbol.for('ai-gateway-failover.failure');

/** Attaches a failure and the untouched original to an error of ours. */
export function remember(error: object, failure: Failure, original: unknown): void {
  Object.defineProperty(error, marker, { value: failure });
  failures.set(error, failure);
  originals.set(error, original);
}

/** Keeps the untouched original beside an error of ours that has no failure. */
export function rememberOriginal(error: object, original: unknown): void {
  originals.set(error, original);
}

/**
 * The untouched error behind one of ours: with the provider's headers, body and request, secrets included. It is kept
 * beside the error, never on it, so nothing prints it by accident.
 *
 * @returns The original; `undefined` if nothing was thrown (a truncated stream, a timer); the error itself if it is
 * not one of ours.
 */
export function originalError(error: unknown): unknown {
  if (typeof error !== 'object' || error === null || !originals.has(error)) return error;
  return originals.get(error);
}

const isFailure = (value: unknown): value is Failure =>
  typeof value === 'object' &&
  value !== null &&
  ['category', 'scope', 'rule'].every(key => typeof (value as Record<string, unknown>)[key] === 'string') &&
  typeof (value as Failure).retryable === 'boolean';

/**
 * The failure attached to one of our errors, also of another copy of this package. What a body carries under the same
 * name is not believed.
 */
export function failureOf(error: unknown): Failure | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const attached = failures.get(error);
  if (attached) return attached;
  try {
    const carried = (error as Record<symbol, unknown>)[marker];
    return isFailure(carried) ? carried : undefined;
  } catch {
    // A value that does not let itself be looked at is none of ours.
    return undefined;
  }
}

/** What an error is made of. */
export interface FailureErrorOptions {
  /** What was thrown or found in a stream's error part; `undefined` if nothing was. */
  error: unknown;
  failure: Failure;
  /** The upstream's own sentence; never empty. */
  message: string;
  /** Facts of the response, used where the error itself has none. */
  response?: { url?: string | undefined; headers?: Record<string, string> | undefined } | undefined;
  redact?: Redactor | undefined;
  /** Whether the error may carry the request body, prompt included. @default false */
  includeRequestBody?: boolean | undefined;
  /** The call's id. */
  callId?: string | undefined;
}

function describe({ failure, message, redact = redactText }: FailureErrorOptions): string {
  const shown = redact(message).trim();
  const facts = [failure.rule];
  if (failure.wireStatus !== undefined && !shown.includes(String(failure.wireStatus)))
    facts.push(`HTTP ${failure.wireStatus}`);
  if (failure.logId !== undefined) facts.push(`log id ${failure.logId}`);
  const sentence = `${shown.replace(/\.$/, '')} (${facts.join(', ')}).`;
  return failure.remedy === undefined ? sentence : `${sentence} ${failure.remedy}`;
}

/** The provider's own keys, and ours beside them; its own `failure` is kept under another name. */
function dataWith(failure: Failure, data: unknown, redact: Redactor): Record<string, unknown> {
  const own = cleanCopy(data, redact).value;
  if (own === undefined) return { failure };
  if (typeof own !== 'object' || own === null || Array.isArray(own)) return { value: own, failure };
  return 'failure' in own ? { ...own, providerFailure: own.failure, failure } : { ...own, failure };
}

/** The SDK's own check, also for values that do not let themselves be looked at. */
export function isAPICallError(error: unknown): error is APICallError {
  try {
    return APICallError.isInstance(error);
  } catch {
    return false;
  }
}

const sameHeaders = (left: Record<string, string> = {}, right: Record<string, string> = {}) =>
  Object.keys(left).length === Object.keys(right).length && Object.keys(left).every(key => left[key] === right[key]);

const isEmptyBody = (value: unknown) =>
  value == null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);

/** A body as text; some clients have parsed it. */
function bodyOf(body: unknown): string | undefined {
  if (body === undefined || body === null || typeof body === 'string') return body ?? undefined;
  return JSON.stringify(cleanCopy(body, text => text).value);
}

/**
 * The `APICallError` for a failure. Returns the thrown object itself if it already says all this and holds nothing
 * that may not be seen.
 */
export function toAPICallError(options: FailureErrorOptions): APICallError {
  const { error, failure, response, redact = redactText, includeRequestBody = false } = options;
  const source = isAPICallError(error) ? error : undefined;
  const body = bodyOf(source?.responseBody);
  const headers = redactHeaders(source?.responseHeaders ?? response?.headers, redact);
  const url: unknown = source?.url ?? response?.url;
  const facts: ErrorFacts = {
    url: typeof url === 'string' ? redactUrl(url, redact) : '',
    requestBodyValues: includeRequestBody ? source?.requestBodyValues : undefined,
    statusCode: failure.statusCode,
    responseHeaders: waitHeaders(failure, headers ?? {}),
    responseBody: body === undefined ? undefined : redactBody(body, redact),
    isRetryable: failure.retryable && (failure.retryAfterMs ?? 0) < SDK_LONGEST_WAIT_MS,
  };
  if (source && isUnchanged(source, facts, redact)) {
    failures.set(source, failure);
    return source;
  }
  const { statusCode, responseBody, ...rest } = facts;
  const shown = { message: describe(options), cause: failure.cause, data: dataWith(failure, source?.data, redact) };
  const known = {
    ...(statusCode !== undefined && { statusCode }),
    ...(responseBody !== undefined && { responseBody }),
  };
  const result = new ClassifiedError({ ...rest, ...known, ...shown }, failure, options.callId);
  remember(result, failure, error);
  return result;
}

type ErrorFacts = Pick<APICallError, 'url' | 'isRetryable'> & {
  statusCode: number | undefined;
  requestBodyValues: unknown;
  responseHeaders: Record<string, string>;
  responseBody: string | undefined;
};

/** What an `APICallError` consists of; anything else was hung onto it by someone, who knows what it holds. */
const OWN_KEYS: ReadonlySet<PropertyKey> = /* @__PURE__ */ (() =>
  new Set([...Reflect.ownKeys(new APICallError({ message: '', url: '', requestBodyValues: undefined })), 'stack']))();

/** Whether data hold what would be taken for ours. */
const namesFailure = (data: unknown): boolean => typeof data === 'object' && data !== null && 'failure' in data;

/** Whether an error already carries these facts, and no others. What costs most is looked at last. */
function isUnchanged(source: APICallError, facts: ErrorFacts, redact: Redactor): boolean {
  return (
    source.cause == null &&
    source.message !== '' &&
    source.isRetryable === facts.isRetryable &&
    source.statusCode === facts.statusCode &&
    source.url === facts.url &&
    source.responseBody === facts.responseBody &&
    (isEmptyBody(source.requestBodyValues) || source.requestBodyValues === facts.requestBodyValues) &&
    sameHeaders(source.responseHeaders, facts.responseHeaders) &&
    Reflect.ownKeys(source).every(key => OWN_KEYS.has(key)) &&
    redact(source.message) === source.message &&
    !namesFailure(source.data) &&
    !cleanCopy(source.data, redact).isChanged &&
    (source.stack === undefined || redact(source.stack) === source.stack)
  );
}
