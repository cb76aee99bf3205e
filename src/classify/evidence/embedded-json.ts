/**
 * Finds JSON where texts carry it: whole bodies, and the forms in which SDKs put a body into an error's message
 * ('400 [{...}]', 'HTTP 429: {...}').
 */
import { MAX_READ_CHARS, parseJsonHead } from '../../redact/json.ts';

/** The parsed JSON object, list or string; undefined if the text is none of these. Reads its beginning only. */
export const parseJson: (text: string) => unknown = parseJsonHead;

/** The JSON object or list inside a longer text, from its first bracket to the last one of the same kind. */
export function jsonInside(text: string): unknown {
  const start = text.search(/[[{]\s{0,20}["{]/);
  if (start < 0 || text.length > MAX_READ_CHARS) return undefined;
  const end = text.lastIndexOf(text[start] === '{' ? '}' : ']');
  return end > start ? parseJson(text.slice(start, end + 1)) : undefined;
}

/** How SDKs write a status into a message, besides the forms of `quoted-status.ts`. Bare digits are never a status. */
const STATUS_FORMS: readonly RegExp[] = [
  /^([45]\d\d)(?: |: |$)/,
  /[[(]([45]\d\d) [A-Z][A-Za-z ]{1,60}[\])]/,
  /^API Error:? \(?([45]\d\d)\b/i,
  /\b(?:error|(?:request|call) (?:rejected|failed)) ?\(([45]\d\d)\)/i,
  // SDKs of OpenAI and Anthropic.
  /\b([45]\d\d) status code \(no body\)/i,
];

/** A status line, wherever it stands in a text that comes without any status. */
const STATUS_LINE =
  /\b(4(?:00 bad request|01 unauthorized|02 payment required|03 forbidden|04 not found|08 request time-?out|13 (?:payload|content|request entity) too large|22 unprocessable (?:entity|content)|29 too many requests)|5(?:00 internal server error|02 bad gateway|03 service unavailable|04 gateway time-?out))\b/i;

/** Reason phrases of RFC 9110: clients that were given no text throw the status line's. */
const REASON_PHRASES: ReadonlyMap<string, number> = new Map([
  ['unauthorized', 401],
  ['payment required', 402],
  ['forbidden', 403],
  ['request timeout', 408],
  ['too many requests', 429],
  ['internal server error', 500],
  ['bad gateway', 502],
  ['service unavailable', 503],
  ['temporarily unavailable', 503],
  ['gateway timeout', 504],
]);

/** The HTTP status that a message names in one of the forms of SDKs. */
export function statusInText(text: string): number | undefined {
  const head = text.slice(0, 500);
  if (/[45]\d\d/.test(head)) {
    for (const form of STATUS_FORMS) {
      const match = form.exec(head);
      const found = match?.[1] ?? match?.[2];
      if (found) return Number(found);
    }
    const line = STATUS_LINE.exec(head)?.[1];
    // A proxy's, which would not open a tunnel.
    if (line !== undefined && !/\btunnel connection failed\b/i.test(head)) return Number(line.slice(0, 3));
  }
  return REASON_PHRASES.get(head.trim().replace(/\.$/, '').toLowerCase());
}

/**
 * Fields of a JSON body that was cut short. Logs and clients shorten bodies, and the code stands at the beginning.
 */
export function salvageJson(text: string): Record<string, unknown> | undefined {
  if (!/^\s{0,1000}[[{]/.test(text)) return undefined;
  const found: Record<string, unknown> = {};
  const field =
    /"(code|type|status|message|internalCode|error_type)"\s{0,20}:\s{0,20}("(?:[^"\\]|\\.){0,2000}(?:"|$)|\d{1,9}(?!\d|$))/g;
  for (const [, key, raw] of text.slice(0, 4000).matchAll(field)) {
    if (key && raw && !(key in found))
      found[key] = parseJson(raw) ?? parseJson(`${raw}"`) ?? (raw.startsWith('"') ? raw.slice(1) : Number(raw));
  }
  if (Object.keys(found).length === 0) return undefined;
  // Cloudflare's lists of errors: the number says it all, with or without the text that was cut off.
  return /"errors?"\s{0,20}:\s{0,20}\[\s{0,20}\{/.test(text.slice(0, 4000))
    ? { errors: [{ message: '', ...found }] }
    : found;
}

/** The same for a body behind a status or the words of an SDK, where nothing whole can be parsed. */
export function salvageInside(text: string): Record<string, unknown> | undefined {
  const start = text.search(/[[{]\s{0,20}[{"]/);
  // What a quotation mark opens is quoted, cut short.
  return start < 0 ||
    /(?:^|[\s:])['"`]$/.test(text.slice(Math.max(0, start - 2), start)) ||
    !/^[[{\s]{0,100}"(?:success|errors?|type|code|name|internalCode|message|object)"/.test(text.slice(start))
    ? undefined
    : salvageJson(text.slice(start));
}
