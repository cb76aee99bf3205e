/** A hundred overlapping calls on one instance: each gets its own answer, and nothing is left of any of them. */
import { describe, expect, it } from 'vitest';
import { cut, hang, hangAfterHeaders, ok, slowFirstToken, stall, status, type Step } from '../../mocks/index.ts';
import { FACTORIES, setUp, type Setting } from './set-up.ts';
import { isStream, KINDS, startCall, type Call, type Kind } from './start-call.ts';

const COUNT = 100;
const byKey: Setting['byKey'] = ({ headers }) => headers['x-caller'] ?? '';

/** What a caller's primary does; the callers take turns. */
type Fate = 'healthy' | 'slow' | 'hangs' | 'fails';
const FATES: readonly Fate[] = ['hangs', 'healthy', 'fails', 'slow'];
const fateOf = (key: string): Fate => FATES[Number(key) % FATES.length]!;
const kindOf = (key: string): Kind => KINDS[Math.floor(Number(key) / FATES.length) % KINDS.length]!;

function primaryStep(key: string): Step {
  const number = Number(key);
  switch (fateOf(key)) {
    case 'healthy':
      return ok([`a for `, key]);
    case 'slow':
      return slowFirstToken(4_000, [`a for `, key]);
    case 'fails':
      return isStream(kindOf(key)) ? [status(503), cut({ afterParts: 0 })][number % 2]! : status(503);
    case 'hangs':
      return [hang(), hangAfterHeaders(), stall({ afterParts: 0 })][number % 3]!;
  }
}

/** All state that calls share is on, but nothing that lets one call decide for another. */
const setting = { byKey, hedge: { afterMs: 5_000 }, health: false, budget: false } as const satisfies Setting;

function expectOwn(key: string, call: Call): void {
  const fate = fateOf(key);
  const isFallback = fate === 'hangs' || fate === 'fails';
  expect([key, call.text, call.finishReason, call.errors]).toEqual([
    key,
    `${isFallback ? 'b' : 'a'} for ${key}`,
    'stop',
    [],
  ]);
  expect([key, call.modelId]).toEqual([key, isFallback ? 'gpt-5' : 'claude-sonnet-4-5']);
  if (!isFallback) return expect([key, call.failover, call.warnings]).toEqual([key, undefined, []]);
  expect([key, call.warnings.length]).toEqual([key, 1]);
  const attempts =
    fate === 'hangs'
      ? [{ leg: 'a', attempt: 1, category: 'timeout', rule: 'hedge:silent', ms: 5_000 + answerMs(key) }]
      : [expect.objectContaining({ leg: 'a', ms: 0 }), expect.objectContaining({ leg: 'a', ms: 0 })];
  expect([key, call.failover]).toEqual([
    key,
    {
      callId: expect.any(String),
      servedBy: { leg: 'b', provider: 'openai.responses', modelId: 'gpt-5' },
      attempts,
      degraded: true,
      hedged: fate === 'hangs',
      skipped: [],
    },
  ]);
}

/** How long the fallback takes to answer a caller. */
const answerMs = (key: string) => 10 * (Number(key) % 7);

describe.each([
  ['in one tick', 0],
  ['13 ms apart', 13],
] as const)('a hundred calls that begin %s', (_, apartMs) => {
  it.each(FACTORIES)('each get their own answer: %s', async by => {
    const { model, clock, upstreams, told } = setUp(
      [key => [primaryStep(key)], key => [ok(['b for ', key], { delayMs: answerMs(key) })]],
      { ...setting, by },
    );
    const keys = Array.from({ length: COUNT }, (_, index) => String(index));
    const calls: Call[] = [];
    const { signal } = new AbortController();
    for (const key of keys) {
      calls.push(startCall(kindOf(key), model, { headers: { 'x-caller': key }, abortSignal: signal }));
      if (apartMs > 0) await clock.advance(apartMs);
    }
    await clock.advance(10_000);
    expect(calls.filter(({ isOver }) => !isOver)).toEqual([]);
    for (const [index, key] of keys.entries()) expectOwn(key, calls[index]!);
    const silent = keys.filter(key => fateOf(key) === 'hangs');
    expect(told('hedge-start')).toHaveLength(silent.length);
    const asked = upstreams.map(({ requests }) => Map.groupBy(requests, ({ key }) => key));
    for (const key of keys) {
      const fate = fateOf(key);
      const counts = asked.map(requests => requests.get(key)?.length ?? 0);
      expect([key, counts]).toEqual([key, [fate === 'fails' ? 2 : 1, fate === 'hangs' || fate === 'fails' ? 1 : 0]]);
      expect([key, asked[0]!.get(key)![0]!.isCancelled]).toEqual([key, fate === 'hangs']);
      expect([key, asked[1]!.get(key)?.[0]?.isCancelled ?? false]).toEqual([key, false]);
    }
    expect([signal.aborted, clock.pending]).toEqual([false, 0]);
  });
});

describe('a hundred calls with all state on', () => {
  it('are all answered while the primary hangs, and few wait for it', async () => {
    const { model, clock, told, counts } = setUp([hang(), ok('hello')], { hedge: { afterMs: 1_000 } });
    const calls: Call[] = [];
    for (let index = 0; index < COUNT; index += 1) {
      calls.push(startCall(KINDS[index % 4]!, model));
      await clock.advance(100);
    }
    await clock.advance(20_000);
    expect(calls.map(({ text }) => text)).toEqual(calls.map(() => 'hello'));
    // Ten begin before the first one is hedged, and four more before the fifth one is. Then it is passed over for five
    // seconds, probed for a second, and passed over for longer.
    const [a, b] = counts() as [number, number];
    expect([a, b]).toEqual([14 + 1, COUNT]);
    expect(told('hedge-start')).toHaveLength(a);
    expect(told('breaker').map(({ state, pauseMs }) => [state, pauseMs])).toEqual([
      ['open', 5_000],
      ['open', 10_000],
    ]);
    expect(clock.pending).toBe(0);
  });

  it('leave nothing behind when all of them are aborted, wherever they are', async () => {
    const { model, clock, upstreams, told, health } = setUp(
      [key => [primaryStep(key)], key => [Number(key) % 2 === 0 ? hang() : stall({ afterParts: 1 })]],
      { byKey, hedge: { afterMs: 1_000 }, retries: { baseDelayMs: 8_000, maxDelayMs: 8_000 } },
    );
    const calls: Call[] = [];
    const reason = new Error('all of it');
    const controller = new AbortController();
    for (let index = 0; index < COUNT; index += 1) {
      const key = String(index);
      calls.push(
        startCall(isStream(kindOf(key)) ? 'doStream' : 'doGenerate', model, {
          headers: { 'x-caller': key },
          abortSignal: controller.signal,
        }),
      );
      await clock.advance(29);
    }
    const before = told('breaker');
    controller.abort(reason);
    await clock.advance(0);
    expect(calls.filter(({ isOver }) => !isOver)).toEqual([]);
    expect(new Set(calls.flatMap(({ errors }) => errors))).toEqual(new Set([reason]));
    const requests = upstreams.flatMap(upstream => upstream.requests);
    expect(requests.filter(({ isCancelled, isDone }) => !isCancelled && !isDone)).toEqual([]);
    const count = requests.length;
    await clock.advance(1_000_000);
    expect([upstreams.flatMap(upstream => upstream.requests).length, clock.pending]).toEqual([count, 0]);
    expect([told('breaker'), Object.values(health!.snapshot()).filter(({ pauseMs }) => pauseMs !== 0)]).toEqual([
      before,
      [],
    ]);
  });
});
