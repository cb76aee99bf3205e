/**
 * The wait that a response itself names, in milliseconds: a header, else a body field, else its text, else the reset
 * of a used-up allowance. Parsing is strict: `2027-12-31T…` is not 2027 seconds.
 */
import type { Evidence } from './evidence.ts';
import { parseHttpDate } from './http-date.ts';
import { waitUntilReset } from './limit-reset.ts';
import { waitInText } from './text-wait.ts';

const DECIMAL = /^\d{1,10}(?:\.\d{1,9})?$/;

/** The wait; undefined if the response names none. `now` serves only where the response has no Date of its own. */
export function retryAfterMs(
  evidence: Pick<Evidence, 'headers' | 'waits' | 'messages'>,
  now: () => number,
): number | undefined {
  const { headers } = evidence;
  const fromHeader = millisecondsHeader(headers['retry-after-ms']) ?? retryAfterHeader(headers, now);
  if (fromHeader !== undefined) return fromHeader;
  if (evidence.waits[0] !== undefined) return evidence.waits[0];
  for (const message of evidence.messages) {
    const wait = waitInText(message);
    if (wait !== undefined) return wait;
  }
  return waitUntilReset(headers, sentAt(headers) ?? now());
}

function millisecondsHeader(value: string | undefined): number | undefined {
  return value !== undefined && DECIMAL.test(value.trim()) ? Math.round(Number(value)) : undefined;
}

function retryAfterHeader(headers: Readonly<Record<string, string>>, now: () => number): number | undefined {
  const value = headers['retry-after']?.trim();
  if (value === undefined) return undefined;
  if (DECIMAL.test(value)) return Math.round(Number(value) * 1000);
  const date = parseHttpDate(value);
  return date === undefined ? undefined : Math.max(0, date - (sentAt(headers) ?? now()));
}

/** When the other side sent the response: its clock, not ours, is the one its dates are written by. */
function sentAt(headers: Readonly<Record<string, string>>): number | undefined {
  return headers['date'] === undefined ? undefined : parseHttpDate(headers['date']);
}
