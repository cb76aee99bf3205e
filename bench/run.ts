/**
 * What the router costs, beside other packages in the same run, and whether that is what the project asks of itself.
 * Prints tables and fails nothing: times are the machine's.
 *
 *   npm run bench                  all measurements, in some minutes
 *   npm run bench -- --quick       the same once and short, to see that it works
 *   npm run bench -- --pitfalls    the tests of docs/migration.md against the real packages
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { BARE, EMPTY, FLOOR, loadContenders, OURS, OURS_LIMITED, without } from './contenders.ts';
import { FULL, QUICK } from './effort.ts';
import { ALONE, measureOnce, measureTimes, type Rows } from './in-process.ts';
import { installPeers } from './peers.ts';
import { ORDER, runAll, type Order } from './processes.ts';
import { printTable, verdictText } from './table.ts';
import { tables } from './tables.ts';
import { TARGETS } from './targets.ts';

const flags = process.argv.slice(2);
const effort = flags.includes('--quick') ? QUICK : FULL;

/** What one of our own processes is asked for. */
async function obey({ what, contender }: Order): Promise<Rows> {
  const contenders = await loadContenders();
  if (contender === undefined) return (what === 'times' ? measureTimes : measureOnce)(contenders, effort);
  const numbers = await ALONE[what]!(contenders.get(contender)!, effort);
  return Object.fromEntries(Object.entries(numbers).map(([table, value]) => [table, { [contender]: value }]));
}

async function measureAll(): Promise<void> {
  const contenders = without(await loadContenders(), OURS_LIMITED, EMPTY);
  // Starting processes takes longer than what is measured in them: a quick run starts those that targets speak of.
  const names = effort === QUICK ? [BARE, FLOOR, OURS] : [...contenders.keys()];
  const alone = names.flatMap(contender => Object.keys(ALONE).map(what => ({ what, contender })));
  const script = fileURLToPath(import.meta.url);
  const collected = runAll(script, flags, effort, [{ what: 'times' }, ...alone], [{ what: 'once' }]);
  console.log(
    `Node ${process.version}; times are the 10th percentile of short interleaved turns; ` +
      `median of ${effort.runs} processes, with the least and the most`,
  );
  const verdicts = Object.entries(tables(effort)).flatMap(([id, table]) =>
    printTable(table, collected.get(id)!, TARGETS[id] ?? []),
  );
  console.log(effort === QUICK ? '\nTargets (a quick run is too short to judge by)' : '\nTargets');
  for (const verdict of verdicts) console.log(`  ${verdict.title}: ${verdictText(verdict)}`);
}

const order = flags.find(flag => flag.startsWith(ORDER));
if (order !== undefined) {
  console.log(JSON.stringify(await obey(JSON.parse(order.slice(ORDER.length)) as Order)));
  // Calls that are never answered hold timers.
  process.exit(0);
}

installPeers();
if (flags.includes('--pitfalls')) {
  const { status } = spawnSync('vitest', ['run', '--project', 'node', 'test/docs/migration.test.ts'], {
    stdio: 'inherit',
    env: { ...process.env, BENCH_PEERS: '1' },
    shell: process.platform === 'win32',
  });
  process.exitCode = status ?? 1;
} else {
  await measureAll();
}
