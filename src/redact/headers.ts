/**
 * What may leave this package in an error, an event or a store: no key, no cookie, no prompt. Decides which headers,
 * which parts of a URL and of a cause may be seen; never what a failure means.
 */
import { MAX_BODY_CHARS } from './data.ts';
import { secretKind } from '../secrets/names.ts';
import { beginningOf, redactText, type Redactor } from '../secrets/text.ts';

export type { Redactor };

/** Response headers that help to find or to time a request; every other one stays behind. */
const ALLOWED_HEADER =
  /^(?:retry-after(?:-ms)?|x-should-retry|(?:x-|anthropic-)?ratelimit-.{1,60}|content-type|date|server|(?:x-)?request-id|x-amzn-(?:requestid|errortype)|apim-request-id|x-ms-request-id|x-generation-id|cf-ray|cf-aig-(?:log-id|event-id|step|cache-status|model|provider))$/;

/** Longest value of a header that is shown. */
const MAX_HEADER_CHARS = 512;
/** Most headers of one response that are looked at. */
const MAX_HEADERS = 200;

/** Whether a header holds a credential, by its name. */
export const isSecretHeader = (name: string): boolean => secretKind(name) !== undefined;

/** A URL without user, password, query and fragment: any of them may hold a key. */
export function redactUrl(url: string, redact: Redactor = redactText): string {
  const path = url.slice(0, MAX_BODY_CHARS).replace(/[?#].*$/s, '');
  return redact(path.replace(/^([a-z][\w+.-]{0,20}:\/\/)[^/]*@/i, '$1'));
}

/** The response headers that may be shown, with lower-case names. */
export function redactHeaders(
  headers: Record<string, string | undefined> | undefined,
  redact: Redactor = redactText,
): Record<string, string> | undefined {
  if (headers == null || typeof headers !== 'object') return undefined;
  const allowed: Record<string, string> = {};
  for (const name of namesOf(headers)) {
    const lower = name.toLowerCase();
    if (!ALLOWED_HEADER.test(lower)) continue;
    const value = read(headers, name);
    if (typeof value === 'string') allowed[lower] = redact(value.slice(0, MAX_HEADER_CHARS));
  }
  return allowed;
}

function namesOf(headers: object): string[] {
  try {
    return Object.keys(headers).slice(0, MAX_HEADERS);
  } catch {
    return [];
  }
}

/** Reads a property of something that may be hostile. */
function read(value: object, key: string): unknown {
  try {
    return (value as Record<string, unknown>)[key];
  } catch {
    return undefined;
  }
}

/** What a value says of itself that is no error: what is no text of its own is only named by its kind. */
function textOf(thrown: unknown): string {
  if (typeof thrown === 'string') return thrown;
  return typeof thrown === 'function' || typeof thrown === 'symbol' ? `a ${typeof thrown}` : String(thrown);
}

/**
 * What an error may show of its cause: name, message, code and status, in an `Error` without the original's stack,
 * headers, body or request.
 *
 * @returns `undefined` when nothing was thrown.
 */
export function redactedCause(error: unknown, redact: Redactor = redactText): Error | undefined {
  if (error === undefined) return undefined;
  const source = (typeof error === 'object' || typeof error === 'function') && error !== null ? error : undefined;
  const message = source === undefined ? textOf(error) : read(source, 'message');
  const text = redact(typeof message === 'string' ? beginningOf(message) : '');
  const copy = withoutStack(text.length > MAX_BODY_CHARS ? `${text.slice(0, MAX_BODY_CHARS)}…` : text);
  const name = source && read(source, 'name');
  const code = source && read(source, 'code');
  const status = source && (read(source, 'statusCode') ?? read(source, 'status'));
  show(copy, 'name', typeof name === 'string' && typeof error === 'object' ? redact(name.slice(0, 200)) : 'Error');
  show(copy, 'message', copy.message);
  if (typeof code === 'string') show(copy, 'code', redact(code.slice(0, 200)));
  else if (typeof code === 'number') show(copy, 'code', code);
  if (typeof status === 'number') show(copy, 'status', status);
  copy.stack = `${copy.name}: ${copy.message}`;
  return copy;
}

/** An error whose stack nobody collects: it costs more than the rest of the copy, which gets a stack of its own. */
function withoutStack(message: string): Error {
  const { stackTraceLimit } = Error as { stackTraceLimit?: unknown };
  // V8's; elsewhere, and where it may not be written, the error is made as ever.
  const isSet = typeof stackTraceLimit === 'number' && Reflect.set(Error, 'stackTraceLimit', 0);
  try {
    return new Error(message);
  } finally {
    if (isSet) Reflect.set(Error, 'stackTraceLimit', stackTraceLimit);
  }
}

/** A property that JSON and consoles show. */
function show(error: Error, key: string, value: unknown): void {
  Object.defineProperty(error, key, { value, enumerable: true, configurable: true, writable: true });
}
