import { describe, expect, it } from 'vitest';
import { createHealth } from '../../src/health/health.ts';
import { createNotBefore } from '../../src/health/not-before.ts';
import { safeWaits, sharedWaitsOf } from '../../src/health/shared-waits.ts';
import { failure, leg } from '../support/legs.ts';

function start() {
  let time = 0;
  const memory = createNotBefore(() => time);
  return { memory, at: (ms: number) => void (time = ms) };
}

describe('createNotBefore', () => {
  it('holds a leg back exactly as long as it asked', () => {
    const { memory, at } = start();
    const a = leg('a', 0);
    memory.note(a, failure('rate-limit', { retryAfterMs: 1_000 }));
    expect(memory.waitMs(a)).toBe(1_000);
    at(999);
    expect(memory.waitMs(a)).toBe(1);
    at(1_000);
    expect(memory.waitMs(a)).toBe(0);
    expect(memory.waitMs(leg('b', 1))).toBe(0);
  });

  it('never shortens a wait', () => {
    const { memory } = start();
    const a = leg('a', 0);
    memory.note(a, failure('rate-limit', { retryAfterMs: 1_000 }));
    memory.note(a, failure('rate-limit', { retryAfterMs: 10 }));
    expect(memory.waitMs(a)).toBe(1_000);
  });

  it('takes a wait beyond fifteen minutes for fifteen minutes', () => {
    const { memory } = start();
    const a = leg('a', 0);
    memory.note(a, failure('rate-limit', { retryAfterMs: 86_400_000 }));
    expect(memory.waitMs(a)).toBe(900_000);
  });

  it('holds all legs of a gateway or account back only when the failure says so', () => {
    const { memory } = start();
    const a = leg('a', 0, { gateway: 'g', account: 'x' });
    const sameGateway = leg('b', 1, { gateway: 'g' });
    const sameAccount = leg('c', 2, { account: 'x' });
    memory.note(a, failure('rate-limit', { retryAfterMs: 100 }));
    expect([a, sameGateway, sameAccount].map(memory.waitMs)).toEqual([100, 0, 0]);
    memory.note(a, failure('rate-limit', { scope: 'gateway', retryAfterMs: 200 }));
    expect([a, sameGateway, sameAccount].map(memory.waitMs)).toEqual([200, 200, 0]);
    memory.note(a, failure('rate-limit', { scope: 'account', retryAfterMs: 300 }));
    expect([a, sameGateway, sameAccount].map(memory.waitMs)).toEqual([300, 200, 300]);
  });

  it('keeps the wait with the leg when nobody knows its gateway', () => {
    const { memory } = start();
    memory.note(leg('a', 0), failure('rate-limit', { scope: 'gateway', retryAfterMs: 100 }));
    expect(memory.waitMs(leg('a', 0))).toBe(100);
    expect(memory.waitMs(leg('b', 1))).toBe(0);
  });

  it('also holds what others were told, and tells them, each under what its scope names', () => {
    const told: [string, number][] = [];
    const known: Record<string, number> = { 'gateway g': 700, 'account x': 10 ** 9, b: 5 };
    const others = {
      waitMs: (key: string) => known[key] ?? 0,
      wait: (key: string, ms: number) => void told.push([key, ms]),
    };
    const memory = createNotBefore(() => 0, others);
    expect(memory.waitMs(leg('a', 0, { gateway: 'g' }))).toBe(700);
    expect(memory.waitMs(leg('b', 1))).toBe(5);
    expect(memory.waitMs(leg('c', 2))).toBe(0);
    expect(memory.waitMs(leg('d', 3, { account: 'x' }))).toBe(900_000);
    memory.note(leg('b', 1), failure('rate-limit', { retryAfterMs: 1_000 }));
    memory.note(leg('b', 1, { gateway: 'g' }), failure('rate-limit', { scope: 'gateway', retryAfterMs: 10 ** 9 }));
    memory.note(leg('b', 1), failure('rate-limit', { retryAfterMs: 1_000, scope: 'request' }));
    expect(told).toEqual([
      ['b', 1_000],
      ['gateway g', 900_000],
    ]);
    expect(memory.waitMs(leg('b', 1))).toBe(1_000);
  });
});

describe('the waits of a store', () => {
  const broken = () => {
    throw new Error('The store is broken.');
  };
  it.each<[string, () => unknown]>([
    ['throws', broken],
    ['answers with a promise that rejects', async () => broken()],
    ['answers with NaN', () => Number.NaN],
    ['answers with text', () => '1000'],
    ['answers with nothing', () => undefined],
    ['answers with less than nothing', () => -1],
  ])('are none when it %s', async (_, answer) => {
    const waits = safeWaits({ waitMs: answer as () => number, wait: answer as () => void })!;
    expect(waits.waitMs('a')).toBe(0);
    waits.wait('a', 1);
    // Time for a rejection that nobody handles to be noticed.
    await new Promise(resolve => setImmediate(resolve));
  });

  it('are asked for only from a store that has them, with both functions', () => {
    expect(safeWaits({})).toBeUndefined();
    const store = { read: () => undefined, write: () => {}, keys: () => [] };
    expect(sharedWaitsOf(createHealth({ store }))).toBeUndefined();
    expect(() => createHealth({ store: { ...store, waitMs: () => 0 } })).toThrow(
      '`store` takes an object with `waitMs`, `wait`',
    );
    expect(() => createHealth({ store: { ...store, waitMs: (async () => 0) as never, wait: () => {} } })).toThrow(
      '`store.waitMs` takes a function that returns milliseconds from a copy at hand at once',
    );
  });
});
