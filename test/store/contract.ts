/** What every shared store must do, whatever keeps its rows. */
import { expect, it } from 'vitest';
import type { HealthCall, HealthOptions } from '../../src/health/health.ts';
import { failure } from '../support/legs.ts';
import { advanceAll, PRIMARY, type Instance } from './instances.ts';

export interface Subject {
  /** An instance of an app; those of one name share. */
  instance(app: string, options?: HealthOptions & { wallAheadMs?: number }): Instance | Promise<Instance>;
  /** Resolves when all that was sent so far has been answered. */
  settled: () => Promise<void>;
}

let apps = 0;

export function describeStore({ instance, settled }: Subject): void {
  /** Instances that share, and each with what it knows of the leg. */
  async function together(...options: (HealthOptions & { wallAheadMs?: number })[]) {
    const app = `app-${++apps}`;
    const made: Instance[] = [];
    for (const one of options) made.push(await instance(app, one));
    return made;
  }

  /** What instances see once they have asked anew, a second later. */
  async function pauses(...instances: Instance[]): Promise<number[]> {
    await settled();
    advanceAll(1_000, ...instances);
    for (const { health } of instances) health.pauseMs(PRIMARY);
    await settled();
    return instances.map(({ health }) => health.pauseMs(PRIMARY));
  }

  it('tells others of a leg that is down, for no longer than its pause', async () => {
    const [a, b] = await together({ openMs: 60_000, maxOpenMs: 60_000 }, { openMs: 60_000, maxOpenMs: 60_000 });
    expect(b!.health.pauseMs(PRIMARY)).toBe(0);
    a!.fail();
    expect((await pauses(b!))[0]).toBeGreaterThan(30_000);
    expect(b!.health.pauseMs(PRIMARY)).toBeLessThanOrEqual(60_000);
    expect(Object.values(b!.health.snapshot())).toMatchObject([{ name: 'claude', state: 'open', timesOpened: 1 }]);
  });

  it.each([-300_000, 300_000])('does so between machines whose clocks differ by %i ms', async wallAheadMs => {
    const [a, b] = await together({ configOpenMs: 60_000 }, { configOpenMs: 60_000, wallAheadMs });
    a!.fail(1, failure('auth'));
    expect((await pauses(b!))[0]).toBeGreaterThan(30_000);
    expect(b!.health.pauseMs(PRIMARY)).toBeLessThanOrEqual(60_000);
  });

  it('lets one of them probe, and all of them recover', async () => {
    const instances = await together(...Array.from({ length: 3 }, () => ({ openMs: 5_000 })));
    instances[0]!.fail();
    for (let second = 0; second < 3; second += 1)
      expect((await pauses(...instances)).every(pause => pause > 0)).toBe(true);
    advanceAll(2_100, ...instances);
    const probes: HealthCall[] = [];
    const ask = () => {
      for (const { health, clock } of instances) {
        clock.advance(10);
        const begun = health.begin(PRIMARY);
        if (begun) probes.push(begun);
      }
    };
    ask();
    // Whoever may, it first asks.
    expect(probes).toEqual([]);
    for (let round = 0; round < 20; round += 1) {
      await settled();
      ask();
      advanceAll(200, ...instances);
    }
    expect(probes.map(({ isProbe }) => isProbe)).toEqual([true]);
    expect(probes[0]!.succeeded()).toMatchObject({ state: 'closed' });
    expect(await pauses(...instances)).toEqual([0, 0, 0]);
    expect(instances.map(({ health }) => health.begin(PRIMARY)?.isProbe)).toEqual([false, false, false]);
  });

  it('lets no late write undo what came after it', async () => {
    const [a, b, slow] = await together({}, {}, {});
    a!.fail();
    expect((await pauses(b!))[0]).toBeGreaterThan(0);
    a!.clock.advance(10_000);
    a!.health.begin(PRIMARY)!.succeeded();
    expect((await pauses(b!))[0]).toBe(0);
    // It has not heard of anything, and thinks of the outage that is over.
    slow!.fail();
    expect(slow!.health.pauseMs(PRIMARY)).toBeGreaterThan(0);
    expect(await pauses(a!, b!, slow!)).toEqual([0, 0, 0]);
  });

  it('keeps what an operator took out of service there, whatever calls come to, until an operator restores it', async () => {
    const [a, b, late] = await together({}, {}, {});
    a!.health.isolate('claude');
    expect((await pauses(b!))[0]).toBe(Infinity);
    b!.fail(6, failure('auth'));
    expect((await pauses(a!))[0]).toBe(Infinity);
    // One that has just started, as an operator's script has.
    late!.health.restore('claude');
    expect((await pauses(a!))[0]).toBe(0);
    expect((await pauses(b!))[0]).toBe(0);
  });

  it('keeps out of service what is isolated by its key while it opens and closes', async () => {
    const [a, b] = await together({}, {});
    const call = b!.health.begin(PRIMARY);
    b!.fail(4);
    a!.health.isolate(PRIMARY.key);
    b!.fail(1);
    call?.succeeded();
    expect((await pauses(b!))[0]).toBe(Infinity);
    expect((await pauses(a!))[0]).toBe(Infinity);
  });

  it('shares what is left of a retry budget, between nothing and all of it', async () => {
    const [a, b, late] = await together({}, {}, {});
    a!.store.addTokens('chat', -30.5, 100);
    expect(a!.store.tokens('chat', 100)).toBe(69.5);
    expect(b!.store.tokens('chat', 100)).toBe(100);
    await pauses(a!, b!, late!);
    expect(b!.store.tokens('chat', 100)).toBe(69.5);
    b!.store.addTokens('chat', -20, 100);
    a!.store.addTokens('chat', -10, 100);
    await pauses(a!, b!);
    await pauses(a!, b!);
    expect([a, b].map(one => one!.store.tokens('chat', 100))).toEqual([39.5, 39.5]);
    b!.store.addTokens('chat', -1_000, 100);
    await pauses(a!);
    expect(a!.store.tokens('chat', 100)).toBe(0);
    // One that has not used it so far knows it, too, and what others use by another name is no part of it.
    await pauses(late!);
    expect([late!.store.tokens('chat', 100), late!.store.tokens('mail', 100)]).toEqual([0, 100]);
  });

  it('tells others of a wait, for no longer than it was asked', async () => {
    const [a, b] = await together({}, { wallAheadMs: 300_000 });
    a!.waits.wait('gateway g', 60_000);
    await pauses(b!);
    expect(b!.waits.waitMs('gateway g')).toBeGreaterThan(30_000);
    expect(b!.waits.waitMs('gateway g')).toBeLessThanOrEqual(60_000);
    expect(b!.waits.waitMs('gateway h')).toBe(0);
    // A shorter one does not shorten it.
    a!.waits.wait('gateway g', 10);
    b!.waits.wait('gateway g', 10);
    expect(b!.waits.waitMs('gateway g')).toBeGreaterThan(10);
    a!.waits.wait('absurd', 10 ** 12);
    await pauses(b!);
    expect(b!.waits.waitMs('absurd')).toBeGreaterThan(600_000);
    expect(b!.waits.waitMs('absurd')).toBeLessThanOrEqual(900_000);
  });
}
