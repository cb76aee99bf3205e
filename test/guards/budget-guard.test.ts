import { describe, expect, it } from 'vitest';
import { budgetGuard } from '../../src/guards/budget-guard.ts';
import { attemptAnswered, attemptFailed, streamEnded } from '../../src/engine/entry.ts';
import type { FailoverEvent } from '../../src/events.ts';
import type { Failure } from '../../src/failure.ts';
import { createRetryBudget } from '../../src/health/retry-budget.ts';
import { failure, leg } from '../support/legs.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { attemptOn, failedBy } from './guarded-call.ts';
import { engineOf, openCall } from '../engine/open-call.ts';

const a = leg('a', 0);
const down = failure('overloaded');

function start(capacity = 10) {
  const clock = createManualClock();
  const budget = createRetryBudget({ capacity, minRetriesPerSecond: 0, clock });
  const told: FailoverEvent[] = [];
  const guard = budgetGuard(budget);
  const onEvent = (event: FailoverEvent) => void told.push(event);
  const call = openCall(engineOf(clock, { onEvent }), [a]);
  const fail = (what: Failure, isCallers = false) => {
    const attempt = attemptOn(guard, a, clock);
    attemptFailed(attempt.entry, attempt, failedBy(what, isCallers));
  };
  const left = () => budget.snapshot().tokens;
  return { clock, guard, told, fail, left, call };
}

describe('the budget', () => {
  it.each<[string, Failure, number]>([
    ['a transient failure costs a token', down, 9],
    ['one that no second attempt mends costs none', failure('auth'), 10],
    ['one of the request costs none', { ...down, scope: 'request' }, 10],
    ['a result that its caller does not like costs none', { ...down, rule: 'result:rejected' }, 10],
  ])('is spent by each failed attempt: %s', (_, what, tokens) => {
    const { fail, left } = start();
    fail(what);
    expect(left()).toBe(tokens);
  });

  it('gets something back with each answer, and pays for a stream that breaks off after it', () => {
    const { fail, left, guard, clock } = start();
    for (let time = 0; time < 3; time += 1) fail(down);
    const attempt = attemptOn(guard, a, clock, true);
    attemptAnswered(attempt.entry, attempt);
    expect(left()).toBeCloseTo(7.2);
    streamEnded(attempt.entry, { type: 'broken', failure: down, error: 'broken', isCallers: false }, attempt);
    expect(left()).toBeCloseTo(6.2);
    const whole = attemptOn(guard, a, clock, true);
    attemptAnswered(whole.entry, whole);
    streamEnded(whole.entry, { type: 'whole' }, whole);
    expect(left()).toBeCloseTo(6.4);
  });

  it.each(['retry', 'hedge'] as const)('refuses a %s at half, and tells of it with what is left', extra => {
    const { guard, told, fail, call } = start(4);
    fail(down);
    expect([guard.permit!(a, extra, call), told]).toEqual([true, []]);
    fail(down);
    expect(guard.permit!(a, extra, call)).toBe(false);
    expect(told).toMatchObject([
      { type: 'budget', refused: extra, leg: 'a', tokens: extra === 'hedge' ? 1 : 2, capacity: 4 },
    ]);
  });

  it('takes a token for a hedge, none for a retry', () => {
    const { guard, left, call } = start();
    guard.permit!(a, 'retry', call);
    expect(left()).toBe(10);
    guard.permit!(a, 'hedge', call);
    expect(left()).toBe(9);
  });
});
