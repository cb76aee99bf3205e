/** The wall clock is set while calls run: nothing lasts longer, nothing ends sooner, and durations stay right. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { hang, ok, rewritten, slowFirstToken, stall, status } from '../../mocks/index.ts';
import { createFailover, FailoverError, gatewayErrorMiddleware, type Clock } from '../../src/index.ts';
import { callGenerate, callStream } from '../support/calls.ts';
import { headers, send, startFaultServer } from '../support/fault-server.ts';
import { anthropicLeg, openaiLeg } from '../support/failover-legs.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { providerPackages } from '../support/provider-packages.ts';
import { wrapLanguageModel } from 'ai';
import { setUp, setUpHonest, upstreamOf } from './set-up.ts';
import { startCall } from './start-call.ts';

const HOUR_MS = 3_600_000;
/** The manual clock starts at a million, so that the last one is 1970. */
const STEPS: [string, number][] = [
  ['back an hour', -HOUR_MS],
  ['on an hour', HOUR_MS],
  ['to 1970', -1_000_000],
  ['back a little', -1_500],
];

describe.each(STEPS)('set %s', (_, byMs) => {
  it.each(['idleMs', 'attemptMs', 'totalMs'] as const)('%s still ends a stream in time', async limit => {
    const { model, clock } = setUp([stall({ afterParts: 2 }), ok('no')], { timeouts: { [limit]: 20_000 } });
    const call = startCall('doStream', model);
    await clock.advance(7_000);
    clock.setWall(byMs);
    await clock.advance(12_999);
    expect(call.isOver).toBe(false);
    await clock.advance(1);
    expect(call.errors).toMatchObject([{ statusCode: 504, data: { failure: { rule: `timeout:${limit}` } } }]);
    expect(clock.pending).toBe(0);
  });

  it('idleMs counts the silence before a part that is no content', async () => {
    const { model, clock } = setUpHonest(stall({ afterParts: 2 }), { timeouts: { idleMs: 20_000 } });
    const call = startCall('doStream', model);
    await clock.advance(19_999);
    clock.setWall(byMs);
    expect(call.isOver).toBe(false);
    await clock.advance(1);
    expect([call.isOver, clock.pending]).toEqual([true, 0]);
  });

  it('the total leaves the next leg what is left, and durations are those that passed', async () => {
    const { model, clock } = setUp([hang(), hang()], { timeouts: { attemptMs: 5_000, totalMs: 8_000 } });
    const startedAt = clock.now();
    const call = startCall('doGenerate', model);
    await clock.advance(2_000);
    clock.setWall(byMs);
    await clock.advance(5_999);
    expect(call.isOver).toBe(false);
    await clock.advance(1);
    const [error] = call.errors as [FailoverError];
    expect(FailoverError.isInstance(error)).toBe(true);
    expect(error.attempts.map(({ failure, ms }) => [failure.rule, ms])).toEqual([
      ['timeout:attemptMs', 5_000],
      ['timeout:totalMs', 3_000],
    ]);
    // Shown times are those of the wall clock as it was set when the attempt failed.
    expect(error.attempts.map(attempt => attempt.startedAt)).toEqual([startedAt + byMs, startedAt + byMs + 5_000]);
  });

  it('a hedge starts in time, and a loser that was silent is charged', async () => {
    const { model, clock, counts, health } = setUp([hang(), slowFirstToken(1_000)], { hedge: { afterMs: 8_000 } });
    const call = startCall('doStream', model);
    await clock.advance(4_000);
    clock.setWall(byMs);
    await clock.advance(3_999);
    expect(counts()).toEqual([1, 0]);
    await clock.advance(1);
    expect(counts()).toEqual([1, 1]);
    await clock.advance(1_000);
    expect(call.failover).toMatchObject({
      attempts: [{ leg: 'a', category: 'timeout', rule: 'hedge:silent', ms: 9_000 }],
      hedged: true,
    });
    expect(Object.values(health!.snapshot())).toMatchObject([{ name: 'a', consecutiveFailures: 1 }]);
  });

  it('a breaker closes in time', async () => {
    const { model, clock, counts, told } = setUp(
      [[...Array.from({ length: 5 }, () => status(503)), ok('a')], ok('b')],
      {
        retries: { perLeg: 0 },
      },
    );
    const ask = async () => {
      const call = startCall('doGenerate', model);
      await clock.advance(0);
      return call.text;
    };
    for (let call = 0; call < 5; call += 1) await ask();
    expect(told('breaker')).toMatchObject([{ leg: 'a', state: 'open', pauseMs: 5_000 }]);
    clock.setWall(byMs);
    await clock.advance(4_999);
    expect([await ask(), counts()[0]]).toEqual(['b', 5]);
    await clock.advance(1);
    expect([await ask(), counts()[0]]).toEqual(['a', 6]);
    expect(told('breaker')).toMatchObject([{ state: 'open' }, { leg: 'a', state: 'closed' }]);
  });

  it('a leg that asked to be left alone is asked neither sooner nor later', async () => {
    const { model, clock, counts } = setUp([[status(429, { retryAfter: 30 }), ok('a')], ok('b')]);
    const ask = async () => {
      const call = startCall('doStream', model);
      await clock.advance(0);
      return call.text;
    };
    expect(await ask()).toBe('b');
    clock.setWall(byMs);
    await clock.advance(29_999);
    expect([await ask(), counts()[0]]).toEqual(['b', 1]);
    await clock.advance(1);
    expect(await ask()).toBe('a');
  });

  it('the error of a spent round names the wait that is left', async () => {
    const { model, clock, counts } = setUp([status(429, { retryAfter: 30 }), status(429, { retryAfter: 50 })]);
    const ask = async () => {
      const call = startCall('doGenerate', model);
      await clock.advance(0);
      return call.errors[0];
    };
    expect(await ask()).toMatchObject({ isRetryable: true, responseHeaders: { 'retry-after-ms': '30000' } });
    clock.setWall(byMs);
    await clock.advance(10_000);
    expect(await ask()).toMatchObject({ isRetryable: true, responseHeaders: { 'retry-after-ms': '20000' } });
    expect(counts()).toEqual([1, 1]);
  });

  it('a route that never answered is called misconfigured in time', async () => {
    const limits = { minCalls: 2, minMs: 60_000 };
    const { model, clock, events } = setUpHonest(rewritten(2005), { neverSucceeded: limits });
    const fail = async () => {
      const call = startCall('generateText', model);
      await clock.advance(0);
      return (call.errors[0] as { data: { failure: { rule: string } } }).data.failure.rule;
    };
    await fail();
    clock.setWall(byMs);
    await clock.advance(59_999);
    expect(await fail()).toBe('cloudflare:2005');
    await clock.advance(1);
    expect(await fail()).toBe('cloudflare:2005:never-succeeded');
    expect(events.filter(({ type }) => type === 'config')).toHaveLength(1);
  });
});

