/** When the next leg is asked beside one that shows nothing, and when it is not. */
import { describe, expect, it } from 'vitest';
import { hang, hangAfterHeaders, ok, slowFirstToken, stall, status } from '../../mocks/index.ts';
import type { CallOptions } from '../../src/sdk-types.ts';
import { FACTORIES, setUp, type Setting } from './set-up.ts';
import { isStream, KINDS, startCall, type Kind } from './start-call.ts';

const NO_LIMITS = { timeouts: { firstContentMs: false, attemptMs: false } } as const;

/** When a call whose primary hangs is hedged; `undefined` if it is not within a day. */
async function hedgedAt(kind: Kind, setting: Setting, call: Partial<CallOptions> = {}): Promise<number | undefined> {
  const { model, clock, counts, told } = setUp([hang(), ok('hello'), ok('no')], { ...NO_LIMITS, ...setting });
  const controller = new AbortController();
  const asked = startCall(kind, model, { ...call, abortSignal: controller.signal });
  const startedAt = clock.now();
  let at: number | undefined;
  for (const ms of [0, 999, 1, 89_000 - 1, 1, 10_000_000]) {
    await clock.advance(ms);
    if (told('hedge-start').length > 0) {
      at = clock.now() - startedAt;
      break;
    }
  }
  expect(counts()).toEqual(at === undefined ? [1, 0, 0] : [1, 1, 0]);
  controller.abort();
  await asked.end;
  expect(clock.pending).toBe(0);
  return at;
}

const text = (words: number): CallOptions['prompt'] => [
  { role: 'user', content: [{ type: 'text', text: 'word '.repeat(words) }] },
];
const providerTool = { type: 'provider', id: 'anthropic.web_search_20250305', name: 'web_search', args: {} } as const;
const ownTool = { type: 'function', name: 'look', inputSchema: { type: 'object' } } as const;

