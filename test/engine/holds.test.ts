import { describe, expect, it } from 'vitest';
import { enterLeg } from '../../src/engine/entry.ts';
import { sortGuards, type Guard } from '../../src/engine/guard.ts';
import { holdReason, legPauseMs, legWaitMs, longestWaitMs, sharedReason, timeLeftMs } from '../../src/engine/holds.ts';
import { failure, leg } from '../support/legs.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { engineOf, openCall, planned, SETTINGS } from './open-call.ts';

const a = leg('a', 0);
const b = leg('b', 1);

describe('the time that a call has left', () => {
  it('runs to nothing, and no further', async () => {
    const call = planned([a], { totalMs: 1_000 });
    expect(timeLeftMs(call)).toBe(1_000);
    await call.clock.advance(999);
    expect(timeLeftMs(call)).toBe(1);
    await call.clock.advance(1_000);
    expect(timeLeftMs(call)).toBe(0);
  });

  it('is endless without a total, or if limits are only observed', () => {
    expect(timeLeftMs(planned([a]))).toBe(Infinity);
    expect(timeLeftMs(planned([a], { totalMs: 1_000, observe: true }))).toBe(Infinity);
  });

  it('bounds its waits, so that an attempt still has room after them', () => {
    const setting = { maxWaitMs: 5_000, minAttemptMs: 250 };
    expect(longestWaitMs(planned([a], setting))).toBe(5_000);
    expect(longestWaitMs(planned([a], { ...setting, totalMs: 5_250 }))).toBe(5_000);
    expect(longestWaitMs(planned([a], { ...setting, totalMs: 5_249 }))).toBe(4_999);
  });
});

describe('a leg that several guards hold', () => {
  const hold = (kind: 'wait' | 'pause' | 'unable', ms: number, reason: 'not-before' | 'breaker' | 'busy'): Guard => ({
    hold: ({ name }) => (name === 'a' ? { kind, ms, reason } : undefined),
  });
  const guards = sortGuards([
    hold('wait', 300, 'not-before'),
    hold('pause', 0, 'breaker'),
    hold('pause', 40, 'busy'),
    hold('wait', 500, 'busy'),
    hold('pause', 20, 'breaker'),
  ]);
  const call = openCall(engineOf(createManualClock(), { guards }), [a, b]);

  it('is held for the longest of each kind', () => {
    expect([legWaitMs(call, a), legPauseMs(call, a)]).toEqual([500, 40]);
    expect([legWaitMs(call, b), legPauseMs(call, b)]).toEqual([0, 0]);
  });

  it('is held for the reason of the first that holds it so', () => {
    expect([holdReason(call, a, 'wait'), holdReason(call, a, 'pause'), holdReason(call, a, 'unable')]).toEqual([
      'not-before',
      'busy',
      undefined,
    ]);
    expect(holdReason(call, b, 'wait')).toBeUndefined();
  });
});

it('a leg that another call gave up in the meantime is passed over', () => {
  let isGivenUp = false;
  const guards = sortGuards([{ enter: () => ({ isOpening: () => isGivenUp }) }]);
  const call = openCall(engineOf(createManualClock(), { guards, settings: SETTINGS }), [a, b]);
  call.entries = [enterLeg(call, a, false)];
  expect(legPauseMs(call, a)).toBe(0);
  isGivenUp = true;
  expect([legPauseMs(call, a) > 0, legPauseMs(call, b)]).toEqual([true, 0]);
});

describe('a failure of one leg', () => {
  const through = (gateway: string | undefined, account?: string) => leg('x', 0, { gateway, account });

  it.each([
    ['the same gateway', 'gateway-config', through('g'), through('g'), 'gateway'],
    ['another gateway', 'gateway-config', through('g'), through('h'), undefined],
    ['no gateway that is known', 'gateway-config', through(undefined), through(undefined), undefined],
    ['the same account', 'auth', through('g', 'x'), through('h', 'x'), 'account'],
    ['the same account, for a bill', 'billing', through('g', 'x'), through('h', 'x'), 'account'],
    ['another account', 'auth', through('g', 'x'), through('g', 'y'), undefined],
    ['no account that was declared', 'auth', through('g'), through('g'), undefined],
    ['the same account, for what is no matter of it', 'overloaded', through('g', 'x'), through('g', 'x'), undefined],
  ] as const)('is one of a leg with %s', (_, category, one, other, reason) => {
    expect(sharedReason(one, other, failure(category))).toBe(reason);
  });
});
