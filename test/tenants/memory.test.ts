/** Legs named after tenants: any number of them leave little behind, and nothing that still holds is forgotten. */
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/runtime/clock.ts';
import { createHealth, type LegRef } from '../../src/health/health.ts';
import { createLatencies } from '../../src/health/latencies.ts';
import { createNeverSucceeded, createRoutes } from '../../src/health/never-succeeded.ts';
import { createNotBefore } from '../../src/health/not-before.ts';
import { failure, leg } from '../support/legs.ts';
import { sized } from '../support/run-length.ts';

const MANY = sized({ usual: 20_000, bounded: 100_000, full: 100_000 });
const DAY_MS = 86_400_000;
const refOf = (index: number): LegRef => ({ key: `tenant ${index}`, name: `tenant ${index}` });

function start() {
  let time = 1_700_000_000_000;
  const clock = { ...systemClock, now: () => time, monotonic: () => time };
  return {
    health: createHealth({ clock, random: () => 0.5 }),
    now: () => time,
    advance: (ms: number) => void (time += ms),
  };
}

const sizeOf = (health: ReturnType<typeof start>['health']) => Object.keys(health.snapshot()).length;

describe('the health of a great many legs', () => {
  it.each(['overloaded', 'unknown', 'timeout'] as const)(
    'that failed once each by %s is that of a thousand',
    category => {
      const { health } = start();
      for (let index = 0; index < MANY; index += 1) health.begin(refOf(index))?.failed(failure(category));
      expect(sizeOf(health)).toBeLessThanOrEqual(1_000);
      expect(health.snapshot()[`tenant ${MANY - 1}`]).toMatchObject({ consecutiveFailures: 1 });
    },
  );

  it('of which each has a pause that holds is that of all, until the pauses are long over', () => {
    const { health, advance } = start();
    health.isolate('tenant 7');
    for (let index = 0; index < MANY; index += 1) health.begin(refOf(index))?.failed(failure('auth'));
    expect(health.pauseMs(refOf(0))).toBe(60_000);
    expect(health.pauseMs(refOf(MANY - 1))).toBe(60_000);
    expect(health.pauseMs(refOf(7))).toBe(Infinity);
    advance(DAY_MS);
    health.begin({ key: 'next', name: 'next' })?.failed(failure('auth'));
    expect(Object.keys(health.snapshot()).toSorted()).toEqual(['next', 'tenant 7']);
    expect(health.pauseMs(refOf(7))).toBe(Infinity);
  });

  it('that failed by their keys over a day does not pile up', () => {
    const { health, advance } = start();
    let most = 0;
    for (let index = 0; index < 3_001; index += 1) {
      health.begin(refOf(index))?.failed(failure('auth'));
      advance(DAY_MS / 3_001);
      most = Math.max(most, index % 100 === 0 ? sizeOf(health) : 0);
    }
    expect(most).toBeLessThanOrEqual(1_000);
    expect(health.pauseMs(refOf(3_000))).toBeGreaterThan(0);
    advance(DAY_MS);
    for (let index = 0; index < 1_001; index += 1) health.begin(refOf(index))?.failed(failure('overloaded'));
    expect(health.snapshot()['tenant 3000']).toBeUndefined();
  });

  it('forgets no leg that an operator took out of service', () => {
    const { health } = start();
    for (let index = 0; index < 50; index += 1) health.isolate(`isolated ${index}`);
    for (let index = 0; index < MANY; index += 1) health.begin(refOf(index))?.failed(failure('overloaded'));
    for (let index = 0; index < 50; index += 1)
      expect(health.pauseMs({ key: `isolated ${index}`, name: `isolated ${index}` })).toBe(Infinity);
  });

  it('forgets nothing of a probe that is under way', () => {
    const { health, advance } = start();
    const probed = refOf(0);
    health.begin(probed)?.failed(failure('auth'));
    advance(60_000);
    const probe = health.begin(probed);
    for (let index = 1; index < MANY; index += 1) health.begin(refOf(index))?.failed(failure('overloaded'));
    expect(health.begin(probed)).toBeUndefined();
    probe?.succeeded();
    expect(health.pauseMs(probed)).toBe(0);
  });
});

describe('what else is remembered of a great many legs', () => {
  it('waits: each that holds, and none that is over', () => {
    const { now, advance } = start();
    const memory = createNotBefore(now);
    const legs = Array.from({ length: MANY }, (_, index) => leg(`tenant ${index}`, index));
    for (const one of legs) memory.note(one, failure('rate-limit', { retryAfterMs: 60_000 }));
    expect([legs[0]!, legs[MANY - 1]!].map(memory.waitMs)).toEqual([60_000, 60_000]);
    advance(60_000);
    memory.note(leg('next', 0), failure('rate-limit', { retryAfterMs: 1_000 }));
    expect([legs[0]!, legs[MANY - 1]!].map(memory.waitMs)).toEqual([0, 0]);
    expect(memory.waitMs(leg('next', 0))).toBe(1_000);
  });

  it('times: those of the legs that are asked now', () => {
    const latencies = createLatencies();
    for (let index = 0; index < MANY; index += 1) {
      latencies.note(`tenant ${index}`, 1);
      latencies.note('busy', index % 20);
    }
    expect(latencies.p95('busy')).toBe(18);
  });

  it('routes: one that works is not taken for one that never did', () => {
    const { now, advance } = start();
    const memory = createNeverSucceeded({ minCalls: 3, minMs: 1_000 }, createRoutes(now));
    for (let index = 0; index < MANY; index += 1) {
      memory.failed(`tenant ${index}`, {});
      if (index % 100 === 0) memory.succeeded('busy');
    }
    const verdicts: boolean[] = [];
    for (let call = 0; call < 5; call += 1) {
      verdicts.push(memory.failed('busy', {}));
      advance(1_000);
    }
    expect(verdicts).toEqual([false, false, false, false, false]);
  });
});
