/** A try whose stream was refused: its limits, its hedge and the caller's abort hold over both of its requests. */
import { createAnthropic } from '@ai-sdk/anthropic';
import { wrapLanguageModel } from 'ai';
import { describe, expect, it } from 'vitest';
import { hang, ok, status, type Step } from '../../mocks/index.ts';
import {
  FailoverError,
  gatewayErrorMiddleware,
  type FailoverEvent,
  type GatewayErrorOptions,
} from '../../src/index.ts';
import { createManualClock, type ManualClock } from '../support/manual-clock.ts';
import { setUp, upstreamOf, type Setting } from '../time/set-up.ts';
import { startCall } from '../time/start-call.ts';
import { notableIn } from '../support/notable.ts';

const refused: Step = status(400, {
  body: { error: { message: 'Streaming is refused', type: 'invalid_request_error', param: 'stream' } },
});

/** The model of an upstream that takes so long to refuse. */
function slowlyRefusing(script: readonly Step[], clock: ManualClock, ms: number, isDeaf = false) {
  const upstream = upstreamOf(script, clock);
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const response = await upstream.fetch(input, isDeaf ? { ...init, signal: null } : init);
    if (response.status !== 400) return response;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = clock.setTimeout(resolve, ms);
    const stop = () => {
      clock.clearTimeout(timer);
      reject(init?.signal?.reason);
    };
    if (!isDeaf) init?.signal?.addEventListener('abort', stop, { once: true });
    await promise;
    init?.signal?.removeEventListener('abort', stop);
    return response;
  };
  return { upstream, model: createAnthropic({ apiKey: 'placeholder', fetch })('claude-sonnet-4-5') };
}

/** A router whose primary answers so, and takes so long to refuse; its fallback answers so. */
function twoLegs(script: readonly Step[], fallback: Step, setting: Setting, ms = 0, isDeaf = false) {
  const clock = createManualClock();
  const { upstream, model } = slowlyRefusing(script, clock, ms, isDeaf);
  const on = setUp([[hang()], fallback], { ...setting, clock, primary: model });
  return { ...on, primary: upstream, counts: () => [upstream.count, on.upstreams[1]!.count] };
}

/** The same with the middleware that does not route. */
function alone(script: readonly Step[], options: GatewayErrorOptions, ms: number) {
  const clock = createManualClock();
  const { upstream, model: bare } = slowlyRefusing(script, clock, ms);
  const events: FailoverEvent[] = [];
  const onEvent = notableIn(events);
  const model = wrapLanguageModel({ model: bare, middleware: gatewayErrorMiddleware({ clock, onEvent, ...options }) });
  return { model, clock, upstream, events };
}

const timeouts = { firstContentMs: 50_000 };
const types = ({ events }: { events: readonly { type: string }[] }) => events.map(({ type }) => type);

describe('limits', () => {
  it('`firstContentMs` and `idleMs` do not hold for the whole answer', async () => {
    const on = twoLegs([refused, ok('late', { delayMs: 80_000 })], ok('fallback'), { timeouts, hedge: false });
    const call = startCall('doGenerate', on.model);
    await on.clock.advance(80_000);
    expect([call.text, on.counts(), types(on), on.clock.pending]).toEqual(['late', [2, 0], ['warning'], 0]);
  });

  it.each<[string, Setting['timeouts'], number, string]>([
    ['attemptMs', { ...timeouts, attemptMs: 60_000 }, 60_000, 'timeout:attemptMs'],
    ['the default of attemptMs', timeouts, 300_000, 'timeout:attemptMs'],
    ['totalMs', { ...timeouts, idleMs: 1_000, totalMs: 60_000 }, 60_000, 'timeout:totalMs'],
  ])('%s counts from the start of the try, and ends it once', async (_, set, endsAt, rule) => {
    const on = twoLegs([refused, hang()], hang(), { timeouts: set, hedge: false, maxAttempts: 2 }, 4_000);
    const call = startCall('doGenerate', on.model);
    await on.clock.advance(4_000);
    expect(on.counts()).toEqual([2, 0]);
    await on.clock.advance(endsAt - 4_001);
    expect([call.isOver, on.counts()]).toEqual([false, [2, 0]]);
    await on.clock.advance(1);
    expect(on.primary.requests.map(({ isCancelled }) => isCancelled)).toEqual([false, true]);
    const isTotal = rule === 'timeout:totalMs';
    expect([call.isOver, on.counts()]).toEqual([isTotal, [2, isTotal ? 0 : 1]]);
    const failures = on.told('failure').map(({ failure }) => failure.rule);
    expect(failures).toEqual([rule]);
    if (!isTotal) return;
    expect(FailoverError.isInstance(call.thrown)).toBe(true);
    expect((call.thrown as FailoverError).attempts).toMatchObject([{ ms: 60_000 }]);
    expect(on.clock.pending).toBe(0);
  });

  it('those of gatewayErrorMiddleware hold, too', async () => {
    const on = alone([refused, hang()], { timeouts: { ...timeouts, attemptMs: 60_000 } }, 4_000);
    const call = startCall('doGenerate', on.model);
    await on.clock.advance(4_000);
    await on.clock.advance(55_999);
    expect([call.isOver, on.upstream.count]).toEqual([false, 2]);
    await on.clock.advance(1);
    expect(call.thrown).toMatchObject({ statusCode: 504, data: { failure: { rule: 'timeout:attemptMs' } } });
    expect([types(on), on.clock.pending]).toEqual([['warning', 'timeout', 'failure'], 0]);
  });
});

