import { expect, it } from 'vitest';
import type { StreamEnd } from '../../src/engine/attempt.ts';
import { configurationGuard } from '../../src/guards/configuration-guard.ts';
import { attemptAnswered, attemptFailed, streamEnded } from '../../src/engine/entry.ts';
import type { FailoverEvent } from '../../src/events.ts';
import type { Failure, FailureCategory } from '../../src/failure.ts';
import { createBoundedMap } from '../../src/runtime/bounded-map.ts';
import { failure, leg } from '../support/legs.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { attemptOn, failedBy } from './guarded-call.ts';

const clock = createManualClock();

function start() {
  const told: FailoverEvent[] = [];
  const announcedAt = createBoundedMap<number>({ max: 10, now: clock.monotonic });
  const guard = configurationGuard(announcedAt, clock.monotonic);
  const onEvent = (event: FailoverEvent) => void told.push(event);
  const fail = (what: Failure, isCallers = false) => {
    const attempt = attemptOn(guard, leg('a', 0), clock, false, false, onEvent);
    attemptFailed(attempt.entry, attempt, failedBy(what, isCallers));
  };
  return { told, fail, begin: (isStream = false) => attemptOn(guard, leg('a', 0), clock, isStream, false, onEvent) };
}

it.each<[FailureCategory, boolean, boolean]>([
  ['auth', false, true],
  ['permission', false, true],
  ['not-found', false, true],
  ['billing', false, true],
  ['gateway-config', false, true],
  ['auth', true, false],
  ['overloaded', false, false],
  ['invalid-request', false, false],
])("tells of %s (the caller's own: %s): %s", (category, isCallers, isTold) => {
  const { told, fail } = start();
  const what = failure(category);
  fail(what, isCallers);
  expect(told).toMatchObject(
    isTold ? [{ type: 'config', failure: what, provider: 'p-a', modelId: 'm-a', attempt: 1 }] : [],
  );
});

it.each<[string, (what: ReturnType<typeof failure>) => StreamEnd, number]>([
  ['broken off', what => ({ type: 'broken', failure: what, error: what, isCallers: false }), 1],
  ["broken off by the caller's own", what => ({ type: 'broken', failure: what, error: what, isCallers: true }), 0],
  ['whole', () => ({ type: 'whole' }), 0],
  ['left', () => ({ type: 'left' }), 0],
])('tells of a stream that was %s', (_, end, times) => {
  const { told, begin } = start();
  const attempt = begin(true);
  attemptAnswered(attempt.entry, attempt);
  streamEnded(attempt.entry, end(failure('billing')), attempt);
  expect(told).toHaveLength(times);
});

it("tells of what may be one user's limit once a minute, and of anything else each time", async () => {
  const { told, fail } = start();
  const limit = failure('billing', { rule: 'cloudflare:2041' });
  fail(limit);
  fail(limit);
  await clock.advance(59_999);
  fail(limit);
  expect(told).toHaveLength(1);
  await clock.advance(1);
  fail(limit);
  expect(told).toHaveLength(2);
  fail(failure('auth'));
  fail(failure('auth'));
  expect(told).toHaveLength(4);
});
