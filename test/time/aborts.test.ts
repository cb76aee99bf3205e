/** The caller's abort at every point of a call with limits, hedges and health: its own reason, and nothing goes on. */
import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { cut, hang, hangAfterHeaders, ok, slowFirstToken, stall, status, type Step } from '../../mocks/index.ts';
import { FACTORIES, setUp, type Setting } from './set-up.ts';
import { startCall, type Kind } from './start-call.ts';

interface Place {
  where: string;
  kinds?: readonly Kind[];
  scripts: Step[][];
  setting?: Setting;
  /** When the caller aborts. */
  atMs: number;
  /** Upstream requests until then; there are none afterwards. */
  counts: number[];
  /** Which legs have a request that is still open then. */
  open: number[];
}

const BOTH = ['doGenerate', 'doStream'] as const;
const hedge = { afterMs: 5_000 };
const limits = { firstContentMs: 30_000, attemptMs: 60_000, totalMs: 120_000 };
const streamed = { generateVia: 'stream' } as const;
const limited = (ms: number) => status(429, { headers: { 'retry-after-ms': String(ms) } });

const PLACES: readonly Place[] = [
  { where: 'at once', scripts: [[hang()], [ok()]], atMs: 0, counts: [1, 0], open: [0] },
  { where: 'before the hedge', scripts: [[hang()], [ok()]], atMs: 4_999, counts: [1, 0], open: [0] },
  { where: 'with both before their headers', scripts: [[hang()], [hang()]], atMs: 6_000, counts: [1, 1], open: [0, 1] },
  {
    where: 'with both after their headers',
    scripts: [[hangAfterHeaders()], [hangAfterHeaders()]],
    atMs: 6_000,
    counts: [1, 1],
    open: [0, 1],
  },
  {
    where: 'with both in their preambles',
    kinds: ['doStream'],
    scripts: [[stall({ afterParts: 0 })], [stall({ afterParts: 0 })]],
    atMs: 6_000,
    counts: [1, 1],
    open: [0, 1],
  },
  {
    where: 'with three in flight',
    scripts: [[hang()], [hang()], [hang()]],
    setting: { hedge: { afterMs: 5_000, max: 2 } },
    atMs: 11_000,
    counts: [1, 1, 1],
    open: [0, 1, 2],
  },
  { where: 'when the hedge has failed', scripts: [[hang()], [status(503)]], atMs: 6_000, counts: [1, 1], open: [0] },
  {
    where: 'when the first one was cut in the race',
    scripts: [[hang()], [hang()]],
    setting: { timeouts: { attemptMs: 6_000 } },
    atMs: 7_000,
    counts: [1, 1],
    open: [1],
  },
  { where: 'in the wait before a second try', scripts: [[status(503)], [ok()]], atMs: 100, counts: [1, 0], open: [] },
  {
    where: 'in a wait that the leg asked for',
    scripts: [[limited(4_000)], [ok()]],
    atMs: 3_999,
    counts: [1, 0],
    open: [],
  },
  { where: 'in a second try', scripts: [[status(503), hang()], [ok()]], atMs: 1_000, counts: [2, 0], open: [0] },
  {
    where: "after the hedge's first content",
    kinds: ['doStream'],
    scripts: [[hang()], [stall({ afterParts: 2 })]],
    atMs: 6_000,
    counts: [1, 1],
    open: [1],
  },
  {
    where: "after the primary's first content",
    kinds: ['doStream'],
    scripts: [[stall({ afterParts: 2 })], [ok()]],
    atMs: 6_000,
    counts: [1, 0],
    open: [0],
  },
  {
    where: 'in a race of whole answers',
    kinds: ['doGenerate'],
    scripts: [[slowFirstToken(5_500, ['a', 'b'], { betweenPartsMs: 60_000 })], [stall({ afterParts: 1 })]],
    setting: streamed,
    atMs: 6_000,
    counts: [1, 1],
    open: [0, 1],
  },
  {
    where: 'in the middle of an answer that is collected',
    kinds: ['doGenerate'],
    scripts: [[stall({ afterParts: 2 })], [ok()]],
    setting: streamed,
    atMs: 6_000,
    counts: [1, 0],
    open: [0],
  },
  {
    where: 'in a continuation',
    kinds: ['doStream'],
    scripts: [[cut({ afterParts: 2 })], [stall({ afterParts: 1 })]],
    setting: { afterContent: 'continue', legs: [{}, { assistantPrefill: true }] },
    atMs: 1_000,
    counts: [1, 1],
    open: [1],
  },
];

