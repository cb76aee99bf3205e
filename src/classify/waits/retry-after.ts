/**
 * The wait that a response itself names, in milliseconds: a header, else a body field, else its text, else the reset
 * of a used-up allowance. Parsing is strict: `2027-12-31T…` is not 2027 seconds. Where a header names several waits, the
 * longest counts: nothing is asked earlier than any of them says.
 */
import { parseDuration } from './duration.ts';
import type { Evidence } from '../evidence.ts';
import { parseHttpDate, splitHttpDates } from './http-date.ts';
import { waitUntilReset } from './limit-reset.ts';
import { waitInText } from './text-wait.ts';

/** Longest wait that is told: a week stands for whatever is longer, so that an absurd one is long and not ignored. */
const LONGEST_MS = 7 * 86_400_000;

const DECIMAL = /^\d{1,400}(?:\.\d{0,400})?$/;

/** The wait; undefined if the response names none. `now` serves only where the response has no Date of its own. */
export function retryAfterMs(
  evidence: Pick<Evidence, 'headers' | 'waits' | 'messages'>,
  now: () => number,
): number | undefined {
  const wait = namedWait(evidence, now);
  return wait === undefined ? undefined : Math.min(wait, LONGEST_MS);
}

function namedWait(
  { headers, waits, messages }: Pick<Evidence, 'headers' | 'waits' | 'messages'>,
  now: () => number,
): number | undefined {
  const present = () => sentAt(headers) ?? now();
  const fromHeader =
    longest(headers['retry-after-ms'], item => decimal(item)) ??
    longest(headers['retry-after'], item => retryAfterItem(item, present));
  if (fromHeader !== undefined) return fromHeader;
  if (waits[0] !== undefined) return waits[0];
  for (const message of messages) {
    const wait = waitInText(message);
    if (wait !== undefined) return wait;
  }
  return waitUntilReset(headers, present());
}

/** The longest of the waits in a header that proxies may have combined; an item that is none is passed over. */
function longest(value: string | undefined, waitOf: (item: string) => number | undefined): number | undefined {
  if (value === undefined) return undefined;
  const waits = splitHttpDates(value).flatMap(item => waitOf(item.replace(/^"(.*)"$/, '$1').trim()) ?? []);
  return waits.length === 0 ? undefined : Math.round(Math.max(...waits));
}

const decimal = (item: string): number | undefined => (DECIMAL.test(item) ? Number(item) : undefined);

function retryAfterItem(item: string, present: () => number): number | undefined {
  const seconds = decimal(item);
  if (seconds !== undefined) return seconds * 1000;
  const date = parseHttpDate(item);
  return date === undefined ? parseDuration(item) : Math.max(0, date - present());
}

/** When the other side sent the response: its clock, not ours, is the one its dates are written by. */
function sentAt(headers: Readonly<Record<string, string>>): number | undefined {
  return headers['date'] === undefined ? undefined : parseHttpDate(headers['date']);
}
