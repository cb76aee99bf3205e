import { describe, expect, it } from 'vitest';
import { attemptAnswered, attemptFailed, streamEnded } from '../../src/engine/entry.ts';
import { retryAfterGuard } from '../../src/guards/retry-after-guard.ts';
import { createNotBefore } from '../../src/health/not-before.ts';
import { failure, leg } from '../support/legs.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { attemptOn, failedBy } from './guarded-call.ts';
import { planned } from '../engine/open-call.ts';

const a = leg('a', 0, { gateway: 'g' });
const other = leg('b', 1, { gateway: 'g' });
const call = planned([a, other]);
const limited = failure('rate-limit', { retryAfterMs: 3_000 });

function start() {
  const clock = createManualClock();
  const guard = retryAfterGuard(createNotBefore(clock.now));
  return { clock, guard, begin: (isStream = false) => attemptOn(guard, a, clock, isStream) };
}

describe('a leg that asked to be left alone', () => {
  it('is held for that long, in every call, and free exactly then', async () => {
    const { clock, guard, begin } = start();
    expect(guard.hold!(a, call)).toBeUndefined();
    const attempt = begin();
    attemptFailed(attempt.entry, attempt, failedBy(limited));
    expect(guard.hold!(a, call)).toEqual({ kind: 'wait', reason: 'not-before', ms: 3_000 });
    expect(guard.hold!(other, call)).toBeUndefined();
    await clock.advance(2_999);
    expect(guard.hold!(a, call)).toMatchObject({ ms: 1 });
    await clock.advance(1);
    expect(guard.hold!(a, call)).toBeUndefined();
  });

  it('is held with what shares its limit', () => {
    const { guard, begin } = start();
    const attempt = begin();
    attemptFailed(attempt.entry, attempt, failedBy({ ...limited, scope: 'gateway' }));
    expect(guard.hold!(other, call)).toMatchObject({ ms: 3_000 });
  });

  it("is not held for a limit of the caller's own", () => {
    const { guard, begin } = start();
    const attempt = begin();
    attemptFailed(attempt.entry, attempt, failedBy(limited, true));
    expect(guard.hold!(a, call)).toBeUndefined();
  });

  it.each([
    [false, 3_000],
    [true, undefined],
  ])("may have said so in the middle of its stream (the caller's own: %s)", (isCallers, ms) => {
    const { guard, begin } = start();
    const attempt = begin(true);
    attemptAnswered(attempt.entry, attempt);
    streamEnded(attempt.entry, { type: 'broken', failure: limited, error: 'limited', isCallers }, attempt);
    expect(guard.hold!(a, call)?.ms).toBe(ms);
  });
});
