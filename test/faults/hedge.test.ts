/** Hedging at the tail: a few slow calls are answered by the next leg, for a few more requests. */
import { describe, expect, it } from 'vitest';
import type { HedgeSettings } from '../../src/index.ts';
import type { FaultRequest, Script } from '../support/fault-server.ts';
import { providerPackages } from '../support/provider-packages.ts';
import { expectOneAnswer, read } from './parts.ts';
import { between, callOf, slowly, words } from './scripts.ts';
import { setStage } from './stage.ts';

const { wire } = providerPackages.anthropic;
const fallbackWire = providerPackages['openai responses'].wire;

const CALLS = 200;
/** One in twenty shows its first content after 20 s, the others after about 1 s. */
const isSlow = (request: FaultRequest) => callOf(request) % 20 === 7;
const mostlyFast = (request: FaultRequest): Script =>
  slowly(wire, words(3), isSlow(request) ? 20_000 : between(500, 1_500)(request), 1_000);

/** What 200 calls come to that are made one after the other, five a second. */
async function tail(hedge: HedgeSettings) {
  await using stage = await setStage({
    primary: mostlyFast,
    fallback: slowly(fallbackWire, words(3), 1_000, 1_000),
    options: { hedge },
    stepMs: 250,
  });
  const { model, time, primary, fallback, events } = stage;
  const waits = await Promise.all(
    Array.from({ length: CALLS }, async (_, index) => {
      await time.wait(index * 200, new AbortController().signal);
      const begin = time.now();
      let waited = Infinity;
      const onOpen = () => void (waited = time.now() - begin);
      const answer = await read(model, { headers: { 'x-call': String(index) }, onOpen });
      expectOneAnswer(answer);
      expect(answer.text).toBe(words(3).join(''));
      return waited;
    }),
  );
  await Promise.all(primary.requests.map(({ ended }) => ended));
  expect([primary.requests.length, time.pending]).toEqual([CALLS, 0]);
  return { p99: waits.toSorted((a, b) => a - b)[CALLS * 0.99 - 1]!, primary, fallback, events };
}

describe('200 calls of which one in twenty shows nothing for 20 s', () => {
  it('have a p99 near the hedge and a usual first content, for 5 % more requests', async () => {
    const { p99, primary, fallback, events } = await tail({ afterMs: 3_000 });
    expect(p99).toBeGreaterThanOrEqual(4_000);
    expect(p99).toBeLessThan(7_000);
    const slow = primary.requests.filter(isSlow);
    expect(fallback.requests.map(callOf)).toEqual(slow.map(callOf));
    expect(fallback.requests).toHaveLength(CALLS / 20);
    expect(events).toEqual(slow.map(() => expect.objectContaining({ type: 'hedge', afterMs: 3_000 })));
    // Who was beaten was closed when the other one showed its first content, a second after it was asked.
    expect(slow.map(({ fate }) => fate)).toEqual(slow.map(() => 'left'));
    for (const [index, { endedAt }] of slow.entries()) {
      const afterMs = endedAt! - fallback.requests[index]!.arrivedAt;
      expect(afterMs).toBeGreaterThanOrEqual(1_000);
      expect(afterMs).toBeLessThan(2_500);
    }
    const others = [...primary.requests.filter(request => !isSlow(request)), ...fallback.requests];
    expect(new Set(others.map(({ fate }) => fate))).toEqual(new Set(['answered']));
  });

  it("learn from each other how long is long, with 'p95'", async () => {
    const { p99, fallback, events } = await tail({ afterMs: 'p95' });
    expect(p99).toBeLessThan(7_000);
    // All slow ones but the first, which came before enough was known.
    const hedged = new Set(fallback.requests.map(callOf));
    for (let call = 27; call < CALLS; call += 20) expect(hedged).toContain(call);
    expect(hedged).not.toContain(7);
    expect(fallback.requests.length).toBeLessThanOrEqual(CALLS * 0.07);
    for (const event of events) {
      expect(event.type).toBe('hedge');
      expect((event as { afterMs: number }).afterMs).toBeGreaterThan(1_000);
    }
  });
});
