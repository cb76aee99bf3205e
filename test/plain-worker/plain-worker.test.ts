/** The suites that need no Node, once more in a Worker that has none: a compatibility date alone turns `nodejs_compat` on. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SuiteReport, WorkerGlobals } from './host.ts';
import { startPlainWorker, type PlainWorker } from './start-worker.ts';
import { portableSuites, ROOMS } from './suites.ts';

const SUITE_MS = 60_000;
const suites = portableSuites();
const host = `import { createHost } from './test/plain-worker/host.ts';
export default createHost({
${suites.map(file => `  '${file}': () => import('./${file}'),`).join('\n')}
});`;

let worker: PlainWorker;
const start = async () => {
  worker = await startPlainWorker({ contents: host });
};
beforeAll(start);
afterAll(() => worker[Symbol.asyncDispose]());

let passed = 0;

it('has no process, no Buffer and no module of Node', async () => {
  expect((await (await fetch(worker.url)).json()) as WorkerGlobals).toEqual({
    process: 'undefined',
    Buffer: 'undefined',
    nodeModule: 'Error: No such module "node:async_hooks".',
  });
});

it.each(suites)('%s', async file => {
  try {
    const response = await fetch(new URL(`?suite=${file}`, worker.url), { signal: AbortSignal.timeout(SUITE_MS) });
    if (!response.ok) throw new Error(await response.text());
    const report = (await response.json()) as SuiteReport;
    expect(report.failed.slice(0, 5)).toEqual([]);
    expect(report.passed).toBeGreaterThan(0);
    passed += report.passed;
  } catch (error) {
    // What a suite left behind must not fail the next.
    await worker[Symbol.asyncDispose]();
    await start();
    throw error;
  }
});

it('has suites of each room', () => {
  console.log(`${passed} tests of ${suites.length} suites in a plain Worker`);
  expect(ROOMS.filter(room => !suites.some(file => file.startsWith(`test/${room}/`)))).toEqual([]);
});
