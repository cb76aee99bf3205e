import { describe, expect, it } from 'vitest';
import { createNotBefore } from '../../src/health/not-before.ts';
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
});
