/** Waits that error messages name in the phrases that providers document, in milliseconds. */
import { DURATION, parseDuration } from './duration.ts';
import { parsePointInTime, POINT_IN_TIME } from './point-in-time.ts';

/** 'try again in 1.5s', 'Please try again in 7m12s', 'wait for 20 more seconds', 'resets in ~7s', 'retry-after: 2 min'. */
const NAMED = /* @__PURE__ */ new RegExp(
  String.raw`\b(?:try again|retry|retrying|available|resets?|replenished|wait|back off)(?: it)?(?: again)?(?:[ _-](?:in|after|for))?['"]?\s{0,8}[:=]?\s{0,8}['"]?(?:(?:about|approximately|at least|another|~) ?)?(${DURATION})`,
  'i',
);
/** 'retry-after: 20' as texts quote the header. */
const QUOTED_HEADER = /\bretry[-_ ]after['"]?\s{0,8}[:=]\s{0,8}['"]?(\d{1,9}(?:\.\d{1,9})?)(?!\.?\d|[\w:-])/i;
/** 'resets at: 2026-11-28 00:59:18 UTC', 'Please try after 2026-…Z', 'regain access on 2026-12-01 at 00:00 UTC'. */
const UNTIL = /* @__PURE__ */ new RegExp(
  String.raw`\b(?:resets?|retry|try|again|after|until|available|access)\b[^\d]{0,40}(${POINT_IN_TIME})`,
  'i',
);
/** '请 1 分 30 秒后重试'. */
const CHINESE = /((?:\d{1,9} ?(?:毫秒|秒钟?|分钟?|小时|天) ?){1,4})(?:之|以)?后/;
const CHINESE_UNITS: Readonly<Record<string, string>> = { 毫: 'ms', 秒: 's', 分: 'm', 小: 'h', 天: 'd' };

/** 'Retrying in 5 seconds… (attempt 2/10)'. */
const OWN_RETRY = /\bretrying in\b.{0,40}\battempt \d{1,3}\b/i;

/** The wait that a message names. A time in the past, and one whose zone nobody knows, is none. */
export function waitInText(text: string, now: () => number, zoneless?: string): number | undefined {
  if (!/\d/.test(text)) return undefined;
  // A client that counts its own attempts waits as it likes.
  const named = OWN_RETRY.test(text) ? undefined : NAMED.exec(text)?.[1];
  if (named !== undefined) return parseDuration(named);
  const until = UNTIL.exec(text)?.[1];
  const time = until === undefined ? undefined : parsePointInTime(until, zoneless);
  if (time !== undefined && time > now()) return time - now();
  const chinese = CHINESE.exec(text)?.[1];
  if (chinese !== undefined) return parseDuration(chinese.replaceAll(/\D+/g, unit => CHINESE_UNITS[unit.trim()[0]!]!));
  const quoted = QUOTED_HEADER.exec(text)?.[1];
  return quoted === undefined ? undefined : Math.round(Number(quoted) * 1000);
}
