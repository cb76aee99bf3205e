/**
 * Waits from rate-limit headers that name when a used-up allowance comes back. They count only where the matching
 * `remaining` is 0: otherwise the reset of a limit nobody hit would be taken for a wait.
 */
import { parseDuration } from './duration.ts';

/** Latest wait that is believed: a week. */
const MAX_WAIT = 7 * 86_400_000;

/** Milliseconds until the last of the used-up allowances resets. */
export function waitUntilReset(headers: Readonly<Record<string, string>>, now: number): number | undefined {
  let longest: number | undefined;
  for (const [name, value] of Object.entries(headers)) {
    const remaining = remainingName(name);
    if (remaining === undefined || !remaining.some(key => headers[key]?.trim() === '0')) continue;
    const wait = parseReset(value, now);
    if (wait !== undefined && wait >= 0 && wait <= MAX_WAIT) longest = Math.max(longest ?? 0, wait);
  }
  return longest;
}

/** The `remaining` headers that belong to a `reset` header. */
function remainingName(name: string): string[] | undefined {
  if (/^x-ratelimit-reset(?:-|$)/.test(name)) return [name.replace('-reset', '-remaining')];
  if (/^x-ratelimit-.+-reset$/.test(name)) return [name.replace(/-reset$/, '-remaining')];
  if (/^anthropic-ratelimit-.+-reset$/.test(name)) return [name.replace(/-reset$/, '-remaining')];
  return name === 'ratelimit-reset' ? ['ratelimit-remaining'] : undefined;
}

/** '1m30s', '644ms', RFC 3339, seconds, or the epoch in seconds or milliseconds. */
function parseReset(text: string, now: number): number | undefined {
  const value = text.trim();
  const duration = parseDuration(value);
  if (duration !== undefined) return duration;
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(value))
    return Math.max(0, Date.parse(value) - now);
  if (!/^\d{1,16}(?:\.\d+)?$/.test(value)) return undefined;
  const number = Number(value);
  if (number > 1e12) return Math.max(0, Math.round(number - now));
  if (number > 1e9) return Math.max(0, Math.round(number * 1000 - now));
  return Math.round(number * 1000);
}
