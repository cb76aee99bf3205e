/** A silent leg that nobody could join when it was time: it is joined later on, once a leg is free. */
import { describe, expect, it } from 'vitest';
import { hang, ok, status } from '../../mocks/index.ts';
import { createHealth } from '../../src/index.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { setUp, type Setting } from './set-up.ts';
import { KINDS, startCall } from './start-call.ts';

const hedge = { afterMs: 1_000 };

describe.each(KINDS)('%s', kind => {
  it('waits for a leg that asked to be left alone, and asks it no earlier', async () => {
    const busy = status(429, { headers: { 'retry-after-ms': '8000' } });
    const { model, clock, counts } = setUp(
      [
        [status(503), hang()],
        [busy, ok('hello')],
      ],
      {
        hedge,
        health: false,
        retries: { perLeg: 0 },
      },
    );
    startCall(kind, model);
    await clock.advance(0);
    const call = startCall(kind, model);
    await clock.advance(7_999);
    expect(counts()).toEqual([2, 1]);
    await clock.advance(5_001);
    expect([call.text, counts(), clock.pending]).toEqual(['hello', [2, 2], 0]);
    expect(call.failover).toMatchObject({ hedged: true, attempts: [{ leg: 'a', rule: 'hedge:silent' }] });
  });

  it('waits for a leg whose breaker is open', async () => {
    const clock = createManualClock();
    const health = createHealth({ clock, jitter: 0 });
    const failure = { category: 'auth', scope: 'provider', retryable: false, fallback: true, rule: 'test' } as const;
    health.begin({ key: 'b', name: 'b' })!.failed({ ...failure, cause: undefined });
    const { model, counts } = setUp([hang(), ok('hello')], { clock, health, hedge });
    const call = startCall(kind, model);
    await clock.advance(59_999);
    expect(counts()).toEqual([1, 0]);
    await clock.advance(5_001);
    expect([call.text, counts(), clock.pending]).toEqual(['hello', [1, 1], 0]);
  });

  it.each<[string, Setting]>([
    ['is none that can take the request', { legs: [{}, { contextWindow: 1 }] }],
    ['was named by the route', { route: () => ['a'] }],
  ])('gives up looking if there %s', async (_, setting) => {
    const { model, clock, counts } = setUp([hang(), ok('no')], { ...setting, hedge });
    const controller = new AbortController();
    const call = startCall(kind, model, { abortSignal: controller.signal });
    await clock.advance(400_000);
    expect([counts(), clock.pending]).toEqual([[1, 0], 0]);
    controller.abort();
    await call.end;
  });

  it('a wait before a second try is no silence', async () => {
    const busy = status(503, { headers: { 'retry-after-ms': '4000' } });
    const { model, clock, counts, told } = setUp([[busy, ok('hello')], ok('no')], { hedge });
    const call = startCall(kind, model);
    await clock.advance(4_000);
    expect([call.text, counts(), told('hedge-start'), clock.pending]).toEqual(['hello', [2, 0], [], 0]);
  });
});
