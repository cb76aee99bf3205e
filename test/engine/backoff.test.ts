import { describe, expect, it } from 'vitest';
import { retryDelayMs } from '../../src/engine/backoff.ts';
import { failure } from '../support/legs.ts';

const options = { baseDelayMs: 250, maxDelayMs: 8_000, maxWaitMs: 5_000, random: () => 0.5 };

describe('retryDelayMs', () => {
  it.each([
    [1, 125],
    [2, 250],
    [3, 500],
    [6, 4_000],
    [20, 4_000],
  ])('jitters below a ceiling that doubles: after %i tries %i ms', (tries, ms) => {
    expect(retryDelayMs(failure('server-error', { wireStatus: 500 }), tries, 10, options)).toBe(ms);
  });

  it('spans from nothing to just below the ceiling', () => {
    const at = (random: number) =>
      retryDelayMs(failure('overloaded', { wireStatus: 503 }), 1, 0, { ...options, random: () => random });
    expect(at(0)).toBe(0);
    expect(at(0.999)).toBeCloseTo(249.75);
  });

  it('tries at once, and once, when the connection died before any byte', () => {
    expect(retryDelayMs(failure('network'), 1, 10, options)).toBe(0);
    expect(retryDelayMs(failure('network'), 2, 10, options)).toBe(250);
    expect(retryDelayMs(failure('network', { wireStatus: 200 }), 1, 10, options)).toBe(125);
  });

  it('waits as long as it was asked to, or leaves the leg', () => {
    expect(retryDelayMs(failure('rate-limit', { retryAfterMs: 5_000 }), 1, 10, options)).toBe(5_000);
    expect(retryDelayMs(failure('rate-limit', { retryAfterMs: 5_001 }), 1, 10, options)).toBeUndefined();
    expect(retryDelayMs(failure('rate-limit', { retryAfterMs: 0 }), 1, 10, options)).toBe(0);
  });

  it('never asks a silent leg twice', () => {
    expect(retryDelayMs(failure('timeout'), 1, 9_999, options)).toBe(125);
    expect(retryDelayMs(failure('timeout'), 1, 10_000, options)).toBeUndefined();
    expect(retryDelayMs(failure('network'), 1, 10_000, options)).toBeUndefined();
  });

  it('does not repeat what cannot succeed', () => {
    expect(retryDelayMs(failure('auth'), 1, 10, options)).toBeUndefined();
  });
});
