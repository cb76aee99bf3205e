/** How much memory the process holds, after everything that may be collected was. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export interface MemorySample {
  heapMb: number;
  rssMb: number;
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const MB = 1_048_576;

export async function sampleMemory(): Promise<MemorySample> {
  // Twice: finalisers of the first run free what the second one counts.
  collect();
  await new Promise(resolve => setTimeout(resolve, 10));
  collect();
  const { heapUsed, rss } = process.memoryUsage();
  return { heapMb: heapUsed / MB, rssMb: rss / MB };
}
