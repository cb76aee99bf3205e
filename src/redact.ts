/**
 * What may leave this package in an error, an event or a store: no key, no cookie, no prompt. Decides what is removed
 * and how a body is cut; never what a failure means.
 */

const REDACTED = '[redacted]';

/** Longest body that an error carries, in characters. */
export const MAX_BODY_CHARS = 2_048;

/** How much of one text is looked at; what is longer is cut to far less, and an error path must not cost seconds. */
const READ_CHARS = 65_536;

/** Response headers that help to find or to time a request; every other one stays behind. */
const ALLOWED_HEADER =
  /^(?:retry-after(?:-ms)?|x-should-retry|(?:x-|anthropic-)?ratelimit-.+|x-ratelimit-.+|content-type|date|server|(?:x-)?request-id|x-amzn-(?:requestid|errortype)|apim-request-id|x-ms-request-id|x-generation-id|cf-ray|cf-aig-(?:log-id|event-id|step|cache-status|model|provider))$/;

/** Shapes of credentials, as their issuers document or print them (masked forms with `*` included). */
const CREDENTIALS: readonly RegExp[] = [
  /\bsk-[\w*.-]{6,}/g,
  // The digit or mask keeps names of codes (`key_model_access_denied`) out.
  /\b(?:gsk|hf|r8|ghp|gho|ghs|pplx|nvapi|csk|fw|tgp_v1|key|pk|rk|sess|github_pat|xai|pa|ya29)[-_.](?=[\w.-]{0,100}[\d*])[\w*.-]{12,}/g,
  /\bAIza[\w*-]{20,}/g,
  /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9*]{12,}\b/g,
  /\beyJ[\w-]{6,}\.[\w-]{4,}\.?[\w-]*/g,
  /\b(?:Bearer|Basic)\s+[\w*.~+/=-]{6,}/gi,
  /\b(?=\w*\d)(?=\w*[A-Za-z])\w{40,}/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/gs,
];

/**
 * `name: value` and `name=value` with a name that says what the value is; the name stays. A bare number is a count, as in
 * `max_token: 128000`; a cookie goes on over its `;`.
 */
