/**
 * What the router costs, beside other packages in the same run. Prints tables and asserts nothing: times are the
 * machine's.
 *
 *   npm run bench                  all measurements
 *   npm run bench -- --quick       the same in a few seconds, to see that it works
 *   npm run bench -- --pitfalls    the tests of docs/migration.md against the real packages
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { wrapLanguageModel } from 'ai';
import { createFailover, gatewayErrorMiddleware } from '../src/index.ts';
import { floor } from './floors.ts';
import { plainFailures, worstFailures } from './failed-attempts.ts';
import { failoverDelay, generateOverhead, heapGrowth, rightAnswers, streamOverhead, type Effort } from './measure.ts';
import { historyOf, paramsFor } from './memory-models.ts';
import { installPeers, loadPeers, type Chain } from './peers.ts';
import { printTable } from './table.ts';

const FULL: Effort = {
  rounds: 400,
  calls: 200,
  streamParts: 400,
  heapCalls: 100_000,
  failovers: 200,
  concurrentCalls: 1_000,
};
const QUICK: Effort = {
  rounds: 20,
  calls: 50,
  streamParts: 100,
  heapCalls: 2_000,
  failovers: 20,
  concurrentCalls: 200,
};

const flags = new Set(process.argv.slice(2));

const limited: Chain = models =>
  createFailover({
    models,
    timeouts: { firstContentMs: 20_000, idleMs: 30_000, attemptMs: 60_000, totalMs: 120_000 },
    // Its own way of asking is compared, and not a stream that is collected.
    generateVia: 'generate',
  });
const small: Chain = ([model]) => wrapLanguageModel({ model: model!, middleware: gatewayErrorMiddleware() });

const all = (peers: [string, Chain][]): Map<string, Chain> =>
  new Map<string, Chain>([
    ['ours', models => createFailover({ models })],
    ['ours, all limits', limited],
    ['ours, small middleware', small],
    ['floor', floor],
    ...peers,
  ]);

async function measureAll(effort: Effort): Promise<void> {
  const peers = Object.entries(await loadPeers());
  const chains = all(peers);
  // Our further try on the primary is a choice, and no peer has one by default: the way to the next leg is compared.
  const oneTryEach = new Map<string, Chain>([
    ['ours', models => createFailover({ models, retries: { perLeg: 0 } })],
    ...peers,
  ]);
  console.log(`Node ${process.version}, ${effort.rounds} interleaved rounds, 10th percentile; bare model subtracted`);
  const withSignal = { ...paramsFor('Hi'), abortSignal: new AbortController().signal };
  const withHistory = new Map<string, Chain>([...chains].filter(([name]) => name === 'ours' || name === 'floor'));
  printTable('µs per healthy doGenerate', await generateOverhead(chains, effort), 3);
  printTable("the same, with a caller's signal", await generateOverhead(chains, effort, withSignal), 3);
  printTable('the same, a history of 200 messages', await generateOverhead(withHistory, effort, historyOf(200)), 3);
  printTable('µs per part of a healthy stream', await streamOverhead(chains, effort), 3);
  printTable("ms from a leg's failure to the next leg's request", await failoverDelay(oneTryEach, effort), 3);
  const turns = effort === FULL ? 20 : 3;
  printTable('µs of CPU for a plain 503 above the bare model, by prompt', await plainFailures(turns), 0);
  printTable('ms of CPU for hostile bodies above the bare model, worst prompt', await worstFailures(turns / 2), 1);
  const right = await rightAnswers(oneTryEach, effort);
  printTable(`right answers of ${effort.concurrentCalls}, 50 at once, primary dead`, right, 0);
  // In a process of its own: an exposed collector makes every call slower.
  const self = fileURLToPath(import.meta.url);
  const { status } = spawnSync(process.execPath, ['--expose-gc', self, '--heap', ...flags], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
}

async function measureHeap(effort: Effort): Promise<void> {
  const growth = await heapGrowth(all(Object.entries(await loadPeers())), effort);
  printTable(`kB of heap after ${effort.heapCalls} calls`, growth, 0);
}

installPeers();
if (flags.has('--pitfalls')) {
  const { status } = spawnSync('vitest', ['run', '--project', 'node', 'test/docs/migration.test.ts'], {
    stdio: 'inherit',
    env: { ...process.env, BENCH_PEERS: '1' },
    shell: process.platform === 'win32',
  });
  process.exitCode = status ?? 1;
} else {
  await (flags.has('--heap') ? measureHeap : measureAll)(flags.has('--quick') ? QUICK : FULL);
}
