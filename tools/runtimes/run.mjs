// The behaviour of the packed package in each runtime that it names.
//
//   npm run test:runtimes                 builds, plays, and writes the table into docs/runtimes.md
//   npm run test:runtimes -- --bounded    with what is built, without the older Nodes, and writes nothing
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { installedRuntimes } from './installed.mjs';
import { play } from './play.mjs';
import { createProject } from './project.mjs';
import { tableOf } from './table.mjs';
import { startUpstream } from './upstream.mjs';

const PAGE = 'docs/runtimes.md';
const BETWEEN = /(<!-- table -->\n\n)[^]*?(\n\n<!-- end of table -->)/;
const isBounded = process.argv.includes('--bounded');

if (!isBounded) execFileSync('tsdown', { stdio: 'inherit', shell: process.platform === 'win32' });
const runtimes = installedRuntimes({ isBounded });
const project = createProject();
const results = new Map();
try {
  for (const runtime of runtimes) {
    const upstream = await startUpstream();
    const startedAt = performance.now();
    const rows = await play(runtime, project.folder, upstream.url).finally(() => upstream.close());
    results.set(runtime.name, rows);
    const faults = rows.filter(({ fault }) => fault !== undefined);
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
    console.log(`${runtime.name}: ${rows.length - faults.length} of ${rows.length} in ${seconds} s`);
    for (const { scenario, call, fault } of faults) console.log(`  ${call} ${scenario}: ${fault}`);
  }
} finally {
  project.remove();
}

const table = tableOf(results);
console.log(`\n${table}`);
const failed = [...results.values()].flat().filter(({ fault }) => fault !== undefined).length;
const passed = [...results.values()].flat().length - failed;
console.log(`\n${passed} passed, ${failed} failed, 0 skipped`);
if (failed > 0 || runtimes.length === 0) process.exitCode = 1;
else if (!isBounded)
  writeFileSync(
    PAGE,
    readFileSync(PAGE, 'utf8').replace(BETWEEN, (_, start, end) => start + table + end),
  );
