/** Limits that run out after the first content: nothing is asked again, and the answer says that it broke off. */
import { APICallError } from 'ai';
import { describe, expect, it } from 'vitest';
import { ok, slowFirstToken, stall, type Step } from '../../mocks/index.ts';
import type { FailoverEvent, Timeouts } from '../../src/index.ts';
import { FACTORIES, setUp, setUpHonest } from './set-up.ts';
import { startCall, type Call } from './start-call.ts';

const FACTORY_AND_HONEST = ['gatewayErrorMiddleware', ...FACTORIES] as const;

/** One instance of each of the three, whose model answers so. */
function make(by: (typeof FACTORY_AND_HONEST)[number], step: Step, timeouts: Timeouts) {
  if (by === 'gatewayErrorMiddleware') {
    const { model, clock, upstream, events } = setUpHonest(step, { timeouts });
    return { model, clock, upstream, events: events as FailoverEvent[], counts: () => [upstream.count, 0] };
  }
  const { model, clock, upstreams, events, counts } = setUp([step, ok('no')], { by, timeouts });
  return { model, clock, upstream: upstreams[0]!, events, counts };
}

/** That a call ended in its middle, by this limit. */
function expectBrokenOff(call: Call, limit: string, text: string): void {
  expect([call.text, call.finishReason, call.errors.length]).toEqual([text, 'error', 1]);
  expect(APICallError.isInstance(call.errors[0])).toBe(true);
  expect(call.errors[0]).toMatchObject({
    statusCode: 504,
    isRetryable: limit !== 'totalMs',
    data: { failure: { category: 'timeout', rule: `timeout:${limit}` } },
  });
  expect(call.types.filter(type => type === 'error')).toHaveLength(1);
  expect(call.thrown).toBeUndefined();
}

const words = (count: number) => Array.from({ length: count }, (_, index) => `w${index} `);
const slowly = ok(words(100), { betweenPartsMs: 1_000 });

describe.each(FACTORY_AND_HONEST)('with %s', by => {
  it.each(['idleMs', 'attemptMs', 'totalMs'] as const)(
    '%s ends a stream that fell silent, in the stream',
    async limit => {
      const { model, clock, upstream, events, counts } = make(by, stall({ afterParts: 2 }), { [limit]: 20_000 });
      const { signal } = new AbortController();
      const call = startCall('doStream', model, { abortSignal: signal });
      await clock.advance(19_999);
      expect([call.isOver, call.text]).toEqual([false, 'word word']);
      await clock.advance(1);
      expectBrokenOff(call, limit, 'word word');
      // What was open is closed before.
      expect(call.types.slice(-3)).toEqual(['text-end', 'error', 'finish']);
      expect(events.filter(({ type }) => type !== 'warning')).toMatchObject([
        { type: 'timeout', limit, ms: 20_000, observed: false },
        { type: 'failure', phase: 'stream', failure: { rule: `timeout:${limit}` } },
      ]);
      expect([counts(), upstream.requests[0]!.isCancelled]).toEqual([[1, 0], true]);
      expect([signal.aborted, clock.pending]).toEqual([false, 0]);
    },
  );

  it.each(['idleMs', 'attemptMs', 'totalMs'] as const)('%s is told to onError once: streamText', async limit => {
    const { model, clock, counts } = make(by, stall({ afterParts: 2 }), { [limit]: 20_000 });
    const call = startCall('streamText', model);
    await clock.advance(20_000);
    expect([call.text, call.finishReason, call.errors.length, counts()]).toEqual(['word word', 'error', 1, [1, 0]]);
    expect(call.errors[0]).toMatchObject({ statusCode: 504, data: { failure: { rule: `timeout:${limit}` } } });
    expect(clock.pending).toBe(0);
  });

  it.each(['attemptMs', 'totalMs'] as const)('%s ends a stream that talks all the time', async limit => {
    const { model, clock } = make(by, slowly, { [limit]: 20_500, idleMs: 2_000 });
    const call = startCall('doStream', model);
    await clock.advance(20_499);
    expect(call.isOver).toBe(false);
    await clock.advance(1);
    // The first word comes at once, and one with each second that follows.
    expectBrokenOff(call, limit, words(21).join(''));
    expect(clock.pending).toBe(0);
  });

  it('firstContentMs and idleMs leave it alone', async () => {
    const { model, clock, events } = make(by, slowly, { firstContentMs: 1, idleMs: 1_001 });
    const call = startCall('doStream', model);
    await clock.advance(98_999);
    expect(call.isOver).toBe(false);
    await clock.advance(1);
    expect([call.text, call.finishReason, events]).toEqual([words(100).join(''), 'stop', []]);
    expect(clock.pending).toBe(0);
  });

  it('idleMs does not run before the first content', async () => {
    const { model, clock, events } = make(by, slowFirstToken(60_000, 'late'), { idleMs: 1_000 });
    const call = startCall('doStream', model);
    await clock.advance(60_000);
    expect([call.text, call.finishReason, events, clock.pending]).toEqual(['late', 'stop', [], 0]);
  });

  it('idleMs is 90 seconds unless it is set, also to undefined; false switches it off', async () => {
    for (const [idleMs, isCut] of [
      [undefined, true],
      [false, false],
    ] as const) {
      const { model, clock } = make(by, stall({ afterParts: 2 }), { idleMs });
      const controller = new AbortController();
      const call = startCall('doStream', model, { abortSignal: controller.signal });
      await clock.advance(89_999);
      expect(call.isOver).toBe(false);
      await clock.advance(1);
      expect(call.isOver).toBe(isCut);
      await clock.advance(10_000_000);
      expect(call.isOver).toBe(isCut);
      controller.abort();
      await call.end;
      expect(clock.pending).toBe(0);
    }
  });

  it('a consumer who does not read is no silence of the source', async () => {
    const { model, clock } = make(by, stall({ afterParts: 2 }), { idleMs: 5_000 });
    const { stream } = await model.doStream({ prompt: [] });
    const reader = stream.getReader();
    const types: string[] = [];
    while (types.at(-1) !== 'text-delta') types.push((await reader.read()).value!.type);
    await clock.advance(60_000);
    const rest: string[] = [];
    const reading = (async () => {
      for (let read = await reader.read(); !read.done; read = await reader.read()) rest.push(read.value.type);
    })();
    await clock.advance(4_999);
    expect(rest).toEqual(['text-delta']);
    await clock.advance(1);
    await reading;
    expect(rest).toEqual(['text-delta', 'text-end', 'error', 'finish']);
    expect(clock.pending).toBe(0);
  });
});

describe('of a leg', () => {
  it('its own idleMs holds, also as a fallback', async () => {
    for (const legs of [[{ timeouts: { idleMs: 3_000 } }], [{}, { timeouts: { idleMs: 3_000 } }]]) {
      const { model, clock, counts } = setUp([stall({ afterParts: 1 }), stall({ afterParts: 1 })], {
        legs,
        timeouts: { idleMs: 9_000, firstContentMs: 1_000 },
        route: ({ legs: all }) => (legs.length === 2 ? [all[1]!.name] : [all[0]!.name]),
      });
      const call = startCall('doStream', model);
      await clock.advance(2_999);
      expect(call.isOver).toBe(false);
      await clock.advance(1);
      expectBrokenOff(call, 'idleMs', 'word');
      expect(counts()).toEqual(legs.length === 2 ? [0, 1] : [1, 0]);
    }
  });
});
