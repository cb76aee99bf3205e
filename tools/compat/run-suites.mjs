// Runs the tests of the project against one release of the SDK, and sorts what came out by suite: the folders of `test`.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { leftOutOf } from './left-out.mjs';

const suiteOf = file => (file.includes('/') ? file.slice(0, file.indexOf('/')) : file.replace('.test.ts', ''));

/** @typedef {{ passed: number, failed: string[], skipped: number }} Outcome */

/**
 * @param {string} project the folder of the project's copy
 * @param {string} ai the release
 * @param {readonly string[]} files names of tests, as vitest takes them; none for all
 * @returns {Map<string, Outcome>} by suite
 */
export function runSuites(project, ai, files) {
  const left = leftOutOf(ai);
  const report = join(project, '..', 'vitest.json');
  rmSync(report, { force: true });
  for (const file of left.files) rmSync(join(project, 'test', `${file}.test.ts`));
  const names = new URL(`file://${join(project, 'tools/compat/names.mjs')}`).href;
  spawnSync('vitest', ['run', '--project=node', '--reporter=json', `--outputFile=${report}`, ...files], {
    cwd: project,
    stdio: ['ignore', 'ignore', 'ignore'],
    shell: process.platform === 'win32',
    // A test of what a release does not have may hang.
    env: { ...process.env, TEST_PATIENCE_MS: '20000', NODE_OPTIONS: `--import=${names}` },
  });
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
  const outcomes = new Map();
  for (const { name, status, message, assertionResults } of testResults) {
    const file = relative(join(project, 'test'), name).split(sep).join('/');
    const suite = suiteOf(file);
    const outcome = outcomes.get(suite) ?? { passed: 0, failed: [], skipped: 0 };
    outcomes.set(suite, outcome);
    // A file that does not load has no tests; one whose hook fails has tests that look skipped.
    const isBroken =
      status === 'failed' && (message !== '' || assertionResults.every(test => test.status !== 'failed'));
    if (isBroken) outcome.failed.push(`${file}: ${message}`);
    for (const test of assertionResults) count(outcome, file, test, left);
  }
  return outcomes;
}

function count(outcome, file, { fullName, status, failureMessages }, left) {
  const listed = left.isListed(file, fullName);
  if (status === 'failed' && !listed) outcome.failed.push(`${file}: ${fullName}\n    ${failureMessages[0]}`);
  else if (status === 'passed' && listed) outcome.failed.push(`${file}: ${fullName}: is left out, and passes`);
  else if (status === 'passed') outcome.passed += 1;
  else outcome.skipped += 1;
}
