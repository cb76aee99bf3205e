/**
 * Waits that body fields name, in milliseconds. A field that names the time when it is over gives the milliseconds
 * since the epoch: whoever reads a wait knows the time, and no wait is that long.
 */
import { headersFrom } from '../evidence/response-headers.ts';
import { type Fields, fields, fieldsOf, isObject, read } from '../evidence/safe-read.ts';
import { waitInHeaders } from './header-wait.ts';
import { waitUntilReset } from './limit-reset.ts';
import { decimal, waitFrom } from './wait-value.ts';

/** Fields whose number counts milliseconds. */
const MILLISECONDS = /_ms$|Ms$/;
/** Fields that name a wait, in the order in which they count. */
const WAITS: Fields = fields(
  ...`retry_after_ms retryAfterMs retry_after retryAfter retry_after_seconds retryAfterSeconds estimated_time
  resets_in_seconds wait_seconds cooldown_seconds cooldown_time retryDelay retry_delay reset_at resets_at resetAt resetsAt
  resetTime`.split(/\s+/),
);

/** What is no smaller is a time: see above. */
const FIRST_TIME = 1e12;

/** The wait that a body field meant, as of now. */
export const sinceThen = (wait: number, now: () => number): number =>
  wait < FIRST_TIME ? wait : Math.max(0, wait - now());

/** A number or its text; negative ones are nothing. */
const textOf = (value: unknown): string => {
  if (typeof value === 'number') return value >= 0 && value < 1e21 ? String(value) : '';
  return typeof value === 'string' ? value.slice(0, 100).trim() : '';
};

/** The waits that this object itself names; nested objects are the walk's business. */
export function waitsInFields(value: object): number[] {
  const waits: (number | undefined)[] = [];
  for (const key of fieldsOf(value, WAITS)) {
    const found = read(value, key);
    if (isObject(found)) waits.push(protobufDuration(found));
    else waits.push(MILLISECONDS.test(key) ? decimal(textOf(found)) : waitFrom(textOf(found), 0));
  }
  // OpenRouter and SAP repeat the provider's headers.
  const headers = read(value, 'headers');
  if (isObject(headers)) {
    const named = headersFrom(headers);
    waits.push(waitInHeaders(named, () => 0) ?? waitUntilReset(named, 0));
  }
  return waits.filter(wait => wait !== undefined).map(Math.round);
}

/** google.protobuf.Duration as an object: `{ seconds: '7', nanos: 500000000 }`. */
function protobufDuration(value: object): number | undefined {
  const seconds = decimal(textOf(read(value, 'seconds')));
  const nanos = decimal(textOf(read(value, 'nanos')));
  return seconds === undefined && nanos === undefined ? undefined : (seconds ?? 0) * 1000 + (nanos ?? 0) / 1e6;
}
