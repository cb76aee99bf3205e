#!/usr/bin/env node
/** The command `ai-gateway-failover`. */
import { main } from './main.ts';
import { runAsProcess } from './own-process.ts';

await runAsProcess(surroundings => main(process.argv.slice(2), surroundings));
