/**
 * How long the garbage collector runs for one operation. In a process of its own for each contender, since what V8 learns
 * of one (which literals live long, and are allocated among the old from then on) changes what it does for the next.
 */
import { PerformanceObserver, type PerformanceEntry } from 'node:perf_hooks';
import type { Effort } from './effort.ts';
import { echo, paramsFor, streaming } from './memory-models.ts';
import type { Chain } from './peers.ts';
import { readAll } from './read-all.ts';

/** Parts of text in a short stream. */
export const SHORT = 4;

/** How long collections of one kind took. */
type Collections = Map<number, number[]>;

/**
 * Each kind's count times its median: a collection runs on several threads that wait for each other, so that a busy
 * machine makes some of them ten times as long, and a sum would be the machine's.
 */
function spentMs(collections: Collections): number {
  let spent = 0;
  for (const durations of collections.values())
    spent += durations.length * durations.toSorted((a, b) => a - b)[Math.floor(durations.length / 2)]!;
  return spent;
}

function note(collections: Collections, entry: PerformanceEntry): void {
  // The types do not know of `detail`, which says what kind of collection it was.
  const { detail, duration } = entry as PerformanceEntry & { readonly detail: { readonly kind: number } };
  collections.set(detail.kind, [...(collections.get(detail.kind) ?? []), duration]);
}

/** Microseconds of garbage collection for each of so many operations, one after the other. */
async function collecting(operations: number, operate: () => PromiseLike<unknown>): Promise<number> {
  const collections: Collections = new Map();
  const observer = new PerformanceObserver(list => {
    for (const entry of list.getEntries()) note(collections, entry);
  });
  // What was loaded and compiled until now is not the operations'.
  for (let operation = 0; operation < operations / 20; operation++) await operate();
  observer.observe({ entryTypes: ['gc'] });
  for (let operation = 0; operation < operations; operation++) await operate();
  // Entries are handed over in a later turn of the event loop.
  await new Promise(resolve => setTimeout(resolve, 50));
  observer.disconnect();
  return (spentMs(collections) * 1_000) / operations;
}

export function callGarbage(chain: Chain, { garbageCalls }: Effort): Promise<number> {
  const model = chain([echo('primary'), echo('fallback')]);
  const params = paramsFor('Hi');
  return collecting(garbageCalls, () => model.doGenerate(params));
}

export function streamGarbage(chain: Chain, { garbageStreams }: Effort): Promise<number> {
  const model = chain([streaming('primary', SHORT), streaming('fallback', SHORT)]);
  const params = paramsFor('Hi');
  return collecting(garbageStreams, () => readAll(model, params));
}
