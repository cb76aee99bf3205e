/**
 * Classifies labelled cases and prints how often each label is right: in the form that the real provider packages make
 * of them, and raw. Arguments are further files; without any, the files of this folder. Ends with 1 below the targets.
 */
import { readdirSync } from 'node:fs';
import { readCases } from './case.ts';
import { runRaw, runThroughPackages } from './forms.ts';
import { printLost, printRun } from './report.ts';
import { below } from './score.ts';

const here = new URL('.', import.meta.url);
const own = readdirSync(here).filter(name => name.endsWith('.jsonl'));
const files = process.argv.length > 2 ? process.argv.slice(2) : own.map(name => new URL(name, here));

for (const file of files) {
  const cases = readCases(file);
  const packages = await runThroughPackages(cases);
  const raw = runRaw(cases);
  console.log(`\n== ${String(file).split('/').at(-1)}`);
  printRun('through the provider packages', packages.scored);
  printLost(packages);
  printRun('raw', raw);
  if (below(packages.scored).length > 0 || below(raw).length > 0) process.exitCode = 1;
}
