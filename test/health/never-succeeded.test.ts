import { describe, expect, it } from 'vitest';
import { createNeverSucceeded, createRoutes } from '../../src/health/never-succeeded.ts';

const limits = { minCalls: 3, minMs: 1_000 };

function start() {
  let time = 0;
  const memory = createNeverSucceeded(
    limits,
    createRoutes(() => time),
  );
  return { memory, at: (ms: number) => (time = ms) };
}

describe('createNeverSucceeded', () => {
  it('suspects a route only after enough calls and enough time', () => {
    const { memory, at } = start();
    expect(memory.failed('a', {})).toBe(false);
    at(999);
    expect(memory.failed('a', {})).toBe(false);
    expect(memory.failed('a', {})).toBe(false);
    at(1_000);
    expect(memory.failed('a', {})).toBe(true);
  });

  it('wants the number of calls, too', () => {
    const { memory, at } = start();
    memory.failed('a', {});
    at(5_000);
    expect(memory.failed('a', {})).toBe(false);
    expect(memory.failed('a', {})).toBe(true);
  });

  it('counts the retries of one call once', () => {
    const { memory, at } = start();
    const call = {};
    for (let retry = 0; retry < 5; retry += 1) memory.failed('a', call);
    at(2_000);
    expect(memory.failed('a', {})).toBe(false);
    expect(memory.failed('a', {})).toBe(true);
  });

  it('never suspects a route that has worked, and keeps routes apart', () => {
    const { memory, at } = start();
    memory.succeeded('works');
    for (let call = 0; call < 5; call += 1) {
      memory.failed('works', {});
      memory.failed('broken', {});
    }
    at(2_000);
    expect(memory.failed('works', {})).toBe(false);
    expect(memory.failed('broken', {})).toBe(true);
  });

  it('forgets the oldest routes when there are too many', () => {
    const { memory, at } = start();
    for (let call = 0; call < 3; call += 1) memory.failed('old', {});
    for (let route = 0; route < 1_000; route += 1) memory.succeeded(`route ${route}`);
    at(2_000);
    expect(memory.failed('old', {})).toBe(false);
  });

  it('is remembered for all routers that share it, each of which judges by limits of its own', () => {
    const routes = createRoutes(() => 0);
    const lenient = createNeverSucceeded({ minCalls: 5, minMs: 0 }, routes);
    const strict = createNeverSucceeded({ minCalls: 2, minMs: 0 }, routes);
    expect([lenient.failed('a', {}), strict.failed('a', {}), lenient.failed('a', {})]).toEqual([false, true, false]);
    strict.explain('a', 'Because.');
    expect(lenient.saidOf('a')).toBe(' Because.');
    lenient.succeeded('a');
    expect(strict.failed('a', {})).toBe(false);
  });
});
