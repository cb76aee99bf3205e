/** Prints the second call after a pause: with Node's own fetch, and with that of the package. */
import { createKeepAliveFetch } from 'ai-gateway-failover/node';
import { sideBySide } from './side-by-side.ts';
import { TIMES, twoCalls } from './two-calls.ts';

const keepAlive = createKeepAliveFetch({ idleSocketMs: TIMES.idleSocketMs });
const [node, ours] = await Promise.all([twoCalls(undefined), twoCalls(keepAlive)]);
await keepAlive.close();
const lengthOf = (lines: typeof node): number => lines.at(-1)!.ms;

console.log(
  `A call, ${TIMES.pauseMs / 1_000} s without any, and this call; the NAT forgets after ${TIMES.natForgetsMs / 1_000} s.\n`,
);
console.log(
  sideBySide([
    ['createAmazonBedrock()', node],
    ['createAmazonBedrock({ fetch: createKeepAliveFetch() })', ours],
  ]),
);
console.log(`\nSaved: ${((lengthOf(node) - lengthOf(ours)) / 1_000).toFixed(1)} s.`);
