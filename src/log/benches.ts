/** Which legs are out of service, since when, and how many calls skipped them: between two lines that say so. */
import type { Breaker } from '../event-shapes.ts';
import type { Line } from './line.ts';
import { duration } from './words.ts';

interface Bench {
  since: number;
  skipped: number;
}

/** Legs that are remembered; names may be made for each request. */
const MAX_LEGS = 100;

export interface Benches {
  /** A call skipped the leg because its breaker is open. */
  noteSkip(leg: string): void;
  tell(event: Breaker & { at: number }): Line | undefined;
}

export function createBenches(): Benches {
  const benches = new Map<string, Bench>();

  function open({ leg, pauseMs, at }: Breaker & { at: number }): Line {
    const bench = benches.get(leg);
    const pause = duration(pauseMs);
    if (bench) {
      const since = `after ${duration(at - bench.since)}, for another ${pause}`;
      return { level: 'info', text: `${leg} is still out of service ${since}` };
    }
    if (benches.size >= MAX_LEGS) benches.delete(benches.keys().next().value!);
    benches.set(leg, { since: at, skipped: 0 });
    return { level: 'warn', text: `${leg} is out of service for ${pause}: its breaker opened` };
  }

  function close({ leg, at }: Breaker & { at: number }): Line {
    const bench = benches.get(leg);
    benches.delete(leg);
    if (!bench) return { level: 'info', text: `${leg} is back in service` };
    const { since, skipped } = bench;
    const calls = skipped === 0 ? '' : `; ${skipped} call${skipped === 1 ? '' : 's'} skipped it`;
    return {
      level: 'info',
      text: `${leg} is back in service after ${duration(at - since)}${calls}`,
      fields: { outMs: at - since, skipped },
    };
  }

  return {
    noteSkip(leg) {
      const bench = benches.get(leg);
      if (bench) bench.skipped += 1;
    },
    tell: event => (event.state === 'half-open' ? undefined : event.state === 'open' ? open(event) : close(event)),
  };
}
