/** How long a leg is usually silent: the times of its last calls, and their 95th percentile. */

import { createBoundedMap } from '../runtime/bounded-map.ts';

/** Times that are kept for a key. */
const KEPT = 100;
/** Times below which nothing is said of a key. */
const ENOUGH = 20;
/** Keys that are kept before those that were not asked for longest are forgotten. */
const MAX_KEYS = 1_000;
/** Notes after which a percentile is found anew: it may miss so many of the newest times, which moves it little. */
const STALE_AFTER = 10;

export interface Latencies {
  /** Notes how many milliseconds something took; what is negative or no finite number is ignored. */
  note(key: string, ms: number): void;
  /** The 95th percentile in milliseconds, by nearest rank, of the last 100 times; `undefined` before there are 20. */
  p95(key: string): number | undefined;
}

/** The last times of a key, as a ring. */
interface Times {
  readonly ring: number[];
  /** Where the next time goes. */
  next: number;
  /** The percentile that was found last, and how many times were noted since. */
  p95: number | undefined;
  since: number;
}

function percentile95(times: readonly number[]): number | undefined {
  if (times.length < ENOUGH) return undefined;
  return Float64Array.from(times).sort()[Math.ceil((95 * times.length) / 100) - 1];
}

/** What it knows is kept in memory, and little: 100 numbers for each of at most 1,000 keys. */
export function createLatencies(): Latencies {
  // Times do not age: without a clock it is tidied by number alone.
  const known = createBoundedMap<Times>({ max: MAX_KEYS, now: () => 0 });

  function add(key: string): Times {
    const times = { ring: [], next: 0, p95: undefined, since: 0 };
    known.set(key, times);
    return times;
  }

  return {
    note(key, ms) {
      if (!Number.isFinite(ms) || ms < 0) return;
      const times = known.get(key) ?? add(key);
      times.ring[times.next] = ms;
      times.next = (times.next + 1) % KEPT;
      times.since += 1;
    },
    p95(key) {
      const times = known.get(key);
      if (!times) return undefined;
      if (times.since >= STALE_AFTER || times.p95 === undefined) {
        times.p95 = percentile95(times.ring);
        times.since = 0;
      }
      return times.p95;
    },
  };
}
