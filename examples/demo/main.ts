/**
 * What disguised failures do to an application: `npm run demo`.
 *
 * Real provider packages ask a server on this machine, which answers with real failures, recorded or documented. Each
 * case runs with the bare AI SDK and then with the middleware: the same code, the same `maxRetries: 1`. Most scripts have
 * a good answer behind the failure, so that one more request would help. Reads like this:
 *
 *   ✓ answered     the whole answer
 *   ~ …            a part of it, and an error that says so
 *   ✗ failed       an error: its name, its status, whether the SDK may retry it, its message
 *   ✗ looks finished   not the answer, and nothing says so
 */
import { compareAll } from './compare.ts';
import { summary, table } from './table.ts';

const groups = await compareAll();
console.log(`${table(groups)}\n\n${summary(groups)}`);
