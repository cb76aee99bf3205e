import { describe, expect, it } from 'vitest';
import { createHealth, type HealthOptions, type LegRef } from '../../src/health/health.ts';
import { failure } from '../support/legs.ts';
import { createManualClock } from '../support/manual-clock.ts';

const down = failure('overloaded');

const a: LegRef = { key: 'a#0', name: 'a' };
const b: LegRef = { key: 'b#1', name: 'b' };

function start(options: HealthOptions = {}) {
  const clock = createManualClock();
  // Half of the range: no jitter.
  const health = createHealth({ clock, random: () => 0.5, ...options });
  const fail = (times: number, what = down) => {
    for (let call = 0; call < times; call += 1) health.begin(a)?.failed(what);
  };
  const succeed = (times = 1) => {
    for (let call = 0; call < times; call += 1) health.begin(a)?.succeeded();
  };
  return { clock, health, fail, succeed };
}

describe('createHealth', () => {
  it('opens on the fifth failed call in a row, not on the fourth', () => {
    const { health, fail, succeed } = start();
    fail(4);
    expect(health.pauseMs(a)).toBe(0);
    succeed();
    fail(4);
    expect(health.pauseMs(a)).toBe(0);
    fail(1);
    expect(health.pauseMs(a)).toBe(5_000);
    expect(health.begin(a)).toBeUndefined();
    expect(health.pauseMs(b)).toBe(0);
  });

  it('opens when more than four fifths of at least twenty calls failed', () => {
    const { health, fail } = start({ consecutiveFailures: 1_000 });
    fail(19);
    expect(health.pauseMs(a)).toBe(0);
    fail(1);
    expect(health.pauseMs(a)).toBe(5_000);
    const mixed = start();
    for (let round = 0; round < 20; round += 1) {
      mixed.fail(3);
      mixed.succeed(1);
    }
    expect(mixed.health.pauseMs(a)).toBe(0);
  });

  it('forgets a window after its time', async () => {
    const { health, fail, clock } = start({ consecutiveFailures: 1_000 });
    fail(19);
    await clock.advance(30_000);
    fail(19);
    expect(health.pauseMs(a)).toBe(0);
    fail(1);
    expect(health.pauseMs(a)).toBe(5_000);
  });

  it('lets exactly one probe through after the pause, and closes when it is answered', async () => {
    const { clock, health, fail } = start();
    fail(5);
    await clock.advance(4_999);
    expect(health.begin(a)).toBeUndefined();
    await clock.advance(1);
    const probe = health.begin(a);
    expect(probe).toBeDefined();
    expect(health.begin(a)).toBeUndefined();
    expect(health.snapshot()['a#0']).toMatchObject({ state: 'half-open' });
    expect(probe?.succeeded()).toEqual({ leg: 'a', state: 'closed', pauseMs: 0 });
    expect(health.pauseMs(a)).toBe(0);
  });

  it('doubles the pause with each failed probe, up to its limit, and starts over after a success', async () => {
    const { clock, health, fail } = start();
    fail(5);
    const pauses = [health.pauseMs(a)];
    for (let probe = 0; probe < 3; probe += 1) {
      await clock.advance(health.pauseMs(a));
      health.begin(a)?.failed(down);
      pauses.push(health.pauseMs(a));
    }
    expect(pauses).toEqual([5_000, 10_000, 15_000, 15_000]);
    await clock.advance(15_000);
    health.begin(a)?.succeeded();
    fail(5);
    expect(health.pauseMs(a)).toBe(5_000);
  });

  it('varies the pause by a fifth', () => {
    const pauseAt = (random: number) => {
      const { health, fail } = start({ random: () => random });
      fail(5);
      return health.pauseMs(a);
    };
    expect([pauseAt(0), pauseAt(0.999_999)].map(Math.round)).toEqual([4_000, 6_000]);
  });

  it('lets another probe through when one has vanished', async () => {
    const { clock, health, fail } = start({ leaseMs: 1_000 });
    fail(5);
    await clock.advance(5_000);
    expect(health.begin(a)).toBeDefined();
    await clock.advance(999);
    expect(health.begin(a)).toBeUndefined();
    await clock.advance(1);
    expect(health.begin(a)).toBeDefined();
  });

  it('gives the lease back when a probe was aborted', async () => {
    const { clock, health, fail } = start();
    fail(5);
    await clock.advance(5_000);
    health.begin(a)?.forget();
    expect(health.begin(a)).toBeDefined();
  });

  it('ignores what began before it opened', () => {
    const { health, fail } = start();
    const old = health.begin(a);
    fail(5);
    expect(old?.succeeded()).toBeUndefined();
    expect(health.pauseMs(a)).toBe(5_000);
  });

  it.each(['auth', 'permission', 'not-found', 'billing', 'gateway-config'] as const)(
    'opens at once for a minute on %s, doubling to a quarter of an hour',
    async category => {
      const { clock, health, fail } = start();
      fail(1, failure(category));
      const pauses = [health.pauseMs(a)];
      for (let probe = 0; probe < 5; probe += 1) {
        await clock.advance(health.pauseMs(a));
        health.begin(a)?.failed(failure(category));
        pauses.push(health.pauseMs(a));
      }
      expect(pauses).toEqual([60_000, 120_000, 240_000, 480_000, 900_000, 900_000]);
    },
  );

  it.each([
    'overloaded',
    'timeout',
    'upstream-failure',
    'server-error',
    'network',
    'stream-interrupted',
    'rate-limit',
    'unknown',
  ] as const)('counts %s', category => {
    const { health, fail } = start();
    fail(4, failure(category));
    expect(health.pauseMs(a)).toBe(0);
    fail(1, failure(category));
    expect(health.pauseMs(a)).toBe(5_000);
  });

  it.each([
    ['a malformed request', failure('invalid-request')],
    ['a refusal', failure('content-policy')],
    ['a prompt that is too long', failure('context-length')],
    ['a throttle that says when to come back', failure('rate-limit', { retryAfterMs: 1_000 })],
    ['a request-wide failure', failure('server-error', { scope: 'request' })],
  ])('does not count %s', (_, what) => {
    const { health, fail } = start();
    fail(100, what);
    expect(health.pauseMs(a)).toBe(0);
  });

  it('counts a failure into no row if another call was answered while it ran', () => {
    const { health } = start();
    const calls = Array.from({ length: 10 }, () => health.begin(a));
    health.begin(a)?.succeeded();
    for (const call of calls) call?.failed(down);
    expect(health.pauseMs(a)).toBe(0);
  });

  it('keeps in mind who was answered while calls of a leg are under way, however many other legs come', () => {
    const { health } = start();
    const calls = Array.from({ length: 5 }, () => health.begin(a));
    for (let other = 0; other < 10_000; other += 1) health.begin({ key: `${other}`, name: `${other}` })?.forget();
    health.begin(a)?.succeeded();
    for (const call of calls) call?.failed(down);
    expect(health.pauseMs(a)).toBe(0);
  });

  it('tells when it opens, by the name of the leg, and nothing else', () => {
    const { health } = start();
    const ends = [1, 2, 3, 4].map(() => health.begin(a)?.failed(down));
    expect([...ends, health.begin(a)?.succeeded()]).toEqual([undefined, undefined, undefined, undefined, undefined]);
    for (let call = 0; call < 4; call += 1) health.begin(a)?.failed(down);
    expect(health.begin(a)?.failed(down)).toEqual({ leg: 'a', state: 'open', pauseMs: 5_000 });
    expect(health.snapshot()).toEqual({
      'a#0': { name: 'a', state: 'open', pauseMs: 5_000, consecutiveFailures: 0, timesOpened: 1 },
    });
  });

  it('does not let a failure from before it opened lengthen a pause', () => {
    const { health, fail } = start();
    const old = health.begin(a);
    fail(5);
    expect(old?.failed(down)).toBeUndefined();
    expect(health.pauseMs(a)).toBe(5_000);
  });

  it('does not count what began before it closed again', async () => {
    const { clock, health, fail } = start();
    const old = Array.from({ length: 5 }, () => health.begin(a));
    fail(5);
    await clock.advance(5_000);
    health.begin(a)?.succeeded();
    for (const call of old) call?.failed(down);
    expect(health.snapshot()['a#0']).toMatchObject({ state: 'closed', consecutiveFailures: 0 });
  });

  it('names a wrong option', () => {
    expect(() => createHealth({ openMs: -1 })).toThrow('createHealth: option `openMs` takes a number from 1; got -1.');
    expect(() => createHealth({ open: 5 } as HealthOptions)).toThrow('unknown option `open`');
  });

  it('writes nothing while all is well', () => {
    let writes = 0;
    const health = createHealth({ store: { read: () => undefined, write: () => void (writes += 1), keys: () => [] } });
    for (let call = 0; call < 100; call += 1) health.begin(a)?.succeeded();
    expect(writes).toBe(0);
  });
});

