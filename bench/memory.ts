/** What stays on the heap: of an instance, of a call under way, of calls that are over. Needs `node --expose-gc`. */
import type { Effort } from './effort.ts';
import { echo, paramsFor, silent } from './memory-models.ts';
import type { Chain } from './peers.ts';

/** Bytes on the heap once nothing more can be freed. */
async function heapUsed(): Promise<number> {
  const { gc } = globalThis as { gc?: () => void };
  if (!gc) throw new Error('needs node --expose-gc');
  // Again: finalisers of the first run free what the second one counts.
  for (let turn = 0; turn < 2; turn++) {
    gc();
    await new Promise(resolve => setTimeout(resolve, 5));
  }
  return process.memoryUsage().heapUsed;
}

/** Made before the counting begins. */
const FIRST = 100;

/** Held to the end of the process, so that nothing of it is freed before it was counted. */
const held: unknown[] = [];

/** Bytes of one of many things; what is made once for all is made by the first ones, which do not count. */
async function bytesEach(count: number, make: () => unknown): Promise<number> {
  // Its length stands from the start: one that grows would be counted, too.
  const kept: unknown[] = Array.from({ length: count });
  held.push(kept, Array.from({ length: FIRST }, make));
  const before = await heapUsed();
  for (let index = 0; index < count; index++) kept[index] = make();
  return ((await heapUsed()) - before) / count;
}

/** Bytes of an instance with two legs; the models themselves are the user's. */
export function instanceBytes(chain: Chain, { instances }: Effort): Promise<number> {
  const legs = Array.from({ length: instances + FIRST }, () => [echo('primary'), echo('fallback')]);
  return bytesEach(instances, () => chain(legs.pop()!));
}

/** Bytes of a call whose model does not answer. */
export async function callBytes(chain: Chain, { callsInFlight }: Effort): Promise<number> {
  const warm = chain([echo('primary'), echo('fallback')]);
  const params = paramsFor('Hi');
  for (let call = 0; call < 1_000; call++) await warm.doGenerate(params);
  const model = chain([silent('primary'), silent('fallback')]);
  return bytesEach(callsInFlight, () => model.doGenerate(params));
}

/** Kilobytes that many calls leave behind. */
export async function heapGrowth(chain: Chain, { heapCalls }: Effort): Promise<number> {
  const model = chain([echo('primary'), echo('fallback')]);
  const run = async (calls: number) => {
    for (let call = 0; call < calls; call++) await model.doGenerate(paramsFor(`call ${call}`));
    return heapUsed();
  };
  const before = await run(5_000);
  return ((await run(heapCalls)) - before) / 1_024;
}