describe('a clock of a user’s that only says what time it is', () => {
  function only(manual: ReturnType<typeof createManualClock>): Clock {
    const { now, setTimeout, clearTimeout } = manual;
    return { now, setTimeout, clearTimeout };
  }

  it.each([-HOUR_MS, -1_000_000])('that is set by %i ms ends a silence in time', async byMs => {
    const manual = createManualClock();
    const clock = only(manual);
    const upstream = upstreamOf([stall({ afterParts: 2 })], clock);
    const middleware = gatewayErrorMiddleware({ clock, timeouts: { idleMs: 20_000 } });
    const call = startCall('doStream', wrapLanguageModel({ model: anthropicLeg(upstream), middleware }));
    await manual.advance(5_000);
    manual.setWall(byMs);
    // What passes between two readings is lost when the clock is set in between; the limit itself is not.
    await manual.advance(2 * 20_000);
    expect([call.isOver, manual.pending]).toEqual([true, 0]);
  });

  it('that is set back keeps a pause', async () => {
    const manual = createManualClock();
    const clock = only(manual);
    const upstreams = [upstreamOf([status(429, { retryAfter: 30 }), ok('a')], clock), upstreamOf([ok('b')], clock)];
    const model = createFailover({ models: [anthropicLeg(upstreams[0]!), openaiLeg(upstreams[1]!)], clock });
    const ask = async () => {
      const call = startCall('doGenerate', model);
      await manual.advance(0);
      return call.text;
    };
    expect(await ask()).toBe('b');
    manual.setWall(-HOUR_MS);
    expect(await ask()).toBe('b');
    await manual.advance(29_999);
    expect(await ask()).toBe('b');
    await manual.advance(1);
    expect(await ask()).toBe('a');
  });
});

describe('a real connection', () => {
  afterEach(() => void vi.useRealTimers());

  it.each([
    ['generateText', callGenerate],
    ['streamText', callStream],
  ])('that falls silent is given up in time though the machine’s date was set back an hour: %s', async (_, call) => {
    const { wire, connect } = providerPackages.anthropic;
    const { preamble, parts } = wire.stream(['Hello ', 'and no more']);
    const time = { now: () => 0, wait: () => Promise.reject(new Error('Nobody waits here')) };
    await using server = await startFaultServer(time, () => [
      headers(wire.contentType),
      send(...preamble, ...parts.slice(0, 1)),
    ]);
    vi.useFakeTimers({ toFake: ['Date'] });
    const model = createFailover({
      models: [connect({ baseURL: server.url })],
      generateVia: 'stream',
      timeouts: { idleMs: 300 },
    });
    const begin = performance.now();
    const asked = call(model);
    await server.arrived(1);
    vi.setSystemTime(Date.now() - HOUR_MS);
    const { error } = await asked;
    expect(error).toMatchObject({ statusCode: 504, data: { failure: { rule: 'timeout:idleMs' } } });
    // An hour later the test would have been ended long ago; a busy machine may take its time.
    expect(performance.now() - begin).toBeLessThan(10_000);
  });
});
