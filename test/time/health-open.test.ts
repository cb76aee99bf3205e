/** What an open breaker means for calls: who is passed over, who probes, and what is tried when all are open. */
import { describe, expect, it } from 'vitest';
import { hang, ok, slowFirstToken, status, type Step } from '../../mocks/index.ts';
import { createHealth, FailoverError } from '../../src/index.ts';
import { FACTORIES, setUp } from './set-up.ts';
import { KINDS, startCall, type Call, type Kind } from './start-call.ts';

type Router = ReturnType<typeof setUp>;

async function call(router: Router, kind: Kind, ms = 0): Promise<Call> {
  const made = startCall(kind, router.model);
  await router.clock.advance(ms);
  expect(made.isOver).toBe(true);
  return made;
}

/** Five failed calls, the last one just now. */
async function open(router: Router, kind: Kind): Promise<void> {
  for (let made = 0; made < 4; made += 1) await call(router, kind, 125);
  await call(router, kind);
}

const down = (count: number): Step[] => Array.from({ length: count }, () => status(503));
const passedOver = { skipped: [{ leg: 'a', reason: 'breaker' }] };

describe.each(KINDS)('%s', kind => {
  it('passes an open leg over for five seconds, then one call of many tries it, and closes it', async () => {
    const router = setUp([[...down(9), slowFirstToken(1_000, 'of a')], ok('of b')]);
    await open(router, kind);
    const openedAt = router.told('breaker').length;
    expect([router.counts(), openedAt]).toEqual([[9, 5], 1]);
    await router.clock.advance(4_999);
    expect((await call(router, kind)).failover).toMatchObject(passedOver);
    await router.clock.advance(1);
    const many = Array.from({ length: 50 }, () => startCall(kind, router.model));
    await router.clock.advance(0);
    expect(router.counts()).toEqual([10, 5 + 1 + 49]);
    expect(many.filter(({ failover }) => JSON.stringify(failover)?.includes('"breaker"'))).toHaveLength(49);
    await router.clock.advance(1_000);
    expect(many.map(({ text }) => text)).toEqual(['of a', ...Array.from({ length: 49 }, () => 'of b')]);
    expect(many[0]!.failover).toBeUndefined();
    expect(router.told('breaker').slice(openedAt)).toEqual([
      { type: 'breaker', leg: 'a', state: 'closed', pauseMs: 0 },
    ]);
    expect((await call(router, kind, 1_000)).text).toBe('of a');
    expect([router.counts()[0], router.clock.pending]).toEqual([11, 0]);
  });

  it('pauses it for longer when the probe fails, up to 15 s', async () => {
    const router = setUp([status(503), ok('of b')], { retries: { perLeg: 0 } });
    await open(router, kind);
    for (const ms of [5_000, 10_000, 15_000]) {
      await router.clock.advance(ms - 1);
      const before = router.counts()[0]!;
      await call(router, kind);
      await router.clock.advance(1);
      expect([(await call(router, kind)).text, router.counts()[0]]).toEqual(['of b', before + 1]);
    }
    expect(router.told('breaker').map(({ pauseMs }) => pauseMs)).toEqual([5_000, 10_000, 15_000, 15_000]);
  });

  it('a probe that its caller aborts lets the next call probe', async () => {
    const router = setUp([[...down(9), hang(), ok('of a')], ok('of b')]);
    await open(router, kind);
    await router.clock.advance(5_000);
    const controller = new AbortController();
    const probe = startCall(kind, router.model, { abortSignal: controller.signal });
    expect((await call(router, kind)).text).toBe('of b');
    controller.abort();
    await probe.end;
    await router.clock.advance(0);
    expect([(await call(router, kind)).text, router.clock.pending]).toEqual(['of a', 0]);
  });

  it.each([401, 403, 404])('a %i opens it at once, for a minute, and is told as configuration', async code => {
    for (const by of FACTORIES) {
      const router = setUp([status(code), ok('of b')], { by });
      expect((await call(router, kind)).text).toBe('of b');
      expect(router.events.map(({ type }) => type)).toEqual(['failure', 'config', 'breaker', 'failover']);
      expect(router.told('config', 'breaker')).toMatchObject([
        { provider: 'anthropic.messages', modelId: 'claude-sonnet-4-5', failure: { statusCode: code } },
        { leg: 'a', state: 'open', pauseMs: 60_000 },
      ]);
      await router.clock.advance(59_999);
      expect((await call(router, kind)).failover).toMatchObject(passedOver);
      expect(router.counts()).toEqual([1, 2]);
      await router.clock.advance(1);
      await call(router, kind);
      expect(router.counts()).toEqual([2, 3]);
      expect(router.told('breaker').at(-1)).toMatchObject({ pauseMs: 120_000 });
    }
  });

  it('tries the leg whose pause ends first when all are open, once, and names the others', async () => {
    const router = setUp([status(401), status(503), status(403)], { retries: { perLeg: 1 } });
    for (let made = 0; made < 5; made += 1) await call(router, kind, 1_000);
    const before = router.counts();
    const { errors } = await call(router, kind);
    const error = errors[0] as FailoverError;
    expect([FailoverError.isInstance(error), errors.length]).toEqual([true, 1]);
    expect(error.attempts.map(({ leg }) => leg)).toEqual(['b']);
    expect(error.message).toContain('Skipped: a (breaker), c (breaker).');
    expect([error.isRetryable, error.statusCode]).toEqual([true, 503]);
    expect(router.counts()).toEqual([before[0], before[1]! + 1, before[2]]);
    expect(router.clock.pending).toBe(0);
  });

  it('is answered by that leg if it works again', async () => {
    const router = setUp([status(401), [...down(5), ok('of b')]], { retries: { perLeg: 0 } });
    for (let made = 0; made < 5; made += 1) await call(router, kind);
    const { text, failover } = await call(router, kind);
    expect([text, failover]).toMatchObject(['of b', { attempts: [], ...passedOver }]);
  });

  it('with `health: false` asks every leg for ever', async () => {
    for (const by of FACTORIES) {
      const router = setUp([status(401), ok('of b')], { by, health: false });
      for (let made = 0; made < 20; made += 1)
        expect((await call(router, kind)).failover).toMatchObject({ skipped: [] });
      expect([router.counts(), router.told('breaker'), router.health]).toEqual([[20, 20], [], undefined]);
      expect(router.told('config')).toHaveLength(20);
    }
  });
});

