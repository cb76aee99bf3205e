/** The limits of an attempt and of a call, before anything was shown: what they cut, and what follows. */
import { APICallError } from 'ai';
import { describe, expect, it } from 'vitest';
import { hang, hangAfterHeaders, ok, stall, type Step } from '../../mocks/index.ts';
import { FACTORIES, setUp, setUpHonest, type Setting } from './set-up.ts';
import { isStream, KINDS, startCall, type Kind } from './start-call.ts';

type LimitName = 'firstContentMs' | 'attemptMs' | 'totalMs';

const SILENCES: readonly [string, Step][] = [
  ['hangs before its headers', hang()],
  ['hangs after its headers', hangAfterHeaders()],
  ['stalls after its preamble', stall({ afterParts: 0 })],
];

/** Every limit with every silence of every operation that it holds for. */
const CASES = (['firstContentMs', 'attemptMs', 'totalMs'] as const).flatMap(limit =>
  KINDS.filter(kind => limit !== 'firstContentMs' || isStream(kind)).flatMap(kind =>
    SILENCES.map(([silence, step]): [LimitName, Kind, string, Step] => [limit, kind, silence, step]),
  ),
);

const ruleOf = (limit: LimitName) => ({ category: 'timeout', rule: `timeout:${limit}`, statusCode: 504 });

