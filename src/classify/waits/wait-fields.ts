/** Waits that body fields name, in milliseconds. */
import { type Fields, fields, fieldsOf, read } from '../evidence/safe-read.ts';

/** Fields that name a wait, and how many milliseconds each of its units has; in the order in which they count. */
const UNITS: Readonly<Record<string, number>> = {
  retry_after_ms: 1,
  retryAfterMs: 1,
  retry_after: 1000,
  retryAfter: 1000,
  retry_after_seconds: 1000,
  retryAfterSeconds: 1000,
  estimated_time: 1000,
  resets_in_seconds: 1000,
  retryDelay: 1000,
};
const WAITS: Fields = fields(...Object.keys(UNITS));

/** A count of seconds as a number, as '34', or as a protobuf duration like '34.5s'. */
function secondsFrom(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) && value >= 0 ? value : undefined;
  if (typeof value !== 'string') return undefined;
  const match = /^\s{0,20}(\d{1,15}(?:\.\d{1,9})?)s?\s{0,20}$/.exec(value);
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

/** The waits that this object itself names; nested objects are the walk's business. */
export function waitsInFields(value: object): number[] {
  const waits: number[] = [];
  for (const key of fieldsOf(value, WAITS)) {
    const wait = secondsFrom(read(value, key));
    if (wait !== undefined) waits.push(Math.round(wait * UNITS[key]!));
  }
  // OpenRouter repeats the provider's headers in its metadata.
  const headers = read(value, 'headers');
  if (headers === undefined) return waits;
  const header = read(headers, 'Retry-After') ?? read(headers, 'retry-after');
  const items = typeof header === 'string' ? header.split(',') : [header];
  const seconds = items.map(secondsFrom).filter(each => each !== undefined);
  if (seconds.length > 0) waits.push(Math.round(Math.max(...seconds) * 1000));
  return waits;
}
