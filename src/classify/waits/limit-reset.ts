/**
 * Waits from rate-limit headers that name when a used-up allowance comes back. They count only where the matching
 * `remaining` is 0: otherwise the reset of a limit nobody hit would be taken for a wait.
 */
import { parseDuration } from './duration.ts';
import { parseHttpDate, splitHttpDates } from './http-date.ts';

/** Milliseconds until the last of the used-up allowances resets. */
export function waitUntilReset(headers: Readonly<Record<string, string>>, now: number): number | undefined {
  const waits: (number | undefined)[] = [];
  for (const [name, value] of Object.entries(headers)) {
    const remaining = headers[remainingName(name) ?? ''];
    if (name === 'ratelimit') waits.push(...waitsOfPolicies(value));
    else if (remaining !== undefined) waits.push(...usedUp(value, remaining).map(reset => parseReset(reset, now)));
  }
  const named = waits.filter(wait => wait !== undefined && !Number.isNaN(wait)) as number[];
  return named.length === 0 ? undefined : Math.max(0, ...named);
}

/** The `remaining` header that belongs to a `reset` header. */
function remainingName(name: string): string | undefined {
  if (!name.includes('ratelimit-')) return undefined;
  if (/^x-ratelimit-reset(?:-|$)/.test(name)) return name.replace('-reset', '-remaining');
  if (/^x-ratelimit-.+-reset$/.test(name)) return name.replace(/-reset$/, '-remaining');
  if (/^anthropic-ratelimit-.+-reset$/.test(name)) return name.replace(/-reset$/, '-remaining');
  return name === 'ratelimit-reset' ? 'ratelimit-remaining' : undefined;
}

/** The items of a header that may have been combined, without their parameters. */
const itemsOf = (value: string): string[] => splitHttpDates(value).map(item => item.split(';', 1)[0]!.trim());

const isNothing = (item: string | undefined): boolean => item !== undefined && /^0{1,40}(?:\.0{0,40})?$/.test(item);

/** The resets of what is used up; all of them if nobody can say which. */
function usedUp(value: string, remaining: string): string[] {
  const left = itemsOf(remaining);
  if (!left.some(isNothing)) return [];
  const resets = itemsOf(value);
  return left.length === resets.length ? resets.filter((_, index) => isNothing(left[index])) : resets;
}

/**
 * `"default";r=0;t=30`, and as earlier drafts had it `limit=10, remaining=0, reset=30`; always seconds.
 *
 * @see https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/
 */
function waitsOfPolicies(value: string): number[] {
  const policies = /\bremaining=/.test(value) ? [value] : value.split(',');
  return policies
    .filter(policy => /\b(?:r|remaining)=0{1,40}(?!\d)/.test(policy))
    .flatMap(policy => /\b(?:t|reset)=(\d{1,16})/.exec(policy)?.[1] ?? [])
    .map(seconds => Number(seconds) * 1000);
}

/** What an epoch is counted in, by its size: seconds, or a thousandth of that, and so on. */
const EPOCHS: readonly (readonly [from: number, perMs: number])[] = [
  [1e18, 1e6],
  [1e15, 1e3],
  [1e12, 1],
  [1e9, 1e-3],
];

/** '1m30s', '644ms', RFC 3339, an HTTP-date, seconds, or the epoch in seconds or parts of one. */
function parseReset(text: string, now: number): number | undefined {
  const duration = parseDuration(text);
  if (duration !== undefined) return duration;
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(text)) return Date.parse(text) - now;
  const date = parseHttpDate(text);
  if (date !== undefined) return date - now;
  if (!/^\d{1,19}(?:\.\d+)?$/.test(text)) return undefined;
  const number = Number(text);
  const perMs = EPOCHS.find(([from]) => number > from)?.[1];
  return Math.round(perMs === undefined ? number * 1000 : number / perMs - now);
}
