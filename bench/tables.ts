/** The tables in the order in which they are printed. */
import type { Effort } from './effort.ts';
import { SHORT } from './garbage.ts';
import { PARTS } from './stream-crowd.ts';

export interface Table {
  readonly title: string;
  readonly digits: number;
  /** Whether each number is also shown as a multiple of the floor's. */
  readonly isCompared?: boolean;
}

export const tables = (effort: Effort): Record<string, Table> => ({
  calls: { title: 'µs per healthy doGenerate above the bare model', digits: 2, isCompared: true },
  signals: { title: "the same, with a caller's signal", digits: 2, isCompared: true },
  histories: { title: 'the same, a history of 200 messages', digits: 2, isCompared: true },
  parts: { title: 'µs per part of a healthy stream above the bare model', digits: 3, isCompared: true },
  callGarbage: { title: 'µs of garbage collection per healthy doGenerate', digits: 2, isCompared: true },
  streamGarbage: {
    title: `µs of garbage collection per short stream (${SHORT} parts of text)`,
    digits: 2,
    isCompared: true,
  },
  crowds: {
    title: `ms of CPU for ${effort.crowd} streams of ${PARTS} parts at once, each with a caller's signal`,
    digits: 0,
    isCompared: true,
  },
  instances: { title: 'bytes of an instance with two legs', digits: 0 },
  callsInFlight: { title: `bytes of a call under way, one of ${effort.callsInFlight}`, digits: 0 },
  heapGrowth: { title: `kB of heap after ${effort.heapCalls} calls`, digits: 0 },
  nextLegs: { title: "µs from a leg's failure to the next leg's request", digits: 1 },
  plainFailures: { title: 'µs of CPU for a plain 503 above the bare model, by prompt', digits: 0 },
  rightAnswers: { title: `right answers of ${effort.concurrentCalls}, 50 at once, primary dead`, digits: 0 },
  hostileFailures: { title: 'ms of CPU for hostile bodies above the bare model, worst prompt', digits: 1 },
});
