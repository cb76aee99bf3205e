/** Waits that body fields name, in milliseconds. */
import { read } from '../evidence/safe-read.ts';

/** Fields whose number counts seconds. */
const SECONDS = [
  'retry_after',
  'retryAfter',
  'retry_after_seconds',
  'retryAfterSeconds',
  'estimated_time',
  'resets_in_seconds',
];
/** Fields whose number counts milliseconds. */
const MILLISECONDS = ['retry_after_ms', 'retryAfterMs'];

/** A count of seconds as a number, as '34', or as a protobuf duration like '34.5s'. */
function secondsFrom(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) && value >= 0 ? value : undefined;
  if (typeof value !== 'string') return undefined;
  const match = /^\s{0,20}(\d{1,15}(?:\.\d{1,9})?)s?\s{0,20}$/.exec(value);
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

/** The waits that this object itself names; nested objects are the walk's business. */
export function waitsInFields(value: unknown): number[] {
  const waits: number[] = [];
  const add = (seconds: number | undefined, factor: number): void => {
    if (seconds !== undefined) waits.push(Math.round(seconds * factor));
  };
  for (const key of MILLISECONDS) add(secondsFrom(read(value, key)), 1);
  for (const key of SECONDS) add(secondsFrom(read(value, key)), 1000);
  add(secondsFrom(read(value, 'retryDelay')), 1000);
  // OpenRouter repeats the provider's headers in its metadata.
  const headers = read(value, 'headers');
  const header = read(headers, 'Retry-After') ?? read(headers, 'retry-after');
  const items = typeof header === 'string' ? header.split(',') : [header];
  const seconds = items.map(secondsFrom).filter(each => each !== undefined);
  if (seconds.length > 0) add(Math.max(...seconds), 1000);
  return waits;
}