describe.each(KINDS)('%s', kind => {
  it.each(FACTORIES)('is hedged after 90 s by default: %s', async by => {
    expect(await hedgedAt(kind, { by })).toBe(90_000);
    for (const hedge of [
      undefined,
      {},
      { afterMs: undefined, max: undefined, only: undefined, maxInputTokens: undefined },
    ])
      expect(await hedgedAt(kind, { by, hedge })).toBe(90_000);
  });

  it('is hedged when the user says, exactly then, at once with 0, or never', async () => {
    expect(await hedgedAt(kind, { hedge: { afterMs: 1_000 } })).toBe(1_000);
    expect(await hedgedAt(kind, { hedge: { afterMs: 0 } })).toBe(0);
    expect(await hedgedAt(kind, { hedge: false })).toBeUndefined();
  });

  it('is hedged only if it is of the kind that shall be', async () => {
    const [own, other] = isStream(kind) ? (['stream', 'generate'] as const) : (['generate', 'stream'] as const);
    expect(await hedgedAt(kind, { hedge: { afterMs: 1_000, only: own } })).toBe(1_000);
    expect(await hedgedAt(kind, { hedge: { afterMs: 1_000, only: other } })).toBeUndefined();
  });

  it('is not hedged with one leg: there is not even a timer', async () => {
    const { model, clock } = setUp([hang()], { hedge: { afterMs: 1_000 } });
    const controller = new AbortController();
    const call = startCall(kind, model, { abortSignal: controller.signal });
    await clock.advance(0);
    expect(clock.pending).toBe(0);
    controller.abort();
    await call.end;
  });

  it.each([
    ['hangs before its headers', hang()],
    ['hangs after its headers', hangAfterHeaders()],
    ['stalls after its preamble', stall({ afterParts: 0 })],
  ])('is hedged, once, when its primary %s', async (_, silence) => {
    const { model, clock, counts, told } = setUp([silence, ok('hello')], { hedge: { afterMs: 1_000 } });
    const call = startCall(kind, model);
    await clock.advance(999);
    expect(counts()).toEqual([1, 0]);
    await clock.advance(1);
    expect([call.text, counts()]).toEqual(['hello', [1, 1]]);
    expect(told('hedge-start')).toEqual([{ type: 'hedge-start', from: 'a', to: 'b', afterMs: 1_000 }]);
    expect(clock.pending).toBe(0);
  });

  it('asks the next leg at once when one fails, which is no hedge', async () => {
    const { model, clock, counts, events } = setUp([status(401), ok('hello')], { hedge: { afterMs: 1_000 } });
    const call = startCall(kind, model);
    await clock.advance(0);
    expect([call.text, counts(), clock.pending]).toEqual(['hello', [1, 1], 0]);
    expect([call.failover, events.map(({ type }) => type)]).toMatchObject([
      { hedged: false },
      expect.not.arrayContaining(['hedge-start']),
    ]);
  });

  it('gives each try its own time', async () => {
    // The second try begins after a wait of half of 250 ms.
    const { model, clock, counts, told } = setUp([[status(503), hang()], ok('hello')], { hedge: { afterMs: 1_000 } });
    const call = startCall(kind, model);
    await clock.advance(1_124);
    expect(counts()).toEqual([2, 0]);
    await clock.advance(1);
    expect([call.text, counts(), told('hedge-start').length]).toEqual(['hello', [2, 1], 1]);
    expect(call.failover).toMatchObject({
      hedged: true,
      attempts: [{ statusCode: 503 }, { rule: 'hedge:silent', ms: 1_000 }],
    });
    expect(clock.pending).toBe(0);
  });

  it('hedges a fallback, too', async () => {
    const { model, clock, counts, told } = setUp([status(401), hang(), ok('hello')], { hedge: { afterMs: 1_000 } });
    const call = startCall(kind, model);
    await clock.advance(999);
    expect(counts()).toEqual([1, 1, 0]);
    await clock.advance(1);
    expect([call.text, counts()]).toEqual(['hello', [1, 1, 1]]);
    expect(told('hedge-start')).toEqual([{ type: 'hedge-start', from: 'b', to: 'c', afterMs: 1_000 }]);
  });

  it.each([
    [1, [1, 1, 0, 0]],
    [2, [1, 1, 1, 0]],
    [3, [1, 1, 1, 1]],
  ])('asks at most %i legs so at a time', async (max, counted) => {
    const { model, clock, counts, told } = setUp([hang(), hang(), hang(), hang()], {
      ...NO_LIMITS,
      hedge: { afterMs: 1_000, max },
    });
    const controller = new AbortController();
    const call = startCall(kind, model, { abortSignal: controller.signal });
    await clock.advance(1_999);
    expect(counts()).toEqual([1, 1, 0, 0]);
    await clock.advance(1_000_000);
    expect([counts(), told('hedge-start').map(({ to }) => to)]).toEqual([counted, ['b', 'c', 'd'].slice(0, max)]);
    controller.abort();
    await call.end;
    expect(clock.pending).toBe(0);
  });

  it('asks no leg that cannot take the request, or asked to be left alone', async () => {
    expect(
      await hedgedAt(kind, { hedge: { afterMs: 1_000 }, legs: [{}, { contextWindow: 1 }, { contextWindow: 1 }] }),
    ).toBeUndefined();
    const busy = status(429, { retryAfter: 600 });
    const { model, clock, counts, told } = setUp([[status(401), ok('late', { delayMs: 60_000 })], busy], {
      health: false,
      hedge: { afterMs: 1_000 },
    });
    startCall(kind, model);
    await clock.advance(0);
    const call = startCall(kind, model);
    await clock.advance(60_000);
    expect([call.text, counts(), told('hedge-start')]).toEqual(['late', [2, 1], []]);
    expect(clock.pending).toBe(0);
  });
});

describe.each(['doGenerate', 'doStream'] as const)('%s', kind => {
  it('is not hedged if its prompt is longer than it shall be', async () => {
    const hedge = { afterMs: 1_000, maxInputTokens: 1_000 };
    expect(await hedgedAt(kind, { hedge }, { prompt: text(100) })).toBe(1_000);
    expect(await hedgedAt(kind, { hedge }, { prompt: text(5_000) })).toBeUndefined();
    expect(await hedgedAt(kind, { hedge: { afterMs: 1_000 } }, { prompt: text(5_000) })).toBe(1_000);
  });

  it("is not hedged with a provider's own tools, which would run twice", async () => {
    expect(await hedgedAt(kind, { hedge: { afterMs: 1_000 } }, { tools: [ownTool] })).toBe(1_000);
    expect(await hedgedAt(kind, { hedge: { afterMs: 1_000 } }, { tools: [ownTool, providerTool] })).toBeUndefined();
  });
});

describe('content', () => {
  it.each<[string, Kind, Setting]>([
    ['a stream', 'doStream', {}],
    ['a generate call that streams', 'doGenerate', { generateVia: 'stream' }],
  ])('disarms the hedge of %s', async (_, kind, setting) => {
    const words = ['one ', 'two ', 'three'];
    for (const [firstMs, isHedged] of [
      [999, false],
      [1_001, true],
    ] as const) {
      const { model, clock, told } = setUp([slowFirstToken(firstMs, words, { betweenPartsMs: 5_000 }), hang()], {
        ...setting,
        hedge: { afterMs: 1_000 },
      });
      const call = startCall(kind, model);
      await clock.advance(12_000);
      expect([call.text, told('hedge-start').length, clock.pending]).toEqual(['one two three', isHedged ? 1 : 0, 0]);
    }
  });
});
