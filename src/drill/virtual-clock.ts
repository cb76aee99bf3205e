/** Time of a play: it stands still while anything happens, then goes on to whatever is due next. */
import type { MonotonicClock } from '../runtime/clock.ts';

export interface VirtualClock extends MonotonicClock {
  /** Whole milliseconds since the play began. */
  elapsed(): number;
  /** Resolves after `ms`; rejects with the signal's reason when that aborts. */
  wait(ms: number, signal: AbortSignal | undefined): Promise<void>;
  /** Time stands still until this has settled, for a while at most: it waits for something that is not part of the play. */
  hold<Value>(promise: PromiseLike<Value>): PromiseLike<Value>;
  /**
   * Lets time go on until this has settled; `false` if it never will, or not within so long.
   *
   * @throws the reason of the signal
   */
  run(promise: Promise<unknown>, longestMs: number, signal?: AbortSignal): Promise<boolean>;
}

interface Timer {
  at: number;
  callback: () => void;
}

/** A date that is no particular one; events tell theirs from the play's begin on. */
const EPOCH = 1_700_000_000_000;

// As they were before a test put fake timers in their place: their time is not the drill's.
const later = globalThis.setTimeout.bind(globalThis);
const forget = globalThis.clearTimeout.bind(globalThis);
/** Of the runtimes that have it: a timer takes a millisecond, and an answer may have thousands of parts. */
const atOnce = (globalThis as { setImmediate?: (callback: () => void) => unknown }).setImmediate?.bind(globalThis);

const turn = (resolve: () => void): void => void (atOnce ? atOnce(resolve) : later(resolve, 0));

/** Two turns: what a stream of the runtime itself hands on may take one more than a promise. */
async function settle(): Promise<void> {
  for (let turns = 0; turns < 2; turns += 1) await new Promise<void>(turn);
}

/** How long time stands still for what may never settle, in milliseconds of the real clock. */
const HOLD_MS = 10_000;

function firstOf(timers: Iterable<Timer>): Timer | undefined {
  let first: Timer | undefined;
  for (const timer of timers) if (!first || timer.at < first.at) first = timer;
  return first;
}

/** Calls `release` once: when this has settled, or after so long by the real clock. */
function whenOver(promise: PromiseLike<unknown>, ms: number, release: () => void): void {
  let isOver = false;
  const end = () => {
    if (!isOver) release();
    isOver = true;
    forget(limit);
  };
  const limit = later(end, ms);
  promise.then(end, end);
}

export function createVirtualClock(holdMs: number = HOLD_MS): VirtualClock {
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
      whenOver(promise, holdMs, () => void (held -= 1));
      return promise;
    },
    async run(promise, longestMs, signal) {
      let isSettled = false;
      const note = () => void (isSettled = true);
      promise.then(note, note);
      for (;;) {
        await settle();
        if (isSettled) return true;
        signal?.throwIfAborted();
        if (held > 0) {
          await new Promise<void>(resolve => void later(resolve, 1));
          continue;
        }
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
