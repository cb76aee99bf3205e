/** Many callers of one instance: each event belongs to its call, in its caller's async context, whoever caused it. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, expect, it } from 'vitest';
import { cut, disconnect, fixtures, hang, ok, slowFirstToken, stall, status, type Step } from '../../mocks/index.ts';
import type { FailoverEvent } from '../../src/index.ts';
import { sized } from '../support/run-length.ts';
import { seeded } from '../support/concurrently.ts';
import { byCall, expectWhole } from './outline.ts';
import { call, type Way } from './play.ts';
import { setUp } from '../time/set-up.ts';

const FAULTS: readonly Step[] = [
  status(503),
  status(401),
  status(429, { headers: { 'retry-after': '1' } }),
  disconnect(),
  hang(),
  fixtures['cloudflare-2005'],
  cut({ afterParts: 1 }),
  stall({ afterParts: 1 }),
  slowFirstToken(4_000),
];

/** So many calls on one instance, a third of them aborted by somebody else at a random time. */
async function crowd(seed: number, calls: number) {
  const random = seeded(seed);
  const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)]!;
  const storage = new AsyncLocalStorage<string>();
  const seen: { event: FailoverEvent; caller: string | undefined }[] = [];
  const scriptOf = (share: number) =>
    Array.from({ length: 4 * calls }, () => (random() < share ? pick(FAULTS) : ok(['Hello', ' world'])));
  const { model, clock } = setUp([scriptOf(0.5), scriptOf(0.3), scriptOf(0.2)], {
    hedge: { afterMs: 2_000 },
    timeouts: { firstContentMs: 6_000, idleMs: 3_000, attemptMs: 20_000, totalMs: 30_000 },
    health: false,
    generateVia: pick(['stream', 'generate']),
    onEvent: event => void seen.push({ event, caller: storage.getStore() }),
  });
  const aborts: (() => void)[] = [];
  const running = Array.from({ length: calls }, (_, index) => {
    const controller = random() < 0.33 ? new AbortController() : undefined;
    if (controller) aborts.push(() => controller.abort(new Error('somebody else')));
    const way: Way = pick(['generate', 'stream']);
    const caller = { ...(random() < 0.2 && { leaveAtContent: true }) };
    return storage.run(`caller ${index}`, () => call(model, way, caller, controller?.signal));
  });
  for (let ms = 0; ms < 60_000; ms += 250) {
    await clock.advance(250);
    if (ms % 1_000 === 0) aborts.pop()?.();
  }
  await Promise.all(running);
  return { seen, pending: clock.pending };
}

describe('50 calls at a time', () => {
  it.each(Array.from({ length: sized({ usual: 4, bounded: 4, full: 60 }) }, (_, index) => index + 1))(
    'have whole events of their own, each in its caller’s context (seed %i)',
    async seed => {
      const { seen, pending } = await crowd(seed, 50);
      const calls = byCall(seen.map(({ event }) => event).filter(({ callId }) => callId !== undefined));
      expect(calls.size).toBe(50);
      for (const events of calls.values()) expectWhole(events);
      const callers = new Map(
        seen.filter(({ event }) => event.callId).map(({ event, caller }) => [event.callId, caller]),
      );
      expect(new Set(callers.values()).size).toBe(50);
      for (const { event, caller } of seen) if (event.callId) expect(caller).toBe(callers.get(event.callId));
      expect(pending).toBe(0);
    },
  );
});
