/**
 * Calls to two providers and a gateway on loopback that fail in every way at once, for minutes: is every call answered, rightly and in
 * time, and does nothing grow? Ends with 1 if not.
 *
 *   npm run soak                      five minutes
 *   npm run soak -- --minutes 60      as long as you like
 *   npm run soak -- --quick           fifteen seconds, to see that it works
 *   npm run soak -- --width 32        calls under way at a time; 64 by default
 *   npm run soak -- --seed 7          other faults
 */
import { parseArgs } from 'node:util';
import { keepUp } from './load.ts';
import { sampleMemory, type MemorySample } from './memory.ts';
import { createModels } from './models.ts';
import { printReport, printSample } from './report.ts';
import { createTally } from './tally.ts';
import { startUpstreams } from './upstream-process.ts';
import { findings } from './findings.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    quick: { type: 'boolean', default: false },
    width: { type: 'string', default: '64' },
    seed: { type: 'string', default: '1' },
  },
});
const runMs = values.quick ? 15_000 : Number(values.minutes) * 60_000;
const width = Number(values.width);
if (!(runMs > 0) || !(Number.isInteger(width) && width > 0))
  throw new TypeError('--minutes and --width are numbers above 0');

/** How often memory is sampled; the first sample comes when all code is warm. */
const SAMPLES = 10;

// The SDK would print the warning of each call that a fallback served.
(globalThis as { AI_SDK_LOG_WARNINGS?: boolean }).AI_SDK_LOG_WARNINGS = false;

const complaints: string[] = [];
process.on('uncaughtException', error => complaints.push(`uncaught exception: ${error.message}`));
process.on('unhandledRejection', reason => complaints.push(`unhandled rejection: ${String(reason)}`));
process.on('warning', warning => complaints.push(`warning: ${warning.message}`));

const upstreams = await startUpstreams(Number(values.seed));
const tally = createTally();
const models = createModels(upstreams.urls, Number(values.seed), event => tally.hear(event));
const samples: MemorySample[] = [];
const start = performance.now();

async function watchMemory(): Promise<void> {
  for (let index = 1; index <= SAMPLES; index += 1) {
    const at = start + (runMs * index) / SAMPLES;
    await new Promise(resolve => setTimeout(resolve, Math.max(0, at - performance.now())));
    const sample = await sampleMemory();
    samples.push(sample);
    printSample(tally, sample, performance.now() - start);
  }
}

const load = keepUp({ models, tally, width, isOver: () => performance.now() - start >= runMs });
await Promise.all([load, watchMemory()]);
const tookMs = performance.now() - start;
const seen = await upstreams.seen();
await upstreams.stop();
samples.push(await sampleMemory());

const soaked = {
  tally,
  seen,
  samples,
  complaints,
  tookMs,
  left: process.getActiveResourcesInfo(),
  budget: models.budget(),
  foreignAborts: models.foreignAborts(),
};
printReport(soaked);
const wrong = findings(soaked);
for (const finding of wrong) console.log(`NOT AS IT SHOULD BE: ${finding}`);
if (wrong.length === 0) console.log('All is as it should be.');
process.exitCode = wrong.length === 0 ? 0 : 1;
