/** Waits that error messages name in the phrases that providers document, in milliseconds. */
import { parseDuration } from './duration.ts';

const NUMBER = String.raw`(\d{1,9}(?:\.\d{1,9})?)`;
/** 'try again in 1.5s', 'retry in 34.07s', 'Please try again in 7m12s', 'reset after 12s'. */
const COMPACT =
  /\b(?:try again|retry|retrying|available|resets?|wait)(?: it)?(?: again)?(?: in| after|:)? (?:about |approximately )?((?:\d{1,9}(?:\.\d{1,9})?(?:ms|[dhms])){1,8})(?![a-z0-9])/i;
/** 'retry after 38 seconds', 'Try again in 5 seconds', 'wait 20 seconds', 'in 2 minutes'. */
const SPELLED = new RegExp(
  String.raw`\b(?:try again|retry|retrying|available|resets?|wait)(?: it)?(?: again)?(?: in| after| for|:)? (?:about |approximately |at least )?${NUMBER} ?(milliseconds?|seconds?|secs?|minutes?|mins?|hours?|days?)\b`,
  'i',
);
/** 'retry-after: 20' as texts quote the header. */
const QUOTED_HEADER = new RegExp(
  String.raw`\bretry[-_ ]after['"]?\s{0,8}[:=]\s{0,8}['"]?${NUMBER}\s{0,8}(?:s|seconds?)?\b`,
  'i',
);

const SPELLED_UNITS: readonly (readonly [RegExp, number])[] = [
  [/^milli/i, 1],
  [/^s/i, 1000],
  [/^min/i, 60_000],
  [/^h/i, 3_600_000],
  [/^d/i, 86_400_000],
];

/** The wait that a message names. */
export function waitInText(text: string): number | undefined {
  if (!/\d/.test(text)) return undefined;
  const compact = COMPACT.exec(text)?.[1];
  if (compact !== undefined) return parseDuration(compact);
  const spelled = SPELLED.exec(text);
  if (spelled?.[1] !== undefined) {
    const factor = SPELLED_UNITS.find(([unit]) => unit.test(spelled[2] ?? ''))?.[1] ?? 1000;
    return Math.round(Number(spelled[1]) * factor);
  }
  const quoted = QUOTED_HEADER.exec(text)?.[1];
  return quoted === undefined ? undefined : Math.round(Number(quoted) * 1000);
}
