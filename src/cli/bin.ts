#!/usr/bin/env node
/** The command `ai-gateway-failover`. */
import { main } from './main.ts';

const code = await main(process.argv.slice(2), process);
// A module of the user's may hold connections open; what was written must arrive first.
await Promise.all([process.stdout, process.stderr].map(stream => new Promise(resolve => stream.write('', resolve))));
process.exit(code);
