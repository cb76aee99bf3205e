// Everything but the tests: types, lint, format, unused code, build with package checks, size, packed install.
import { runSteps } from './steps.mjs';

runSteps([
  ['tsc', '-p', 'tsconfig.json'],
  ['tsc', '-p', 'src/durable-object/tsconfig.json'],
  ['tsc', '-p', 'tsconfig.test.json'],
  ['tsc', '-p', 'test/workers/tsconfig.json'],
  ['oxlint', '--deny-warnings'],
  ['oxfmt', '--check', '.'],
  ['knip'],
  ['tsdown'],
  ['node', 'tools/size.mjs'],
  ['node', 'tools/packed-install.mjs'],
]);