describe('a last resort', () => {
  it('asks in spite of an open breaker, and closes it when it is answered', () => {
    const { health, fail } = start();
    fail(5);
    expect(health.begin(a, true)?.succeeded()).toMatchObject({ state: 'closed' });
    expect(health.pauseMs(a)).toBe(0);
  });

  it('opens it for longer when it fails, so that callers take turns between open legs', async () => {
    const { clock, health } = start();
    for (let call = 0; call < 5; call += 1) health.begin(a)?.failed(down);
    await clock.advance(1_000);
    for (let call = 0; call < 5; call += 1) health.begin(b)?.failed(down);
    const asked: string[] = [];
    for (let call = 0; call < 4; call += 1) {
      const next = health.pauseMs(a) <= health.pauseMs(b) ? a : b;
      asked.push(next.name);
      health.begin(next, true)?.failed(down);
      await clock.advance(1_000);
    }
    expect(asked).toEqual(['a', 'b', 'a', 'b']);
  });

  it('is the probe when the pause is over', async () => {
    const { clock, health, fail } = start();
    fail(5);
    await clock.advance(5_000);
    health.begin(a, true);
    expect([health.begin(a), health.pauseMs(a)]).toEqual([undefined, 30_000]);
  });

  it.each(['a', 'a#0'])('never asks what is isolated as %s', name => {
    const { health, fail } = start();
    fail(5);
    health.isolate(name);
    expect(health.begin(a, true)).toBeUndefined();
  });

  it('leaves the probe its lease, whatever comes of it', async () => {
    const { clock, health, fail } = start();
    fail(5);
    await clock.advance(5_000);
    const probe = health.begin(a);
    health.begin(a, true)?.forget();
    health.begin(a, true)?.failed(failure('invalid-request'));
    expect([health.pauseMs(a), health.begin(a)]).toEqual([30_000, undefined]);
    health.begin(a, true)?.failed(down);
    await clock.advance(20_000);
    expect([health.pauseMs(a), health.begin(a)]).toEqual([10_000, undefined]);
    expect(probe?.succeeded()).toMatchObject({ state: 'closed' });
  });
});