describe('the hedge', () => {
  const hedge = { afterMs: 10_000 };

  it('counts from the start of the try; the loser is ended, whichever request it is at', async () => {
    const on = twoLegs([refused, hang()], ok('fallback', { delayMs: 1_000 }), { timeouts, hedge }, 4_000);
    const call = startCall('doGenerate', on.model);
    await on.clock.advance(4_000);
    await on.clock.advance(5_999);
    expect(on.counts()).toEqual([2, 0]);
    await on.clock.advance(1_001);
    expect([call.text, on.primary.requests[1]?.isCancelled]).toEqual(['fallback', true]);
    expect([types(on), on.clock.pending]).toEqual([['warning', 'hedge-start'], 0]);
  });

  it.each([
    ['that ends with its signal', false],
    ['that goes on regardless', true],
  ])('starts nothing more on a leg whose refusal comes when another has answered, of a model %s', async (_, isDeaf) => {
    const fallback = ok('fallback', { delayMs: 1_000 });
    const on = twoLegs([refused, ok('too late')], fallback, { timeouts, hedge }, 11_001, isDeaf);
    const call = startCall('doGenerate', on.model);
    await on.clock.advance(20_000);
    expect([call.text, on.counts(), types(on)]).toEqual(['fallback', [1, 1], ['hedge-start']]);
    expect(on.clock.pending).toBe(0);
  });

  it('a primary that answers in one piece after all ends the other leg', async () => {
    const on = twoLegs([refused, ok('in one piece', { delayMs: 12_000 })], ok('never', { delayMs: 60_000 }), {
      timeouts,
      hedge,
    });
    const call = startCall('doGenerate', on.model);
    await on.clock.advance(12_000);
    expect([call.text, call.failover, on.counts()]).toEqual(['in one piece', undefined, [2, 1]]);
    expect([on.upstreams[1]!.requests[0]?.isCancelled, on.clock.pending]).toEqual([true, 0]);
  });
});

describe("the caller's abort", () => {
  const moments: [string, number, number][] = [
    ['while the stream is being refused', 2_000, 1],
    ['in the moment of the refusal', 4_000, 2],
    ['while the whole answer is awaited', 9_000, 2],
  ];

  it.each(moments)('%s: its own reason comes out, and nothing is left', async (_, ms, requests) => {
    for (const hedge of [false, { afterMs: 30_000 }] as const) {
      const on = twoLegs([refused, hang()], ok('fallback'), { timeouts, hedge }, 4_000);
      const controller = new AbortController();
      const reason = { mine: true };
      const call = startCall('doGenerate', on.model, { abortSignal: controller.signal });
      await on.clock.advance(ms);
      controller.abort(reason);
      await on.clock.advance(0);
      expect(call.thrown).toBe(reason);
      expect([on.counts(), on.clock.pending]).toEqual([[requests, 0], 0]);
      expect(on.primary.signals.every(signal => signal?.aborted)).toBe(true);
      expect(on.told('failure', 'breaker')).toEqual([]);
    }
  });

  it.each(moments)('%s, with gatewayErrorMiddleware', async (_, ms, requests) => {
    const on = alone([refused, hang()], { timeouts }, 4_000);
    const controller = new AbortController();
    const reason = new Error('mine');
    const call = startCall('doGenerate', on.model, { abortSignal: controller.signal });
    await on.clock.advance(ms);
    controller.abort(reason);
    await on.clock.advance(0);
    expect([call.thrown, on.upstream.count, on.clock.pending]).toEqual([reason, requests, 0]);
    expect(on.events.filter(({ type }) => type !== 'warning')).toEqual([]);
  });

  it('that came before: no request is made', async () => {
    const on = alone([refused], { timeouts }, 0);
    const call = startCall('doGenerate', on.model, { abortSignal: AbortSignal.abort('mine') });
    await on.clock.advance(0);
    expect([call.thrown, on.upstream.count]).toEqual(['mine', 0]);
  });
});

describe('health', () => {
  it('counts one call, whatever its try asked', async () => {
    const script = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? refused : status(503)));
    const on = twoLegs(script, ok('fallback'), { timeouts, retries: { perLeg: 0 } });
    for (let made = 1; made <= 5; made += 1) {
      expect(on.told('breaker')).toEqual([]);
      startCall('doGenerate', on.model);
      await on.clock.advance(100);
      expect(on.counts()).toEqual([2 * made, made]);
    }
    expect(on.told('breaker')).toMatchObject([{ leg: 'a', state: 'open' }]);
  });

  it('of a leg that answers in one piece is good', async () => {
    const on = twoLegs([refused, ok('in one piece')], ok('fallback'), { timeouts });
    for (let made = 0; made < 30; made += 1) {
      const call = startCall('doGenerate', on.model);
      await on.clock.advance(100);
      expect(call.text).toBe('in one piece');
    }
    expect([on.counts(), types(on)]).toEqual([[31, 0], ['warning']]);
  });
});

it('a long-lived signal of the caller keeps no listener', async () => {
  const controller = new AbortController();
  let listeners = 0;
  const { signal } = controller;
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
    listeners += 1;
    addEventListener.apply(signal, args);
  };
  signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
    listeners -= 1;
    removeEventListener.apply(signal, args);
  };
  const on = twoLegs([refused, ok('in one piece')], ok('fallback'), { timeouts });
  const answer = on.model.doGenerate({ prompt: [], abortSignal: signal });
  await on.clock.advance(0);
  await answer;
  expect(listeners).toBeLessThanOrEqual(0);
});
