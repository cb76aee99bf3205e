/** Time of a play: it stands still while anything happens, then goes on to whatever is due next. */
import type { MonotonicClock } from '../runtime/clock.ts';

export interface VirtualClock extends MonotonicClock {
  /** Whole milliseconds since the play began. */
  elapsed(): number;
  /** Resolves after `ms`; rejects with the signal's reason when that aborts. */
  wait(ms: number, signal: AbortSignal | undefined): Promise<void>;
  /** Time stands still until this has settled: it waits for something that is not part of the play. */
  hold<Value>(promise: PromiseLike<Value>): PromiseLike<Value>;
  /** Lets time go on until this has settled; `false` if it never will, or not within so long. */
  run(promise: Promise<unknown>, longestMs: number): Promise<boolean>;
}

interface Timer {
  at: number;
  callback: () => void;
}

/** A date that is no particular one; events tell theirs from the play's begin on. */
const EPOCH = 1_700_000_000_000;

// As it was before a test put fake timers in its place: their time is not the drill's.
const later = globalThis.setTimeout.bind(globalThis);

/** Two turns: what a stream of the runtime itself hands on may take one more than a promise. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 2; turn += 1) await new Promise<void>(resolve => void later(resolve, 0));
}

function firstOf(timers: Iterable<Timer>): Timer | undefined {
  let first: Timer | undefined;
  for (const timer of timers) if (!first || timer.at < first.at) first = timer;
  return first;
}

export function createVirtualClock(): VirtualClock {
  // In the order in which they were set: those of one time run so.
  const timers = new Set<Timer>();
  let time = EPOCH;
  let held = 0;

  const clock: VirtualClock = {
    now: () => time,
    monotonic: () => time,
    elapsed: () => time - EPOCH,
    setTimeout(callback, ms) {
      const timer = { at: time + Math.max(0, ms), callback };
      timers.add(timer);
      return timer;
    },
    clearTimeout: timer => void timers.delete(timer as Timer),
    wait: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const stop = () => {
          clock.clearTimeout(timer);
          reject(signal?.reason);
        };
        const timer = clock.setTimeout(() => {
          signal?.removeEventListener('abort', stop);
          resolve();
        }, ms);
        signal?.addEventListener('abort', stop, { once: true });
      }),
    hold(promise) {
      held += 1;
      const release = () => void (held -= 1);
      promise.then(release, release);
      return promise;
    },
    async run(promise, longestMs) {
      let isSettled = false;
      const note = () => void (isSettled = true);
      promise.then(note, note);
      for (;;) {
        await settle();
        if (isSettled) return true;
        if (held > 0) continue;
        const next = firstOf(timers);
        if (!next || next.at > EPOCH + longestMs) return false;
        timers.delete(next);
        time = Math.max(time, next.at);
        next.callback();
      }
    },
  };
  return clock;
}
