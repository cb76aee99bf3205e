/** Garbage collection at a chosen moment. */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

const macrotask = () => new Promise(resolve => setImmediate(resolve));

/** Collects all that may be collected. A `WeakRef` that was read keeps its target until the next macrotask, so there are some. */
export async function collectGarbage(): Promise<void> {
  for (let round = 0; round < 6; round += 1) {
    await macrotask();
    gc();
  }
  await macrotask();
}
