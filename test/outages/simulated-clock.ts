/** A clock for tens of thousands of calls: it only moves when told to, and keeps its timers in a heap. */
import { settle } from '../support/manual-clock.ts';
import type { MonotonicClock } from '../../src/runtime/clock.ts';

export interface SimulatedClock extends MonotonicClock {
  /** Milliseconds since the simulation began. */
  elapsed(): number;
  /** Does something at a time of the simulation. */
  at(elapsedMs: number, callback: () => void): void;
  /** Resolves after `ms`; rejects with the signal's reason when it aborts. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
  /** Moves the time on to this time of the simulation; promises settle after each timer. */
  runUntil(elapsedMs: number): Promise<void>;
  /** Runs whatever is left, at most so far. */
  runOut(maxElapsedMs: number): Promise<void>;
}

interface Timer {
  at: number;
  /** Timers of one time run in the order in which they were set. */
  order: number;
  callback: (() => void) | undefined;
}

const EPOCH = 1_000_000;

const isBefore = (one: Timer, other: Timer) => one.at < other.at || (one.at === other.at && one.order < other.order);

function createHeap() {
  const heap: Timer[] = [];
  function swap(one: number, other: number): void {
    [heap[one], heap[other]] = [heap[other]!, heap[one]!];
  }
  return {
    first: () => heap[0],
    push(timer: Timer): void {
      let index = heap.push(timer) - 1;
      for (let parent; index > 0; index = parent) {
        parent = (index - 1) >> 1;
        if (!isBefore(timer, heap[parent]!)) return;
        swap(index, parent);
      }
    },
    dropFirst(): void {
      const last = heap.pop()!;
      if (heap.length === 0) return;
      heap[0] = last;
      for (let index = 0; ;) {
        let least = 2 * index + 1;
        if (least >= heap.length) return;
        if (least + 1 < heap.length && isBefore(heap[least + 1]!, heap[least]!)) least += 1;
        if (!isBefore(heap[least]!, last)) return;
        swap(index, least);
        index = least;
      }
    },
  };
}

export function createSimulatedClock(): SimulatedClock {
  const timers = createHeap();
  let time = EPOCH;
  let order = 0;

  const clock: SimulatedClock = {
    now: () => time,
    monotonic: () => time,
    elapsed: () => time - EPOCH,
    setTimeout(callback, ms) {
      const timer: Timer = { at: time + Math.max(0, ms), order: order++, callback };
      timers.push(timer);
      return timer;
    },
    clearTimeout(timer) {
      if (timer) (timer as Timer).callback = undefined;
    },
    at: (elapsedMs, callback) => void clock.setTimeout(callback, EPOCH + elapsedMs - time),
    wait: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const onAbort = () => {
          clock.clearTimeout(timer);
          reject(signal?.reason);
        };
        const timer = clock.setTimeout(() => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        }, ms);
        signal?.addEventListener('abort', onAbort, { once: true });
      }),
    async runUntil(elapsedMs) {
      await clock.runOut(elapsedMs);
      time = Math.max(time, EPOCH + elapsedMs);
    },
    async runOut(maxElapsedMs) {
      const end = EPOCH + maxElapsedMs;
      await settle();
      for (let next = timers.first(); next && next.at <= end; next = timers.first()) {
        timers.dropFirst();
        const { callback } = next;
        if (!callback) continue;
        time = next.at;
        callback();
        await settle();
      }
    },
  };
  return clock;
}
