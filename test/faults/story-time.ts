/**
 * Time that passes fast, but only while nothing happens: a minute of the story takes half a second, and a machine that is
 * busy makes everyone wait alike. So limits and pauses keep their ratio, and no test depends on the speed of a machine.
 */
import { performance } from 'node:perf_hooks';
import type { Clock } from '../../src/runtime/clock.ts';
import type { Time } from '../support/fault-server.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';

export interface StoryTime extends Time, AsyncDisposable {
  /** The clock of what is tested. */
  clock: Clock;
  /** How many timers it has set that neither ran out nor were cleared. */
  readonly pending: number;
}

/** So many turns of the event loop in which no socket had anything to say make a calm. */
const CALM_TURNS = 6;
const MOST_TURNS = 500;

async function calm(): Promise<void> {
  for (let turns = 0, quiet = 0; turns < MOST_TURNS && quiet < CALM_TURNS; turns += 1) {
    const before = performance.nodeTiming.uvMetricsInfo.events;
    await settle();
    quiet = performance.nodeTiming.uvMetricsInfo.events === before ? quiet + 1 : 0;
  }
}

/** @param stepMs how much of the story passes between two calms */
export function startStoryTime(stepMs = 500): StoryTime {
  const clock = createManualClock();
  const over = new AbortController();
  let waits = 0;

  async function run(): Promise<void> {
    while (!over.signal.aborted) {
      await new Promise(resolve => setTimeout(resolve, 1));
      await calm();
      await clock.advance(stepMs);
    }
  }
  const running = run();

  return {
    clock,
    now: () => clock.now(),
    get pending() {
      return clock.pending - waits;
    },
    wait(ms, signal) {
      if (signal.aborted) return Promise.resolve();
      return new Promise(resolve => {
        waits += 1;
        const done = () => {
          waits -= 1;
          clock.clearTimeout(timer);
          signal.removeEventListener('abort', done);
          resolve();
        };
        const timer = clock.setTimeout(done, ms);
        signal.addEventListener('abort', done);
      });
    },
    async [Symbol.asyncDispose]() {
      over.abort();
      await running;
    },
  };
}
