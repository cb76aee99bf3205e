/** The limits that nobody asked for: they hold while another leg may answer instead, and spare the last one. */
import { describe, expect, it } from 'vitest';
import { hang, ok, slowFirstToken, status } from '../../mocks/index.ts';
import { createHealth, FailoverError } from '../../src/index.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { FACTORIES, setUp, setUpHonest, type Setting } from './set-up.ts';
import { isStream, KINDS, startCall } from './start-call.ts';

const late = (text: string, ms: number) => ok(text, { delayMs: ms });
const HOUR = 3_600_000;
const b = { key: 'b', name: 'b' };
const auth = {
  category: 'auth',
  scope: 'provider',
  retryable: false,
  fallback: true,
  rule: 'test',
  cause: undefined,
} as const;

describe.each(KINDS)('the defaults of %s', kind => {
  const limitMs = isStream(kind) ? 120_000 : 300_000;
  const limit = isStream(kind) ? 'firstContentMs' : 'attemptMs';

  it.each(FACTORIES)('cut the first of two legs, and wait for the second one however long it takes: %s', async by => {
    const { model, clock, counts, told } = setUp([hang(), late('at last', HOUR)], { by, hedge: false });
    const call = startCall(kind, model);
    await clock.advance(limitMs - 1);
    expect(counts()).toEqual([1, 0]);
    await clock.advance(1);
    expect(counts()).toEqual([1, 1]);
    await clock.advance(HOUR - 1);
    expect([call.isOver, told('timeout')]).toEqual([
      false,
      [
        {
          type: 'timeout',
          limit,
          ms: limitMs,
          observed: false,
          provider: 'anthropic.messages',
          modelId: 'claude-sonnet-4-5',
        },
      ],
    ]);
    await clock.advance(1);
    expect([call.text, call.errors, counts(), clock.pending]).toEqual(['at last', [], [1, 1], 0]);
  });

  it('cut the first two of three legs', async () => {
    const { model, clock, counts } = setUp([hang(), hang(), late('at last', HOUR)], { hedge: false });
    const call = startCall(kind, model);
    await clock.advance(limitMs);
    expect(counts()).toEqual([1, 1, 0]);
    await clock.advance(limitMs - 1);
    expect(counts()).toEqual([1, 1, 0]);
    await clock.advance(1);
    expect(counts()).toEqual([1, 1, 1]);
    await clock.advance(HOUR);
    expect([call.text, clock.pending]).toEqual(['at last', 0]);
  });

  it('cut both of two that were asked side by side, each in its own time: the call ends', async () => {
    const { model, clock, counts, upstreams } = setUp([hang(), late('too late', HOUR)]);
    const call = startCall(kind, model);
    await clock.advance(90_000);
    expect(counts()).toEqual([1, 1]);
    await clock.advance(limitMs - 90_000);
    expect(upstreams.map(({ requests }) => requests[0]!.isCancelled)).toEqual([true, false]);
    await clock.advance(89_999);
    expect(call.isOver).toBe(false);
    await clock.advance(1);
    expect(FailoverError.isInstance(call.errors[0])).toBe(true);
    expect(call.errors[0]).toMatchObject({
      attempts: ['a', 'b'].map(leg => ({ leg, ms: limitMs, failure: { rule: `timeout:${limit}` } })),
    });
    expect(upstreams.map(({ requests }) => requests[0]!.isCancelled)).toEqual([true, true]);
    expect([counts(), clock.pending]).toEqual([[1, 1], 0]);
  });

  it('cut the first even if the one that was asked beside it has failed', async () => {
    const { model, clock, upstreams } = setUp([late('too late', HOUR), status(401)]);
    const call = startCall(kind, model);
    await clock.advance(limitMs - 1);
    expect(call.isOver).toBe(false);
    await clock.advance(1);
    expect(call.errors[0]).toMatchObject({
      attempts: [
        { leg: 'b', failure: { category: 'auth' } },
        { leg: 'a', ms: limitMs, failure: { rule: `timeout:${limit}` } },
      ],
    });
    expect([upstreams[0]!.requests[0]!.isCancelled, clock.pending]).toEqual([true, 0]);
  });

  it.each<[string, () => Setting]>([
    ['is too short for the request', () => ({ legs: [{}, { contextWindow: 1 }] })],
    [
      'was taken out of service',
      () => {
        const health = createHealth();
        health.isolate('b');
        return { health };
      },
    ],
    [
      'has an open breaker',
      () => {
        const clock = createManualClock();
        const health = createHealth({ clock, configOpenMs: HOUR, maxConfigOpenMs: HOUR, jitter: 0 });
        health.begin(b)!.failed(auth);
        return { health, clock };
      },
    ],
    ['was not named by the route', () => ({ route: () => ['a'] })],
  ])('spare the primary if the other leg %s', async (_, optionsOf) => {
    for (const hedge of [undefined, false] as const) {
      const { model, clock, counts, told } = setUp([late('at last', 1_000_000), ok('no')], { hedge, ...optionsOf() });
      const call = startCall(kind, model);
      await clock.advance(1_000_000);
      expect([call.text, call.errors, counts(), told('timeout', 'hedge-start')]).toEqual(['at last', [], [1, 0], []]);
      expect(clock.pending).toBe(0);
    }
  });

  it('spare the primary while the other leg asked to be left alone', async () => {
    const { model, clock, counts } = setUp(
      [[status(503), late('at last', 500_000)], status(429, { retryAfter: 800 })],
      { retries: { perLeg: 0 } },
    );
    const first = startCall(kind, model);
    await clock.advance(0);
    expect(FailoverError.isInstance(first.errors[0])).toBe(true);
    const second = startCall(kind, model);
    await clock.advance(500_000);
    expect([second.text, counts(), clock.pending]).toEqual(['at last', [2, 1], 0]);
  });

  it('cut the primary if only one of the others is unable', async () => {
    const { model, clock, counts } = setUp([hang(), ok('no'), ok('c')], {
      hedge: false,
      legs: [{}, { contextWindow: 1 }],
    });
    const call = startCall(kind, model);
    await clock.advance(limitMs - 1);
    expect(call.isOver).toBe(false);
    await clock.advance(1);
    expect([call.text, counts()]).toEqual(['c', [1, 0, 1]]);
    expect(call.failover).toMatchObject({ skipped: [{ leg: 'b', reason: 'context-window' }] });
  });

  it('do not exist with one leg, nor without a router', async () => {
    const one = setUp([late('at last', HOUR)]);
    const honest = setUpHonest(late('at last', HOUR));
    for (const { model, clock, events } of [one, honest]) {
      const call = startCall(kind, model);
      await clock.advance(HOUR - 1);
      expect([call.isOver, events, clock.pending]).toEqual([false, [], 1]);
      await clock.advance(1);
      expect([call.text, clock.pending]).toEqual(['at last', 0]);
    }
  });

  it('are numbers like any other once the user has said them: they hold on the last leg', async () => {
    const { model, clock, counts, upstreams } = setUp([hang(), hang()], {
      timeouts: { [limit]: limitMs },
      hedge: false,
    });
    const call = startCall(kind, model);
    await clock.advance(2 * limitMs - 1);
    expect([call.isOver, counts()]).toEqual([false, [1, 1]]);
    await clock.advance(1);
    expect(FailoverError.isInstance(call.errors[0])).toBe(true);
    expect(call.errors[0]).toMatchObject({
      statusCode: 504,
      isRetryable: true,
      attempts: ['a', 'b'].map(leg => ({ leg, ms: limitMs, failure: { rule: `timeout:${limit}` } })),
    });
    expect(upstreams.map(({ requests }) => requests[0]!.isCancelled)).toEqual([true, true]);
    expect(clock.pending).toBe(0);
  });
});

describe('the defaults leave alone', () => {
  it.each<[string, Setting]>([
    ['a stream that talks for longer than a generate call may take', {}],
    ['a generate call that streams, and talks so long', { generateVia: 'stream' }],
  ])('%s', async (_, options) => {
    const words = Array.from({ length: 401 }, (_, index) => `w${index} `);
    const { model, clock, events } = setUp([ok(words, { betweenPartsMs: 1_000 }), ok('no')], options);
    const call = startCall(options.generateVia ? 'doGenerate' : 'doStream', model);
    await clock.advance(400_000);
    expect([call.text, events, clock.pending]).toEqual([words.join(''), [], 0]);
  });

  it('a first content that comes in time', async () => {
    const { model, clock, counts } = setUp([slowFirstToken(119_999, 'late'), ok('no')], { hedge: false });
    const call = startCall('doStream', model);
    await clock.advance(119_999);
    expect([call.text, counts(), clock.pending]).toEqual(['late', [1, 0], 0]);
  });
});