const NAMED_SECRET =
  /((?:(?:api|access|auth|secret|private|subscription|client)[-_ ]?(?:key|secret)|authorization|credentials?|password|secret|token)["']?\s*[:=]\s*["']?)(?:(?:bearer|basic|token|digest|apikey)\s+)?(?!\[redacted\]|\d+\b)[^\s"',;}\])]{6,}|(cookie["']?\s*[:=]\s*["']?)(?!\[redacted\])[^\s"',;}\])]{6,}(?:;\s*[^\s"',;}\])]+)*/gi;

/** What a URL inside a text may hold: user and password, and keys among its parameters. */
const URL_USER = /\b([a-z][\w+.-]{1,20}:\/\/)[^\s/@"'<>]{1,256}@/gi;
const URL_SECRET =
  /([?&](?:key|sig|[\w-]{0,20}(?:signature|credential|token|secret|password|api[-_]?key|auth))=)(?!\[redacted\])[^&#\s"'<>]+/gi;

/** Object keys whose values are never shown. */
const SECRET_KEY =
  /^(?:.*(?:authorization|api[-_]?key|secret|password|cookie|credential|private[-_]?key).*|(?:access|auth|refresh|id|session|bearer)?[-_]?token|key)$/i;

/** Whether a header holds a credential, by its name. */
export const isSecretHeader = (name: string): boolean =>
  SECRET_KEY.test(name) || /(?:^|-)(?:token|auth|key)$/i.test(name);

/** Removes from a text what may not be seen. */
export type Redactor = (text: string) => string;

/** Removes everything that looks like a credential from text. */
export function redactText(text: string): string {
  let clean = text;
  for (const pattern of CREDENTIALS) clean = clean.replace(pattern, REDACTED);
  return clean
    .replace(URL_USER, `$1${REDACTED}@`)
    .replace(URL_SECRET, `$1${REDACTED}`)
    .replace(NAMED_SECRET, `$1$2${REDACTED}`);
}

/** A URL without user, password, query and fragment: any of them may hold a key. */
export function redactUrl(url: string): string {
  return redactText(url.replace(/[?#].*$/s, '').replace(/^([a-z][\w+.-]*:\/\/)[^/@]*@/i, '$1'));
}

/** The response headers that may be shown, with lower-case names. */
export function redactHeaders(
  headers: Record<string, string | undefined> | undefined,
  redact: Redactor = redactText,
): Record<string, string> | undefined {
  if (headers == null) return undefined;
  const allowed: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const lower = name.toLowerCase();
    if (typeof value === 'string' && ALLOWED_HEADER.test(lower)) allowed[lower] = redact(value);
  }
  return allowed;
}

/** How much of a value is copied. */
interface DataLimits {
  /** Longest string. */
  chars: number;
  /** Most entries of one list or object. */
  items: number;
  depth: number;
}

/** Most values of one copy, so that a web of references ends. */
const MAX_VALUES = 20_000;

/** A copy of JSON-like data, redacted and bounded in depth, width, size and string length. */
export function redactData(
  value: unknown,
  redact: Redactor = redactText,
  limits: DataLimits = { chars: 1_024, items: 100, depth: 12 },
): unknown {
  let values = 0;

  function copyOf(item: unknown, depth: number): unknown {
    if (typeof item === 'string') {
      const clean = redact(item.slice(0, READ_CHARS));
      return clean.length > limits.chars ? `${clean.slice(0, limits.chars)}…` : clean;
    }
    if (typeof item === 'bigint') return String(item);
    if (typeof item !== 'object' || item === null) return item;
    values += 1;
    if (depth <= 0 || values > MAX_VALUES) return '…';
    if (Array.isArray(item)) return item.slice(0, limits.items).map(entry => copyOf(entry, depth - 1));
    const copy: Record<string, unknown> = {};
    for (const [key, entry] of Object.entries(item).slice(0, limits.items)) {
      copy[redact(key)] = SECRET_KEY.test(key) && typeof entry !== 'number' ? REDACTED : copyOf(entry, depth - 1);
    }
    return copy;
  }

  return copyOf(value, limits.depth);
}

/** How far strings, lists and depth are cut, in turn, until a body fits. */
const CUTS = [512, 256, 128, 64, 32, 16].map((chars, step) => ({ chars, items: 50 >> step, depth: 10 - step }));

/**
 * A response body of at most 2 kB without credentials. JSON is cut by shortening its strings, so that it stays
 * parseable; an untouched body keeps its exact text.
 */
export function redactBody(body: string, redact: Redactor = redactText): string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    const clean = redact(body.slice(0, READ_CHARS));
    return clean.length > MAX_BODY_CHARS ? `${clean.slice(0, MAX_BODY_CHARS - 1)}…` : clean;
  }
  const clean = JSON.stringify(redactData(parsed, redact, { chars: Infinity, items: Infinity, depth: 40 }));
  if (clean.length <= MAX_BODY_CHARS)
    return clean === JSON.stringify(parsed) && body.length <= MAX_BODY_CHARS ? body : clean;
  for (const limits of CUTS) {
    const cut = JSON.stringify(redactData(parsed, redact, limits));
    if (cut.length <= MAX_BODY_CHARS) return cut;
  }
  return JSON.stringify(clean.slice(0, MAX_BODY_CHARS / 4));
}

/** Reads a property of something that may be hostile. */
function read(value: object, key: string): unknown {
  try {
    return (value as Record<string, unknown>)[key];
  } catch {
    return undefined;
  }
}

/**
 * What an error may show of its cause: name, message, code and status, in an `Error` without the original's stack,
 * headers, body or request.
 *
 * @returns `undefined` when nothing was thrown.
 */
export function redactedCause(error: unknown, redact: Redactor = redactText): Error | undefined {
  if (error === undefined) return undefined;
  const source = typeof error === 'object' && error !== null ? error : { message: String(error) };
  const message = read(source, 'message');
  const text = redact(typeof message === 'string' ? message.slice(0, READ_CHARS) : '');
  const copy = new Error(text.length > MAX_BODY_CHARS ? `${text.slice(0, MAX_BODY_CHARS)}…` : text);
  const name = read(source, 'name');
  const code = read(source, 'code');
  const status = read(source, 'statusCode') ?? read(source, 'status');
  const facts: Record<string, unknown> = {
    name: typeof name === 'string' ? redact(name) : 'Error',
    message: copy.message,
  };
  if (typeof code === 'string' || typeof code === 'number')
    facts['code'] = typeof code === 'string' ? redact(code) : code;
  if (typeof status === 'number') facts['status'] = status;
  for (const [key, value] of Object.entries(facts)) {
    Object.defineProperty(copy, key, { value, enumerable: true, configurable: true, writable: true });
  }
  copy.stack = `${copy.name}: ${copy.message}`;
  return copy;
}
