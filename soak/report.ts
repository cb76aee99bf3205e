/** Prints what a soak has shown. */
import { answeredShare, heapGrowthMb, type Soaked } from './findings.ts';
import type { MemorySample } from './memory.ts';
import type { Tally } from './tally.ts';

const percent = (share: number, digits = 3) => `${(100 * share).toFixed(digits)} %`;
const ms = (value: number) => `${Math.round(value)} ms`;
const list = (counts: Iterable<[string, number]>) =>
  [...counts]
    .toSorted(([, one], [, other]) => other - one)
    .map(([name, count]) => `  ${String(count).padStart(8)}  ${name}`)
    .join('\n');

export function printSample(tally: Tally, { heapMb, rssMb }: MemorySample, atMs: number): void {
  const { calls, verdicts } = tally;
  const rate = (calls * 1_000) / atMs;
  console.log(
    `${String(Math.round(atMs / 1_000)).padStart(5)} s  ${String(calls).padStart(8)} calls  ${rate.toFixed(0).padStart(5)}/s  ` +
      `failed ${verdicts.failed}, wrong ${verdicts.wrong}, broken ${verdicts.broken}  ` +
      `heap ${heapMb.toFixed(1)} MB, rss ${rssMb.toFixed(0)} MB`,
  );
}

export function printReport({ tally, seen, samples, tookMs, left, budget, foreignAborts }: Soaked): void {
  const { calls, verdicts, byKind } = tally;
  const requests = Object.values(seen.requests).reduce((sum, count) => sum + count, 0);
  const faults = Object.values(seen.faults).reduce((sum, count) => sum + count, 0);
  console.log(`
calls        ${calls} in ${Math.round(tookMs / 1_000)} s, ${((calls * 1_000) / tookMs).toFixed(0)}/s on Node ${process.version}
requests     ${requests} (${percent(requests / calls - 1, 1)} more than calls), ${faults} with a fault (${percent(faults / requests, 1)})
answered     ${verdicts.answered}, ${percent(answeredShare(tally))} of those that did not break off
broken       ${verdicts.broken} streams: told as an error after some of the answer was shown
failed       ${verdicts.failed}
wrong        ${verdicts.wrong}
rounds       ${tally.furtherRounds} further ones by maxRetries
took         p50 ${ms(tally.percentileMs(0.5))}, p99 ${ms(tally.percentileMs(0.99))}, p99.9 ${ms(tally.percentileMs(0.999))}, longest ${ms(tally.longestCallMs)}; longest round ${ms(tally.longestRoundMs)}
hangs        longest open request without an answer: ${ms(seen.longestHangMs)}
heap         ${samples.map(({ heapMb }) => heapMb.toFixed(1)).join(' ')} MB; grew by at most ${heapGrowthMb(samples).toFixed(1)} MB
rss          ${samples.map(({ rssMb }) => rssMb.toFixed(0)).join(' ')} MB
left         ${left.join(', ') || 'nothing'}
aborted      ${foreignAborts} requests by somebody else than their caller
budget       ${budget.tokens.toFixed(0)} of ${budget.capacity}

by kind`);
  for (const [kind, counts] of byKind) console.log(`  ${kind}: ${JSON.stringify(counts)}`);
  console.log(`faults\n${list(Object.entries(seen.faults))}`);
  console.log(`events\n${list(tally.events)}`);
  for (const detail of tally.details) console.log('for example', detail);
}
