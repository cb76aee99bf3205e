import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHealth, type HealthCall, type HealthOptions, type LegRef } from '../../src/layers/health.ts';
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
    expect(probe?.succeeded()).toMatchObject({ leg: 'a', state: 'closed' });
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

  it.each(['auth', 'permission', 'not-found', 'billing'] as const)(
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
    ['a malformed request', failure('invalid-request')],
    ['a refusal', failure('content-policy')],
    ['a prompt that is too long', failure('context-length')],
    ['an unknown failure', failure('unknown')],
    ['a throttle that says when to come back', failure('rate-limit', { retryAfterMs: 1_000 })],
    ['a request-wide failure', failure('server-error', { scope: 'request' })],
  ])('does not count %s', (_, what) => {
    const { health, fail } = start();
    fail(100, what);
    expect(health.pauseMs(a)).toBe(0);
  });

  it('asks as a last resort in spite of an open breaker', () => {
    const { health, fail } = start();
    fail(5);
    const call = health.begin(a, true);
    expect(call?.succeeded()).toMatchObject({ state: 'closed' });
  });

  it('takes a leg out of service and back', () => {
    const { health, fail } = start();
    health.isolate('a');
    expect(health.begin(a)).toBeUndefined();
    expect(health.snapshot()['a']).toMatchObject({ state: 'isolated', pauseMs: null });
    health.restore('a');
    expect(health.begin(a)).toBeDefined();
    fail(4);
    expect(health.pauseMs(a)).toBe(0);
  });

  it('writes nothing while all is well', () => {
    let writes = 0;
    const health = createHealth({ store: { read: () => undefined, write: () => void (writes += 1), keys: () => [] } });
    for (let call = 0; call < 100; call += 1) health.begin(a)?.succeeded();
    expect(writes).toBe(0);
  });

  it('never has two probes in flight, and is never wedged, whatever the interleaving', async () => {
    const step = fc.constantFrom('begin', 'succeed', 'fail', 'forget', 'vanish', 'wait');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async steps => {
        const { clock, health, fail } = start({ leaseMs: 1_000 });
        fail(5);
        const inFlight: { call: HealthCall; until: number }[] = [];
        for (const action of steps) {
          if (action === 'wait') await clock.advance(700);
          const call = action === 'begin' ? health.begin(a) : undefined;
          if (call) {
            const live = inFlight.filter(({ until }) => until > clock.now());
            if (health.snapshot()['a#0']?.state === 'half-open') expect(live).toEqual([]);
            inFlight.push({ call, until: health.snapshot()['a#0']?.state === 'half-open' ? clock.now() + 1_000 : 0 });
          }
          if (action === 'begin' || action === 'wait') continue;
          const last = inFlight.pop();
          if (action === 'succeed') last?.call.succeeded();
          if (action === 'fail') last?.call.failed(down);
          if (action === 'forget') last?.call.forget();
        }
        await clock.advance(20_000);
        expect(health.begin(a)).toBeDefined();
      }),
      { numRuns: 1_000 },
    );
  });

  it('names a wrong option', () => {
    expect(() => createHealth({ openMs: -1 })).toThrow('createHealth: option `openMs` takes a number from 1; got -1.');
    expect(() => createHealth({ open: 5 } as HealthOptions)).toThrow('unknown option `open`');
  });
});
