// Everything but the tests: lockfiles, types, lint, format, unused code, build with package checks, public surface, size, packed
// install.
import { runSteps } from './steps.mjs';

runSteps([
  ['node', 'tools/lockfiles.ts'],
  ['tsc', '-p', 'tsconfig.json'],
  ['tsc', '-p', 'src/durable-object/tsconfig.json'],
  ['tsc', '-p', 'tsconfig.test.json'],
  ['tsc', '-p', 'test/workers/tsconfig.json'],
  ['tsc', '-p', 'test/runtimes/tsconfig.json'],
  ['tsc', '-p', 'examples/tsconfig.json'],
  ['tsc', '-p', 'examples/async-poll/tsconfig.json'],
  ['oxlint', '--deny-warnings'],
  ['oxfmt', '--check', '.'],
  ['knip'],
  ['tsdown'],
  ['node', 'tools/api.mjs', '--check'],
  ['node', 'tools/size.mjs'],
  ['node', 'tools/packed-install.mjs'],
]);
