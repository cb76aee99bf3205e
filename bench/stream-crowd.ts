/**
 * Many streams at once, each with its caller's signal, as on a busy server. CPU and not time, the garbage collector's
 * helper threads included: a turn is too long to find the machine idle.
 */
import type { Contenders } from './contenders.ts';
import type { Effort } from './effort.ts';
import { interleaved, type Row } from './interleave.ts';
import { paramsFor, streaming } from './memory-models.ts';
import { readAll } from './read-all.ts';

export const PARTS = 60;

/** Milliseconds of CPU until all are read. */
export async function streamCrowd(contenders: Contenders, { crowds, crowd }: Effort): Promise<Row> {
  const models = new Map(
    [...contenders].map(([name, chain]) => [name, chain([streaming('primary', PARTS), streaming('fallback', PARTS)])]),
  );
  return interleaved(models, crowds, async model => {
    const calls = Array.from({ length: crowd }, () => ({
      ...paramsFor('Hi'),
      abortSignal: new AbortController().signal,
    }));
    const start = process.cpuUsage();
    await Promise.all(calls.map(params => readAll(model, params)));
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1_000;
  });
}
