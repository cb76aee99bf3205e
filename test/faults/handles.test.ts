/** By the machine's own clock: a primary that never answers leaves neither timer nor socket behind. */
import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import { createFailover, type LegTimeouts, type RouterOptions } from '../../src/index.ts';
import { callStream, CALLS, type Call } from '../support/calls.ts';
import { headers, startFaultServer, type Script, type Time } from '../support/fault-server.ts';
import { providerPackages } from '../support/provider-packages.ts';
import { good } from './scripts.ts';
import { GOOD } from './stage.ts';

const realTime: Time = {
  now: () => Date.now(),
  wait: () => Promise.reject(new Error('Nobody waits here')),
};

/** What keeps this process alive besides timers, counted by kind. */
function handles(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) if (!NOT_OURS.has(kind)) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

/** The test runner's own, and timers, which are watched one by one. */
const NOT_OURS: ReadonlySet<string> = new Set([...process.getActiveResourcesInfo(), 'Timeout', 'Immediate']);

/** The timers that were set since, and neither ran out nor were cleared; the test runner has its own `setTimeout`. */
function watchTimers(): ReadonlySet<NodeJS.Timeout> {
  const running = new Set<unknown>();
  const { setTimeout, clearTimeout } = globalThis;
  vi.spyOn(globalThis, 'setTimeout').mockImplementation(((callback: () => void, ms?: number) => {
    const timer = setTimeout(() => {
      running.delete(timer);
      callback();
    }, ms);
    running.add(timer);
    return timer;
  }) as typeof globalThis.setTimeout);
  vi.spyOn(globalThis, 'clearTimeout').mockImplementation(timer => {
    running.delete(timer);
    clearTimeout(timer);
  });
  return running as Set<NodeJS.Timeout>;
}

/** `fetch` keeps a clock of its own, which does not count. */
const keptAlive = (timers: ReadonlySet<NodeJS.Timeout>) => [...timers].filter(timer => timer.hasRef()).length;

afterEach(() => void vi.restoreAllMocks());

/** What was closed is gone only after the loop has turned a few times. */
async function handlesAtRest(): Promise<Record<string, number>> {
  for (let turn = 0; turn < 1_000 && Object.keys(handles()).length > 0; turn += 1)
    await new Promise(resolve => setImmediate(resolve));
  return handles();
}

const LIMIT_MS = 250;
/** A hang would last until the test is ended; this is far above what a busy machine needs, and far below that. */
const IN_TIME_MS = 10_000;

/** What ends the wait for the primary; the fallback may take as long as this machine needs. */
interface Limits {
  timeouts?: LegTimeouts;
  hedge?: RouterOptions['hedge'];
}

/** @param calls made at once */
async function servedBy(calls: readonly Call[], primaryScript: Script, { timeouts, hedge }: Limits): Promise<void> {
  await using primary = await startFaultServer(realTime, () => primaryScript);
  await using fallback = await startFaultServer(realTime, good(GOOD, providerPackages['openai responses'].wire));
  const model = createFailover({
    models: [
      { model: providerPackages.anthropic.connect({ baseURL: primary.url }), ...(timeouts && { timeouts }) },
      providerPackages['openai responses'].connect({ baseURL: fallback.url }),
    ],
    generateVia: 'stream',
    ...(hedge && { hedge }),
  });
  const begin = performance.now();
  const outcomes = await Promise.all(calls.map(call => call(model)));
  const tookMs = performance.now() - begin;
  expect(outcomes).toEqual(outcomes.map(() => ({ text: GOOD, finishReason: 'stop', reported: 0 })));
  expect([primary.requests.length, fallback.requests.length]).toEqual([calls.length, calls.length]);
  await Promise.all(primary.requests.map(({ ended }) => ended));
  expect(primary.fates).toEqual(outcomes.map(() => 'left'));
  expect(primary.sockets).toBe(0);
  // A timer is not early by more than its own rounding.
  expect(tookMs).toBeGreaterThan(LIMIT_MS - 5);
  expect(tookMs).toBeLessThan(IN_TIME_MS);
}

// What is loaded once, is.
beforeAll(() => servedBy([callStream], [], { hedge: { afterMs: LIMIT_MS } }));

it.each<[string, Script, Limits]>([
  ['without headers, and is left', [], { timeouts: { firstContentMs: LIMIT_MS } }],
  ['after its headers, and is left', [headers()], { timeouts: { firstContentMs: LIMIT_MS } }],
  ['without headers, and is beaten', [], { hedge: { afterMs: LIMIT_MS } }],
])('a primary that hangs %s leaves nothing behind', async (_, script, options) => {
  const timers = watchTimers();
  const calls = [0, 1, 2, 3, 4].flatMap(() => CALLS.map(([, call]) => call));
  expect(await handlesAtRest()).toEqual({});
  await servedBy(calls, script, options);
  expect(await handlesAtRest()).toEqual({});
  expect(keptAlive(timers)).toBe(0);
});

it('a timer and a socket that are left are seen', async () => {
  const timers = watchTimers();
  await using server = await startFaultServer(realTime, () => []);
  const model = createFailover({
    models: [providerPackages.anthropic.connect({ baseURL: server.url })],
    timeouts: { firstContentMs: 60_000 },
  });
  const controller = new AbortController();
  const hanging = callStream(model, { abortSignal: controller.signal });
  await server.arrived(1);
  expect(keptAlive(timers)).toBeGreaterThan(0);
  expect(handles()).toEqual({ TCPServerWrap: 1, TCPSocketWrap: 2 });
  controller.abort();
  await hanging;
  expect(keptAlive(timers)).toBe(0);
});