describe('a stream that probes', () => {
  it('closes the breaker with its first content', async () => {
    const router = setUp([[...down(9), ok(['one ', 'two'], { betweenPartsMs: 60_000 }), ok('of a')], ok('of b')]);
    await open(router, 'doStream');
    await router.clock.advance(5_000);
    const probe = startCall('doStream', router.model);
    await router.clock.advance(0);
    expect(router.told('breaker').at(-1)).toMatchObject({ state: 'closed' });
    expect((await call(router, 'doStream')).text).toBe('of a');
    await router.clock.advance(60_000);
    expect([probe.text, router.clock.pending]).toEqual(['one two', 0]);
  });
});

describe('an operator', () => {
  it.each(KINDS)('takes a leg out of service by its name, before any call, and puts it back: %s', async kind => {
    const health = createHealth();
    for (const by of FACTORIES) {
      health.isolate('a');
      const router = setUp([ok('of a'), ok('of b')], { by, health });
      expect((await call(router, kind)).failover).toMatchObject({ skipped: [{ leg: 'a', reason: 'isolated' }] });
      await router.clock.advance(1_000_000_000);
      expect([(await call(router, kind)).text, router.counts()]).toEqual(['of b', [0, 2]]);
      health.restore('a');
      const { text, failover } = await call(router, kind);
      expect([text, failover, router.counts()]).toEqual(['of a', undefined, [1, 2]]);
    }
  });

  it('may take all legs out: nothing is asked, and nothing is retryable', async () => {
    const router = setUp([ok('of a'), ok('of b')]);
    for (const leg of ['a', 'b']) router.health!.isolate(leg);
    const { errors } = await call(router, 'doGenerate');
    expect(errors[0]).toMatchObject({ name: 'FailoverError', isRetryable: false, attempts: [] });
    expect(String(errors[0])).toContain('Skipped: a (isolated), b (isolated).');
    expect(router.counts()).toEqual([0, 0]);
  });

  it('reads a snapshot that is JSON', async () => {
    const router = setUp([status(503), ok('of b'), ok()]);
    await open(router, 'doGenerate');
    router.health!.isolate('c');
    await router.clock.advance(1_000);
    const snapshot = router.health!.snapshot();
    expect(JSON.parse(JSON.stringify(snapshot))).toEqual(snapshot);
    expect(Object.values(snapshot)).toEqual([
      { name: 'a', state: 'open', pauseMs: 4_000, consecutiveFailures: expect.any(Number), timesOpened: 1 },
      { name: 'c', state: 'isolated', pauseMs: null, consecutiveFailures: 0, timesOpened: 0 },
    ]);
  });
});
