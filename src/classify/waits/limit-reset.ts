/**
 * Waits from rate-limit headers that name when a used-up allowance comes back. They count only where the matching
 * `remaining` is 0: otherwise the reset of a limit nobody hit would be taken for a wait.
 */
import { splitHttpDates } from './http-date.ts';
import { waitFrom } from './wait-value.ts';

type Headers = Readonly<Record<string, string>>;

/**
 * `x-ratelimit-reset-tokens`, `x-ratelimit-tokens-reset`, `x-rate-limit-reset`, `ratelimit-reset`,
 * `anthropic-priority-input-tokens-reset`, Discord's `x-ratelimit-reset-after`.
 */
const RESET = /(?:limit|^anthropic-priority-).{0,200}-reset(?:-|$)/;

/** Milliseconds until the last of the used-up allowances resets. */
export function waitUntilReset(headers: Headers, now: number, isThrottled = false): number | undefined {
  const waits: (number | undefined)[] = waitsOfPolicies(headers);
  const names = Object.keys(headers).filter(name => name.includes('-reset') && RESET.test(name));
  for (const name of names) {
    const remaining = headers[name.replace('-reset', '-remaining').replace(/-after$/, '')];
    // Who throttles and names a single reset means that one.
    const isUsedUp = remaining === undefined && isThrottled && names.length === 1;
    const used = remaining === undefined ? [] : usedUp(headers[name]!, remaining);
    waits.push(...(isUsedUp ? itemsOf(headers[name]!) : used).map(reset => waitFrom(reset, now)));
  }
  const named = waits.filter(wait => wait !== undefined);
  return named.length === 0 ? undefined : Math.max(...named);
}

const withoutParameters = (item: string): string => item.split(';', 1)[0]!.trim();

/** The items of a header that may have been combined, without their parameters. */
const itemsOf = (value: string): string[] => splitHttpDates(value).map(withoutParameters);

const isNothing = (item: string | undefined): boolean => item !== undefined && /^0{1,40}(?:\.0{0,40})?$/.test(item);

/** The resets of what is used up; all of them if nobody can say which. */
function usedUp(value: string, remaining: string): string[] {
  const left = itemsOf(remaining);
  if (!left.some(isNothing)) return [];
  const resets = itemsOf(value);
  return left.length === resets.length ? resets.filter((_, index) => isNothing(left[index])) : resets;
}

/**
 * `"default";r=0;t=30`, and as earlier drafts had it `limit=10, remaining=0, reset=30`; always seconds. Where no time
 * is named, the window of the policy of that name is the longest that it can take.
 *
 * @see https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/
 */
function waitsOfPolicies({ ratelimit = '', 'ratelimit-policy': windows = '' }: Headers): number[] {
  const policies = /\bremaining=/.test(ratelimit) ? [ratelimit] : ratelimit.split(',');
  return policies
    .filter(policy => /\b(?:r|remaining)=0{1,40}(?!\d)/.test(policy))
    .flatMap(policy => /\b(?:t|reset)=(\d{1,16})/.exec(policy)?.[1] ?? windowOf(policy, windows))
    .map(seconds => Number(seconds) * 1000);
}

function windowOf(policy: string, windows: string): string | [] {
  const window = windows.split(',').find(item => withoutParameters(item) === withoutParameters(policy));
  return /\bw=(\d{1,16})/.exec(window ?? '')?.[1] ?? [];
}