describe('a probe whose lease is over', () => {
  async function late() {
    const { clock, health, fail } = start();
    fail(5);
    await clock.advance(5_000);
    const probe = health.begin(a)!;
    await clock.advance(30_000);
    return { clock, health, probe };
  }

  it('closes the breaker when it is answered after all, with or without another one', async () => {
    const alone = await late();
    expect(alone.probe.succeeded()).toMatchObject({ state: 'closed' });
    const { health, probe } = await late();
    const other = health.begin(a);
    expect(probe.succeeded()).toMatchObject({ state: 'closed' });
    expect(other?.failed(down)).toBeUndefined();
    expect(health.pauseMs(a)).toBe(0);
  });

  it('opens it again when it fails and there is no other', async () => {
    const { health, probe } = await late();
    expect(probe.failed(down)).toEqual({ leg: 'a', state: 'open', pauseMs: 10_000 });
    expect(health.pauseMs(a)).toBe(10_000);
  });

  it('leaves the verdict to the other one when it fails, and its lease when it is forgotten', async () => {
    const { health, probe } = await late();
    const other = health.begin(a);
    probe.forget();
    expect(probe.failed(down)).toBeUndefined();
    expect(health.pauseMs(a)).toBe(30_000);
    expect(other?.succeeded()).toMatchObject({ state: 'closed' });
  });
});

