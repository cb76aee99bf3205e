/**
 * Durations as headers, body fields and error texts write them: '7m12s', '34.07s', '60 seconds', '1 minute and 30
 * seconds', 'PT1M30S', '00:12:34'. All units are added up: the first one alone would end too early.
 */

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

const AMOUNT = String.raw`\d{1,15}(?:,\d{3}){0,3}(?:\.\d{1,9})?`;
const UNIT = String.raw`(?:ms|msecs?|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?)(?![a-z])`;
const PIECE = String.raw`${AMOUNT}[ -]?(?:more )?${UNIT}`;
const CLOCK = String.raw`(?:\d{1,3}[.:])?\d{1,3}:\d\d:\d\d(?:\.\d{1,9})?`;

/** The source of a pattern for durations in a text. */
export const DURATION: string = String.raw`(?:${PIECE}(?:(?:,| and|, and)? ?${PIECE}){0,7}|${CLOCK})(?!\w)`;

const WHOLE = /* @__PURE__ */ new RegExp(`^${DURATION}$`, 'i');
const PIECES = /* @__PURE__ */ new RegExp(`(${AMOUNT})[ -]?(?:more )?(${UNIT})`, 'gi');
/** Months and years are no fixed time. */
const ISO_8601 = /^p(\d{1,9}[dw])?(?:t([\dhms.]{2,60}))?$/;

/** Milliseconds of a duration; undefined if the text is anything else. */
export function parseDuration(text: string): number | undefined {
  const value = text.trim().toLowerCase();
  const iso = ISO_8601.exec(value);
  if (iso && value.length > 1) return parseDuration(`${iso[1] ?? ''}${iso[2] ?? ''}`);
  if (!WHOLE.test(value)) return undefined;
  if (value.includes(':')) return clockMs(value);
  let total = 0;
  for (const [, amount = '', unit = ''] of value.matchAll(PIECES)) {
    total += Number(amount.replaceAll(',', '')) * (/^m(?:s|illi)/.test(unit) ? 1 : UNITS[unit[0]!]!);
  }
  return Math.round(total);
}

/** 'hh:mm:ss', with days in front of it: '1.02:03:04'. */
function clockMs(value: string): number {
  const [seconds = 0, minutes = 0, hours = 0, days = 0] = value
    .replace(/^(\d{1,3})\./, '$1:')
    .split(':')
    .map(Number)
    .toReversed();
  return Math.round((((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000);
}
