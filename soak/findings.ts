/** What a soak must show. */
import { LIMITS } from './models.ts';
import type { MemorySample } from './memory.ts';
import type { Tally } from './tally.ts';
import type { Seen } from './upstreams.ts';

/** What a soak has shown. */
export interface Soaked {
  tally: Tally;
  seen: Seen;
  /** The last one was taken when all calls had ended. */
  samples: readonly MemorySample[];
  /** What the process complained of. */
  complaints: readonly string[];
  tookMs: number;
  /** What kept the process alive when all calls had ended and the upstreams were gone. */
  left: readonly string[];
  budget: { tokens: number; capacity: number };
  /** Requests that were aborted by somebody else than their caller. */
  foreignAborts: number;
}

const MIN_ANSWERED = 0.9995;
/** What a limit may be late on a machine that does nothing else but this. */
const LATE_MS = 1_000;
/** Heap, after collection, above that of the first sample. */
const MAX_GROWTH_MB = 10;

/** Of the calls that could be answered: an answer that broke off after it was shown can only be told. */
export function answeredShare({ verdicts, calls }: Tally): number {
  return verdicts.answered / (calls - verdicts.broken);
}

export function heapGrowthMb(samples: readonly MemorySample[]): number {
  const [first] = samples;
  return Math.max(...samples.map(({ heapMb }) => heapMb)) - (first?.heapMb ?? 0);
}

export function findings({ tally, seen, samples, complaints, left, foreignAborts }: Soaked): string[] {
  const found: string[] = [...complaints, ...seen.errors.map(error => `upstream: ${error}`)];
  const share = answeredShare(tally);
  if (!(share >= MIN_ANSWERED)) found.push(`answered ${(100 * share).toFixed(3)} %, below ${100 * MIN_ANSWERED} %`);
  if (tally.verdicts.wrong > 0) found.push(`${tally.verdicts.wrong} wrong answers`);
  if (seen.longestHangMs > LIMITS.attemptMs + LATE_MS)
    found.push(`a silent request was left open for ${Math.round(seen.longestHangMs)} ms`);
  if (tally.longestRoundMs > LIMITS.totalMs + LATE_MS)
    found.push(`a round took ${Math.round(tally.longestRoundMs)} ms`);
  // What was not tried was not shown.
  if (foreignAborts === 0 || !seen.faults.odd) found.push('no request was aborted by others, or no stream was odd');
  const growth = heapGrowthMb(samples);
  if (growth > MAX_GROWTH_MB) found.push(`the heap grew by ${growth.toFixed(1)} MB`);
  // The standard streams are the process's own.
  const own = left.filter(resource => !/^(?:TTY|Pipe|FS|Immediate)/.test(resource));
  if (own.length > 0) found.push(`left behind: ${own.join(', ')}`);
  return found;
}
