/** Asks the chains of a module, some at a time: each asks several legs at once by itself. */
import type { Found } from './load-chains.ts';
import { preflightOf, type PreflightReport } from './preflight-of.ts';

const AT_A_TIME = 8;

export interface AskingAll {
  timeoutMs?: number;
  abortSignal?: AbortSignal;
  /** Hears how many legs are done. */
  onLeg(done: number): void;
}

/** In the order of the chains. */
export async function preflightAll(
  chains: readonly Found[],
  { onLeg, ...asking }: AskingAll,
): Promise<(PreflightReport & { chain: string })[]> {
  const reports: (PreflightReport & { chain: string })[] = [];
  let done = 0;
  const onEvent = ({ type }: { type: string }) => {
    if (type === 'call-end') onLeg((done += 1));
  };
  const waiting = chains.entries();
  const worker = async () => {
    for (const [index, found] of waiting)
      reports[index] = { chain: found.name, ...(await preflightOf(found, { ...asking, onEvent })) };
  };
  await Promise.all(Array.from({ length: Math.min(AT_A_TIME, chains.length) }, worker));
  return reports;
}
