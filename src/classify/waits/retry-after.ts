/**
 * The wait that a response itself names, in milliseconds: a header, else a body field, else its text, else the reset
 * of a used-up allowance. Parsing is strict: what is no number, duration or time as a whole is nothing.
 */
import type { Evidence } from '../evidence.ts';
import { waitInHeaders } from './header-wait.ts';
import { parseHttpDate } from './http-date.ts';
import { waitUntilReset } from './limit-reset.ts';
import { waitInText } from './text-wait.ts';
import { sinceThen } from './wait-fields.ts';

/** Longest wait that is told: a week stands for whatever is longer, so that an absurd one is long and not ignored. */
const LONGEST_MS = 7 * 86_400_000;

type Waits = Pick<Evidence, 'headers' | 'waits' | 'messages' | 'origins' | 'status'>;

/** The wait; undefined if the response names none. `now` serves only where the response has no Date of its own. */
export function retryAfterMs(evidence: Waits, now: () => number): number | undefined {
  const wait = namedWait(evidence, now);
  return wait === undefined ? undefined : Math.min(wait, LONGEST_MS);
}

function namedWait({ headers, waits, messages, origins, status }: Waits, now: () => number): number | undefined {
  const present = () => sentAt(headers) ?? now();
  const fromHeader = waitInHeaders(headers, present);
  if (fromHeader !== undefined) return fromHeader;
  if (waits[0] !== undefined) return sinceThen(waits[0], present);
  // Zhipu writes Beijing's time.
  const zoneless = origins.has('zhipu') ? '+08:00' : undefined;
  for (const message of messages) {
    const wait = waitInText(message, present, zoneless);
    if (wait !== undefined) return wait;
  }
  return waitUntilReset(headers, present(), status === 429);
}

/** When the other side sent the response: its clock, not ours, is the one its dates are written by. */
function sentAt(headers: Readonly<Record<string, string>>): number | undefined {
  return headers['date'] === undefined ? undefined : parseHttpDate(headers['date']);
}
