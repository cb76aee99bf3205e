// Runs all tests, or those named by the arguments.
import { runTests } from './run-tests.mjs';

runTests(process.argv.slice(2));
