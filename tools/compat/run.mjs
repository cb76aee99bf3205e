// Runs the package against the oldest and the newest release of each major version of the AI SDK that it supports: the types
// and the program of a user with the built package, and the tests.
//
//   npm run test:compat -- [--bounded] [--write] [releases of ai...]
//
// `--bounded`: what runs for every commit. `--write`: renew the table in docs/compatibility.md, from the last whole run of each
// release.
import { spawnSync } from 'node:child_process';
import { prepare } from './prepare.mjs';
import { runSuites } from './run-suites.mjs';
import { keepResult, printTable, writeTable } from './table.mjs';
import { BOUNDED, VERSIONS } from './versions.mjs';

const given = process.argv.slice(2);
const named = given.filter(argument => !argument.startsWith('-'));
const isBounded = given.includes('--bounded');
const isAsked = ({ ai }) => (isBounded ? ai === BOUNDED.ai : named.length === 0 || named.includes(ai));

function run(command, args, cwd = process.cwd()) {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  return status === 0 ? undefined : `${stdout}${stderr}`;
}

/** What a user's program with the built package meets, as one more suite. */
function runUser(user) {
  const checks = [
    ['types', 'tsc', ['-p', '.']],
    ['program', process.execPath, ['smoke.ts']],
  ];
  const failed = checks.flatMap(([name, command, args]) => {
    const output = run(command, args, user);
    return output === undefined ? [] : [`${name} of a user: ${output}`];
  });
  return { passed: checks.length - failed.length, failed, skipped: 0 };
}

const built = run('tsdown', []);
if (built !== undefined) throw new Error(built);

const results = [];
for (const versions of VERSIONS.filter(isAsked)) {
  const { project, user } = prepare(versions);
  const suites = new Map([['a user’s types and program', runUser(user)]]);
  for (const [suite, outcome] of runSuites(project, versions.ai, isBounded ? BOUNDED.files : [])) {
    suites.set(suite, outcome);
  }
  const result = { ai: versions.ai, suites };
  results.push(result);
  if (!isBounded) keepResult(result);
  for (const failure of [...suites.values()].flatMap(({ failed }) => failed))
    console.error(`ai ${versions.ai}: ${failure}`);
}
printTable(results);
if (given.includes('--write')) writeTable(VERSIONS.map(({ ai }) => ai));
const outcomes = results.flatMap(({ suites }) => [...suites.values()]);
const isGood = outcomes.length > results.length && outcomes.every(({ failed }) => failed.length === 0);
process.exitCode = isGood ? 0 : 1;