describe('with gatewayErrorMiddleware', () => {
  it.each(CASES)('%s cuts a %s that %s, at its millisecond', async (limit, kind, _, step) => {
    const honest = setUpHonest(step, { timeouts: { [limit]: 20_000 }, holdBackMs: Infinity });
    const { signal } = new AbortController();
    const call = startCall(kind, honest.model, { abortSignal: signal });
    await honest.clock.advance(19_999);
    expect([call.isOver, honest.events]).toEqual([false, []]);
    await honest.clock.advance(1);
    expect(call.errors).toHaveLength(1);
    const [error] = call.errors;
    expect(APICallError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({
      statusCode: 504,
      isRetryable: limit !== 'totalMs',
      data: { failure: ruleOf(limit) },
    });
    expect((error as Error).message).toContain('20000 ms');
    expect(honest.events).toMatchObject([
      { type: 'timeout', limit, ms: 20_000, observed: false, modelId: 'claude-sonnet-4-5' },
      { type: 'failure', failure: ruleOf(limit) },
    ]);
    const { upstream } = honest;
    expect([upstream.count, upstream.requests[0]!.isCancelled, upstream.signals[0]?.aborted]).toEqual([1, true, true]);
    expect([signal.aborted, honest.clock.pending]).toEqual([false, 0]);
  });
});

describe.each(FACTORIES)('with %s', by => {
  it.each(CASES.filter(([limit]) => limit !== 'totalMs'))(
    '%s cuts a %s that %s, once, and the next leg is asked at once',
    async (limit, kind, _, step) => {
      const { model, clock, counts, events, upstreams } = setUp([step, ok('hello')], {
        by,
        timeouts: { [limit]: 20_000 },
      });
      const { signal } = new AbortController();
      const call = startCall(kind, model, { abortSignal: signal });
      await clock.advance(19_999);
      expect([counts(), events]).toEqual([[1, 0], []]);
      await clock.advance(1);
      expect([call.text, call.finishReason, call.errors, counts()]).toEqual(['hello', 'stop', [], [1, 1]]);
      expect(events).toMatchObject([
        { type: 'timeout', limit, ms: 20_000, observed: false, modelId: 'claude-sonnet-4-5' },
        { type: 'failure', failure: ruleOf(limit) },
        { type: 'failover', from: 'a', to: 'b', waitMs: 0, failure: ruleOf(limit) },
      ]);
      expect(events).toHaveLength(3);
      expect(call.failover).toEqual({
        callId: expect.any(String),
        servedBy: { leg: 'b', provider: 'openai.responses', modelId: 'gpt-5' },
        attempts: [expect.objectContaining({ leg: 'a', attempt: 1, ...ruleOf(limit), ms: 20_000 })],
        degraded: true,
        hedged: false,
        skipped: [],
      });
      expect(call.warnings).toEqual([`Served by the fallback b after timeout (timeout:${limit}) on a.`]);
      const [first, second] = upstreams.map(({ signals }) => signals[0]?.aborted);
      expect([first, second ?? false, signal.aborted, clock.pending]).toEqual([true, false, false, 0]);
      expect(upstreams[0]!.requests[0]!.isCancelled).toBe(true);
    },
  );

  it.each(KINDS)('a short limit is no reason to ask the same leg again: %s', async kind => {
    // One second is no long silence; a leg that was too slow for its limit is left all the same.
    const { model, clock, counts } = setUp([hang(), ok('hello')], {
      by,
      timeouts: { attemptMs: 1_000 },
      retries: { perLeg: 3 },
    });
    const call = startCall(kind, model);
    await clock.advance(1_000);
    expect([call.text, counts(), clock.pending]).toEqual(['hello', [1, 1], 0]);
  });

  it.each(['doGenerate', 'generateText'] as const)(
    "generateVia: 'stream' gives %s the limits of streams",
    async kind => {
      for (const [limit, step] of [
        ['firstContentMs', hang()],
        ['firstContentMs', stall({ afterParts: 0 })],
        ['idleMs', stall({ afterParts: 2 })],
      ] as const) {
        const { model, clock, counts, told } = setUp([step, ok('hello')], {
          by,
          generateVia: 'stream',
          timeouts: { [limit]: 8_000 },
        });
        const call = startCall(kind, model);
        await clock.advance(7_999);
        expect(counts()).toEqual([1, 0]);
        await clock.advance(1);
        expect([call.text, counts(), told('timeout').map(event => event.limit)]).toEqual(['hello', [1, 1], [limit]]);
        expect(call.failover).toMatchObject({ attempts: [{ rule: `timeout:${limit}` }] });
        expect(clock.pending).toBe(0);
      }
    },
  );
});

describe('who sets a limit', () => {
  /** When the fallback was asked while the primary hangs; `undefined` if it never was. */
  async function cutAt(kind: Kind, options: Setting, steps: readonly number[]) {
    const { model, clock, counts } = setUp([hang(), ok('hello')], { hedge: false, ...options });
    const controller = new AbortController();
    const call = startCall(kind, model, { abortSignal: controller.signal });
    let passed = 0;
    for (const ms of steps) {
      await clock.advance(ms - 1 - passed);
      const before = counts()[1];
      await clock.advance(1);
      passed = ms;
      if (before === 0 && counts()[1] === 1) return ms;
    }
    controller.abort(new Error('enough'));
    await call.end;
    return undefined;
  }

  const AT = [1_000, 5_000, 20_000, 120_000, 300_000, 10_000_000];
  type Row = [string, Setting['timeouts'], Setting['legs'], (number | undefined)[]];

  it.each<Row>([
    ['nobody: the defaults', undefined, undefined, [300_000, 120_000]],
    ['nobody, said explicitly', { firstContentMs: undefined, attemptMs: undefined }, undefined, [300_000, 120_000]],
    ['the router', { firstContentMs: 5_000, attemptMs: 20_000 }, undefined, [5_000, 5_000]],
    ['the router, with attemptMs alone', { attemptMs: 20_000 }, undefined, [20_000, 20_000]],
    ['the router, with firstContentMs alone', { firstContentMs: 20_000 }, undefined, [20_000, 20_000]],
    ['the leg', undefined, [{ timeouts: { firstContentMs: 1_000, attemptMs: 5_000 } }], [1_000, 1_000]],
    ['the leg, over the router', { attemptMs: 20_000 }, [{ timeouts: { attemptMs: 1_000 } }], [1_000, 1_000]],
    ['the leg, above the router', { attemptMs: 1_000 }, [{ timeouts: { attemptMs: 20_000 } }], [20_000, 20_000]],
    [
      'the router, where the leg says undefined',
      { attemptMs: 5_000, firstContentMs: 1_000 },
      [{ timeouts: { attemptMs: undefined, firstContentMs: undefined } }],
      [1_000, 1_000],
    ],
    [
      'the leg, which generates in one piece',
      { firstContentMs: 1_000, attemptMs: 5_000 },
      [{ generateVia: 'generate' }],
      [5_000, 1_000],
    ],
    ['another leg, whose limits are its own', undefined, [{}, { timeouts: { attemptMs: 1_000 } }], [300_000, 120_000]],
    ['the router, which wants none', { firstContentMs: false, attemptMs: false }, undefined, [undefined, undefined]],
    [
      'the leg, which wants none',
      { firstContentMs: 1_000, attemptMs: 5_000 },
      [{ timeouts: { firstContentMs: false, attemptMs: false } }],
      [undefined, undefined],
    ],
  ])('%s', async (_, timeouts, legs, expected) => {
    for (const by of FACTORIES)
      expect([
        await cutAt('doGenerate', { by, timeouts, legs }, AT),
        await cutAt('doStream', { by, timeouts, legs }, AT),
      ]).toEqual(expected);
  });
});
