import { describe, expect, it } from 'vitest';
import type { StreamEnd } from '../../src/engine/attempt.ts';
import { breakerGuard } from '../../src/guards/breaker-guard.ts';
import {
  attemptAnswered,
  attemptCommitted,
  cancelEntry,
  isOpening,
  legFailed,
  streamEnded,
} from '../../src/engine/entry.ts';
import type { FailoverEvent } from '../../src/events.ts';
import { makeFailure, type Failure } from '../../src/failure.ts';
import { createHealth } from '../../src/health/health.ts';
import { failure, leg } from '../support/legs.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { attemptOn } from './guarded-call.ts';
import { planned } from '../engine/open-call.ts';

const a = leg('a', 0);
const down = failure('overloaded');
const call = planned([a]);

/** A breaker that opens on the second failed call in a row, for a second. */
function start(consecutiveFailures = 2) {
  const clock = createManualClock();
  const health = createHealth({ clock, random: () => 0.5, consecutiveFailures, openMs: 1_000 });
  const told: string[] = [];
  const onEvent = (event: FailoverEvent) =>
    void told.push(event.type === 'breaker' ? `${event.leg} ${event.state} ${event.pauseMs}` : event.type);
  const guard = breakerGuard(health);
  const begin = (isStream = false, isLastResort = false) => attemptOn(guard, a, clock, isStream, isLastResort, onEvent);
  const fail = (what: Failure = down, isCallers = false) => {
    const attempt = begin();
    legFailed(attempt.entry, what, attempt, isCallers);
  };
  const failures = () => health.snapshot()['a']?.consecutiveFailures ?? 0;
  return { clock, health, told, guard, begin, fail, failures };
}

describe('a leg whose breaker', () => {
  it('is closed is free; one whose breaker opened is paused, and that is told', () => {
    const { guard, fail, told } = start();
    fail();
    expect([guard.hold!(a, call), told]).toEqual([undefined, []]);
    fail();
    expect([guard.hold!(a, call), told]).toEqual([{ kind: 'pause', reason: 'breaker', ms: 1_000 }, ['a open 1000']]);
  });

  it('closes again is told, too', async () => {
    const { guard, fail, told, clock, begin } = start();
    fail();
    fail();
    await clock.advance(1_000);
    const probe = begin();
    expect(guard.hold!(a, call)).toMatchObject({ kind: 'pause' });
    attemptAnswered(probe.entry, probe);
    expect([guard.hold!(a, call), told]).toEqual([undefined, ['a open 1000', 'a half-open 0', 'a closed 0']]);
  });

  it('was taken out of service is paused for ever, for that reason, and not entered', () => {
    const { guard, health, begin } = start();
    health.isolate('a');
    expect(guard.hold!(a, call)).toEqual({ kind: 'pause', reason: 'isolated', ms: Infinity });
    expect(begin(false, true).entry.tickets).toEqual([]);
  });

  it('is open is entered as a last resort only', () => {
    const { fail, begin } = start();
    fail();
    fail();
    expect([begin().entry.tickets.length, begin(false, true).entry.tickets.length]).toEqual([0, 1]);
  });
});

describe('a verdict', () => {
  it.each<[string, Failure, boolean, number]>([
    ['its failure counts', down, false, 1],
    ["the caller's own failure does not", down, true, 0],
    ['a failure of the request does not', failure('invalid-request'), false, 0],
  ])('on a leg that failed: %s', (_, what, isCallers, counted) => {
    const { fail, failures } = start();
    fail(what, isCallers);
    expect(failures()).toBe(counted);
  });

  const broken = (what: Failure, isCallers = false): StreamEnd => ({
    type: 'broken',
    failure: what,
    error: new Error('broken'),
    isCallers,
  });
  const cut = (limit: string) => makeFailure(`timeout:${limit}`, { category: 'timeout' });

  it.each<[string, StreamEnd, number]>([
    ['whole', { type: 'whole' }, 0],
    ['left by its consumer', { type: 'left' }, 1],
    ['broken off', broken(down), 2],
    ["broken off by the caller's own failure", broken(down, true), 1],
    ['cut by the total while it was speaking', broken(cut('totalMs')), 0],
    ['cut by its own length', broken(cut('attemptMs')), 0],
    ['cut in its silence', broken(cut('idleMs')), 2],
  ])('on a stream comes at its end, not with its first content: %s', (_, end, counted) => {
    const { begin, fail, failures } = start(9);
    fail();
    const attempt = begin(true);
    attemptAnswered(attempt.entry, attempt);
    attemptCommitted(attempt.entry, attempt);
    expect(failures()).toBe(1);
    streamEnded(attempt.entry, end, attempt);
    expect(failures()).toBe(counted);
  });

  it('on a whole answer comes with it', () => {
    const { begin, fail, failures } = start();
    fail();
    const attempt = begin();
    attemptAnswered(attempt.entry, attempt);
    expect(failures()).toBe(0);
  });

  it('that never comes gives the probe back', async () => {
    const { begin, fail, clock, guard } = start();
    fail();
    fail();
    await clock.advance(1_000);
    const probe = begin();
    expect(guard.hold!(a, call)).toBeDefined();
    cancelEntry(probe.entry);
    expect(guard.hold!(a, call)).toBeUndefined();
  });
});

it('the first content of a probe closes the breaker', async () => {
  const { begin, fail, clock, told, guard } = start();
  fail();
  fail();
  await clock.advance(1_000);
  const probe = begin(true);
  attemptAnswered(probe.entry, probe);
  expect(told).toEqual(['a open 1000', 'a half-open 0']);
  attemptCommitted(probe.entry, probe);
  expect([told, guard.hold!(a, call)]).toEqual([['a open 1000', 'a half-open 0', 'a closed 0'], undefined]);
});

it('a leg is being given up if one more failure would open its breaker', () => {
  const { begin, fail } = start();
  expect(isOpening(begin().entry)).toBe(false);
  fail();
  expect(isOpening(begin().entry)).toBe(true);
});
