// Runs the tests that play only a share in `npm test`, at full size: those that take their sizes from test/support/run-length.ts.
//
//   npm run test:long -- [--bounded] [files or other arguments of vitest...]
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runTests } from './run-tests.mjs';

const given = process.argv.slice(2);
const args = given.filter(argument => argument !== '--bounded');

const longTests = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .filter(name => name.endsWith('.test.ts'))
  .map(name => join('test', name))
  .filter(file => readFileSync(file, 'utf8').includes('/support/run-length.ts'));

const isNamed = args.some(argument => !argument.startsWith('-'));
runTests(isNamed ? args : [...args, ...longTests], {
  TEST_LENGTH: given.includes('--bounded') ? 'bounded' : 'full',
});
