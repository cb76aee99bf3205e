/** A clock that only moves when told to. */
import type { MonotonicClock } from '../../src/runtime/clock.ts';

export interface ManualClock extends MonotonicClock {
  /** Sets the wall clock on by so much, or back; the monotonic one and the timers do not notice. */
  setWall(byMs: number): void;
  /** Moves the time on, runs every timer that is due, in order, and lets promises settle in between. */
  advance(ms: number): Promise<void>;
  /** How many timers are set. */
  readonly pending: number;
}

/** Lets every settled promise run its reactions. */
export async function settle(): Promise<void> {
  await new Promise(resolve => setImmediate(resolve));
}

export function createManualClock(start = 1_000_000): ManualClock {
  let time = start;
  let wallAhead = 0;
  let ids = 0;
  const timers = new Map<number, { at: number; callback: () => void }>();
  return {
    now: () => time + wallAhead,
    monotonic: () => time,
    setWall: byMs => void (wallAhead += byMs),
    setTimeout(callback, ms) {
      timers.set(++ids, { at: time + ms, callback });
      return ids;
    },
    clearTimeout: timer => void timers.delete(timer as number),
    get pending() {
      return timers.size;
    },
    async advance(ms) {
      const target = time + ms;
      await settle();
      for (;;) {
        const due = [...timers].filter(([, { at }]) => at <= target).toSorted(([, a], [, b]) => a.at - b.at)[0];
        if (!due) break;
        const [id, { at, callback }] = due;
        timers.delete(id);
        time = at;
        callback();
        await settle();
      }
      time = target;
      await settle();
    },
  };
}