describe('a stream that shows its first content', () => {
  it('closes the breaker if it is the probe, and counts under the new one at its end', async () => {
    const { clock, health, fail } = start();
    fail(5);
    await clock.advance(5_000);
    const probe = health.begin(a);
    expect(probe?.committed()).toEqual({ leg: 'a', state: 'closed', pauseMs: 0 });
    health.begin(a)!.forget();
    expect(probe?.isGivenUp()).toBe(false);
    probe?.failed(down);
    expect(health.snapshot()['a#0']).toMatchObject({ state: 'closed', consecutiveFailures: 1 });
    fail(3);
    expect(health.pauseMs(a)).toBe(0);
    fail(1);
    expect(health.pauseMs(a)).toBe(5_000);
  });

  it('closes it as a last resort, too', () => {
    const { health, fail } = start();
    fail(5);
    expect(health.begin(a, true)?.committed()).toMatchObject({ state: 'closed' });
  });

  it('says nothing to a closed one', () => {
    const { health, fail } = start();
    fail(4);
    const stream = health.begin(a);
    expect(stream?.committed()).toBeUndefined();
    expect(health.snapshot()['a#0']).toMatchObject({ consecutiveFailures: 4 });
    expect(stream?.failed(down)).toMatchObject({ state: 'open' });
  });

  it('does not close what opened after it began', () => {
    const { health, fail } = start();
    const stream = health.begin(a);
    fail(5);
    expect(stream?.committed()).toBeUndefined();
    expect(stream?.succeeded()).toBeUndefined();
    expect(health.pauseMs(a)).toBe(5_000);
  });
});

describe('a call is given up', () => {
  it('when another one that ended since gave the leg up', () => {
    const { health, fail, succeed } = start();
    fail(1);
    const call = health.begin(a);
    expect(call?.isGivenUp()).toBe(false);
    succeed();
    expect(call?.isGivenUp()).toBe(false);
    fail(2);
    expect(call?.isGivenUp()).toBe(true);
    const other = health.begin(b);
    expect(other?.isGivenUp()).toBe(false);
  });

  it('when the breaker opened since, not when it also closed', async () => {
    const { clock, health, fail } = start();
    const call = health.begin(a);
    fail(1, failure('auth'));
    expect(call?.isGivenUp()).toBe(true);
    await clock.advance(60_000);
    health.begin(a)?.succeeded();
    expect(call?.isGivenUp()).toBe(false);
    fail(1);
    expect(call?.isGivenUp()).toBe(true);
  });

  it('when its leg was taken out of service', () => {
    const { health } = start();
    const call = health.begin(a);
    health.isolate('a');
    expect(call?.isGivenUp()).toBe(true);
  });
});

describe('an operator', () => {
  const twin: LegRef = { key: 'a#1', name: 'a' };

  it('takes every leg of a name out of service, also one that was never called, and back', () => {
    const { health, fail } = start();
    fail(1);
    health.isolate('a');
    expect([a, twin, b].map(leg => health.pauseMs(leg))).toEqual([Infinity, Infinity, 0]);
    expect([a, twin, b].map(leg => health.begin(leg) === undefined)).toEqual([true, true, false]);
    expect(health.snapshot()).toMatchObject({ a: { state: 'isolated', pauseMs: null }, 'a#0': { state: 'isolated' } });
    health.restore('a');
    expect([a, twin].map(leg => health.begin(leg) !== undefined)).toEqual([true, true]);
    fail(4);
    expect(health.pauseMs(a)).toBe(0);
  });

  it('takes one leg by its key, and back', () => {
    const { health } = start();
    health.isolate('a#0');
    expect([a, twin].map(leg => health.pauseMs(leg))).toEqual([Infinity, 0]);
    health.restore('a#0');
    expect(health.pauseMs(a)).toBe(0);
  });

  it('restores by name what it isolated by key, and gives each key of the name a clean record', () => {
    const { health, fail } = start();
    fail(5);
    for (let call = 0; call < 5; call += 1) health.begin(twin)?.failed(down);
    health.begin(b)?.failed(failure('auth'));
    health.isolate('a#0');
    health.restore('a');
    expect([a, twin, b].map(leg => health.pauseMs(leg))).toEqual([0, 0, 60_000]);
  });

  it('keeps a leg out of service whatever its calls say', () => {
    const { health, fail } = start();
    const calls = [health.begin(a), health.begin(a)];
    fail(5);
    const resort = health.begin(a, true);
    health.isolate('a#0');
    calls[0]?.succeeded();
    resort?.succeeded();
    expect(health.pauseMs(a)).toBe(Infinity);
    calls[1]?.failed(failure('auth'));
    expect(health.pauseMs(a)).toBe(Infinity);
  });

  it('is not contradicted by calls that began before a leg was restored', () => {
    const { health, fail } = start();
    fail(4);
    const call = health.begin(a);
    health.restore('a');
    call?.failed(failure('auth'));
    expect(health.pauseMs(a)).toBe(0);
  });

  it('leaves no record when it restores what is not known', () => {
    const { health } = start();
    health.restore('typo');
    expect(health.snapshot()).toEqual({});
  });
});
