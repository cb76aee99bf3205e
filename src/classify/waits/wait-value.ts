/** One value that says how long to wait, or until when: a number, a duration, a point in time. */
import { parseDuration } from './duration.ts';
import { parsePointInTime } from './point-in-time.ts';

/** What an epoch is counted in, by its size: seconds, or a thousandth of that, and so on. No wait is that long. */
const EPOCHS: readonly (readonly [from: number, perMs: number])[] = [
  [1e18, 1e6],
  [1e15, 1e3],
  [1e12, 1],
  [1e9, 1e-3],
];

const DECIMAL = /^\d{1,400}(?:\.\d{0,400})?$/;

/** A count of something, which a text writes without sign or exponent. */
export const decimal = (text: string): number | undefined => (DECIMAL.test(text) ? Number(text) : undefined);

/**
 * Milliseconds to wait; undefined if the text says nothing of the kind. A bare number counts seconds. With `now` 0 a
 * point in time comes out as the milliseconds since the epoch.
 */
export function waitFrom(text: string, now: number): number | undefined {
  const number = decimal(text);
  if (number === undefined) {
    const time = parsePointInTime(text);
    return time === undefined ? parseDuration(text) : Math.max(0, time - now);
  }
  const perMs = EPOCHS.find(([from]) => number > from)?.[1];
  return perMs === undefined ? Math.round(number * 1000) : Math.max(0, Math.round(number / perMs - now));
}
