// Runs vitest, and ends with a line that counts the tests.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';

const report = '.ci-out/vitest.json';

/**
 * @param {readonly string[]} args of vitest
 * @param {Record<string, string>} [environment]
 */
export function runTests(args, environment = {}) {
  mkdirSync('.ci-out', { recursive: true });
  rmSync(report, { force: true });
  const { status } = spawnSync(
    'vitest',
    ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...args],
    { stdio: 'inherit', shell: process.platform === 'win32', env: { ...process.env, ...environment } },
  );
  const { numPassedTests = 0, numFailedTests = 0, numPendingTests = 0 } = JSON.parse(readFileSync(report, 'utf8'));
  console.log(`${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped`);
  process.exitCode = status === 0 && numPassedTests > 0 ? 0 : 1;
}