const ROWS = PLACES.flatMap(place =>
  (place.kinds ?? BOTH).flatMap(kind => FACTORIES.map(by => [place.where, kind, by, place] as const)),
);

describe('a caller who aborts', () => {
  it.each(ROWS)('%s of a %s (%s) gets the reason back, and nothing goes on', async (_, kind, by, place) => {
    const { model, clock, counts, upstreams, events } = setUp(place.scripts, {
      by,
      hedge,
      timeouts: limits,
      ...place.setting,
    });
    const controller = new AbortController();
    const call = startCall(kind, model, { abortSignal: controller.signal });
    await clock.advance(place.atMs);
    expect([call.isOver, counts()]).toEqual([false, place.counts]);
    const heard = events.length;
    const cancelled = () => upstreams.map(({ requests }) => requests.at(-1)?.isCancelled === true);
    const before = cancelled();
    const reason = { mine: true };
    controller.abort(reason);
    await clock.advance(0);
    expect([call.isOver, call.errors.length]).toEqual([true, 1]);
    expect(call.thrown).toBe(reason);
    expect([clock.pending, getEventListeners(controller.signal, 'abort')]).toEqual([0, []]);
    expect(cancelled()).toEqual(before.map((was, index) => was || place.open.includes(index)));
    expect(place.open.filter(index => before[index])).toEqual([]);
    for (const index of place.open) expect(upstreams[index]!.signals.at(-1)).toMatchObject({ aborted: true, reason });
    await clock.advance(10_000_000);
    expect([counts(), events.slice(heard), clock.pending]).toEqual([place.counts, [], 0]);
  });

  it.each(BOTH)('before a %s asks nobody and hears nothing', async kind => {
    const { model, clock, upstreams, events } = setUp([ok(), ok()], { hedge, timeouts: limits });
    const reason = new Error('gone');
    const signal = AbortSignal.abort(reason);
    const call = startCall(kind, model, { abortSignal: signal });
    await clock.advance(0);
    expect(call.thrown).toBe(reason);
    expect(upstreams.flatMap(({ signals }) => signals)).toEqual([]);
    expect([events, clock.pending, getEventListeners(signal, 'abort')]).toEqual([[], 0, []]);
  });

  it.each(['generateText', 'streamText'] as const)('in a race of %s ends both', async kind => {
    const { model, clock, upstreams } = setUp([hang(), hang()], { hedge, timeouts: limits });
    const controller = new AbortController();
    const call = startCall(kind, model, { abortSignal: controller.signal });
    await clock.advance(6_000);
    controller.abort(new Error('gone'));
    await clock.advance(0);
    expect([call.isOver, call.text]).toEqual([true, '']);
    expect(kind === 'generateText' ? [(call.thrown as Error).message] : call.types).toContain(
      kind === 'generateText' ? 'gone' : 'abort',
    );
    expect(upstreams.map(({ requests }) => requests[0]!.isCancelled)).toEqual([true, true]);
    expect(clock.pending).toBe(0);
  });

  it.each(BOTH)('does not change what is known of the legs: %s', async kind => {
    const { model, clock, health, told } = setUp(
      [
        [status(503), status(503), hang()],
        [ok('b'), hang()],
      ],
      { hedge },
    );
    startCall(kind, model);
    await clock.advance(1_000);
    const before = health!.snapshot();
    expect(Object.values(before)).toMatchObject([{ name: 'a', consecutiveFailures: 1 }]);
    for (let number = 0; number < 20; number += 1) {
      const controller = new AbortController();
      const call = startCall(kind, model, { abortSignal: controller.signal });
      await clock.advance(number % 2 === 0 ? 4_000 : 12_000);
      controller.abort();
      await call.end;
    }
    expect([health!.snapshot(), told('breaker'), clock.pending]).toEqual([before, [], 0]);
  });
});
