/** Waits that headers name outright. Where one names several, the longest counts: no item is asked earlier than it says. */
import { parseDuration } from './duration.ts';
import { splitHttpDates } from './http-date.ts';
import { decimal, waitFrom } from './wait-value.ts';

type Headers = Readonly<Record<string, string>>;

const MILLISECONDS = ['retry-after-ms', 'x-ms-retry-after-ms'];
/** Seconds, durations or dates. The last two are Helicone's and GitHub's. */
const OTHERS = ['retry-after', 'x-retry-after', 'x-ratelimit-after', 'x-ratelimit-timeremaining'];

/** Milliseconds to wait. */
export function waitInHeaders(headers: Headers, now: () => number): number | undefined {
  return (
    first(MILLISECONDS, headers, value => longest(value, decimal)) ??
    // '1 minute, 30 seconds' is one item.
    first(OTHERS, headers, value => parseDuration(value) ?? longest(value, item => waitFrom(item, now())))
  );
}

function first(
  names: readonly string[],
  headers: Headers,
  waitOf: (value: string) => number | undefined,
): number | undefined {
  for (const name of names) {
    const value = headers[name];
    const wait = value === undefined ? undefined : waitOf(value);
    if (wait !== undefined) return wait;
  }
  return undefined;
}

/** The longest of the waits in a header that proxies may have combined; an item that is none is passed over. */
function longest(value: string, waitOf: (item: string) => number | undefined): number | undefined {
  const waits = splitHttpDates(value).flatMap(item => waitOf(item.replace(/^"(.*)"$/, '$1').trim()) ?? []);
  return waits.length === 0 ? undefined : Math.round(Math.max(...waits));
}
