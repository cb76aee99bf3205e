/** A thousand calls that wait for one busy leg: who is woken, in which order, and that no free slot is forgotten. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Attempt, Call, Engine } from '../../src/engine/call.ts';
import { attemptBegan, attemptReleased, enterLeg } from '../../src/engine/entry.ts';
import { isFree, sortGuards, type Guard } from '../../src/engine/guard.ts';
import { pushEvent } from '../../src/engine/queue.ts';
import { begin } from '../../src/engine/run-legs.ts';
import { startLoop } from '../../src/engine/run-legs.ts';
import { answered } from '../../src/engine/settle.ts';
import { schedule } from '../../src/engine/timer.ts';
import { concurrencyGuard } from '../../src/guards/concurrency-guard.ts';
import { failure, leg } from '../support/legs.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { engineOf, openCall, SETTINGS } from './open-call.ts';

const WAITING = 1_000;
const a = (concurrency: number) => leg('a', 0, { concurrency, retries: 1 });

/** One leg, whose attempts end when the test says so, and the number of wakes. */
function busyLeg(concurrency: number, others: readonly Guard[] = []) {
  const clock = createManualClock();
  const only = a(concurrency);
  const bulkhead = concurrencyGuard(clock.monotonic);
  const seen = { wakes: 0, most: 0 };
  const counting: Guard = {
    ...bulkhead,
    onFree: (of, call, wake) =>
      bulkhead.onFree!(of, call, () => {
        seen.wakes += 1;
        wake();
      }),
  };
  const running: Attempt[] = [];
  const order: number[] = [];
  const ends: (string | undefined)[] = [];
  const ids = new Map<Call, number>();

  function release(attempt: Attempt): boolean {
    if (attempt.isOver) return false;
    attempt.isOver = true;
    running.splice(running.indexOf(attempt), 1);
    attemptReleased(attempt.entry, attempt);
    return true;
  }

  const engine: Engine = engineOf(clock, {
    guards: sortGuards([counting, ...others]),
    settings: { ...SETTINGS, maxWaitMs: 60_000 },
    startLoop,
    begin(call, of, purpose, tries) {
      let entry = call.entries.find(known => known.leg === of);
      if (!entry) call.entries = [(entry = enterLeg(call, of, false))];
      call.attempts += 1;
      if (call.plan) call.plan.attempts += 1;
      const never = { firstContentAt: Infinity, attemptAt: Infinity, idleAt: Infinity, totalAt: Infinity };
      const attempt = { call, leg: of, entry, tries, purpose, startedAt: clock.monotonic(), ...never };
      const made = { ...attempt, releaseAt: Infinity, limits: {}, isOver: false, proves: true } as unknown as Attempt;
      running.push(made);
      seen.most = Math.max(seen.most, running.length);
      order.push(ids.get(call)!);
      attemptBegan(entry, made);
      return made;
    },
    stop: attempt => void release(attempt),
    mayFailOver: () => false,
    exhausted: () => new Error('spent'),
  });

  function open(id: number): AbortController {
    const caller = new AbortController();
    const call = openCall(engine, [only], {
      signal: caller.signal,
      resolve: () => void (ends[id] = 'answered'),
      reject: error => void (ends[id] = error === caller.signal.reason ? 'aborted' : String(error)),
    });
    ids.set(call, id);
    caller.signal.addEventListener('abort', call.onAbort!);
    if (isFree(engine.guards, only, call)) {
      begin(call, only, 'first');
      schedule(call, clock.monotonic());
    } else startLoop(call);
    return caller;
  }

  function answer(attempt = running[0]): void {
    if (attempt && release(attempt)) answered(attempt, 'answer');
  }

  function fail(attempt: Attempt): void {
    if (!release(attempt)) return;
    const outcome = { type: 'failed', failure: failure('overloaded'), error: undefined, isCallers: false } as const;
    pushEvent(attempt.call, { type: 'ended', attempt, outcome });
  }

  return { clock, seen, running, order, ends, open, answer, fail, settle: () => clock.advance(0) };
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('a thousand calls that wait for a leg', () => {
  it('are woken one for each slot that comes free, first in, first out', async () => {
    const { seen, running, order, ends, open, answer, settle } = busyLeg(4);
    for (const id of upTo(WAITING)) open(id);
    await settle();
    expect([running.length, seen.wakes]).toEqual([4, 0]);
    for (let freed = 1; freed <= WAITING; freed += 1) {
      answer();
      await settle();
      expect(seen.wakes).toBe(Math.min(freed, WAITING - 4));
    }
    expect(order).toEqual(upTo(WAITING));
    expect(new Set(ends)).toEqual(new Set(['answered']));
    expect([seen.most, seen.wakes, running.length]).toEqual([4, WAITING - 4, 0]);
  });

  it('are not overtaken by a call that comes between the wake and its use', async () => {
    const { order, open, answer, settle } = busyLeg(1);
    for (const id of upTo(3)) open(id);
    await settle();
    answer();
    open(3);
    for (const _ of upTo(4)) {
      await settle();
      answer();
    }
    expect(order).toEqual([0, 1, 2, 3]);
  });

  it('hand a wake on that they do not use, since their caller aborts in the same tick', async () => {
    const { seen, running, order, ends, open, answer, settle } = busyLeg(1);
    const callers = upTo(WAITING + 1).map(open);
    await settle();
    answer();
    // Each is woken, and leaves before its loop has seen it; the last one stays.
    for (const id of upTo(WAITING).slice(1)) callers[id]!.abort(new Error('left'));
    await settle();
    expect([order, running.length, seen.wakes]).toEqual([[0, WAITING], 1, WAITING]);
    expect(ends.slice(1)).toEqual(upTo(WAITING - 1).map(() => 'aborted'));
  });

  it('lose no slot, whoever aborts, fails or comes when', async () => {
    const event = fc.oneof(
      { weight: 3, arbitrary: fc.record({ type: fc.constant('answer' as const), pick: fc.nat(3) }) },
      { weight: 3, arbitrary: fc.record({ type: fc.constant('abort' as const), pick: fc.nat(WAITING - 1) }) },
      { weight: 1, arbitrary: fc.record({ type: fc.constant('fail' as const), pick: fc.nat(3) }) },
      { weight: 1, arbitrary: fc.record({ type: fc.constant('open' as const), pick: fc.constant(0) }) },
      { weight: 2, arbitrary: fc.record({ type: fc.constant('settle' as const), pick: fc.constant(0) }) },
    );
    const scripts = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.array(event, { maxLength: 400 }));
    await fc.assert(
      fc.asyncProperty(scripts, async ([concurrency, script]) => {
        const { clock, seen, running, ends, open, answer, fail, settle } = busyLeg(concurrency);
        const callers = upTo(200).map(open);
        for (const { type, pick } of script) {
          const attempt = running[pick % Math.max(running.length, 1)];
          if (type === 'settle') await settle();
          else if (type === 'open') callers.push(open(callers.length));
          else if (type === 'abort') callers[pick % callers.length]!.abort(new Error('left'));
          else if (attempt) (type === 'fail' ? fail : answer)(attempt);
        }
        // As long as somebody waits, a place is taken: no further event is needed to get on.
        for (let left = callers.length * 3; left > 0 && ends.filter(Boolean).length < callers.length; left -= 1) {
          await clock.advance(running.length === 0 ? 100 : 0);
          answer();
        }
        await settle();
        expect(ends.filter(end => end === 'answered' || end === 'aborted' || end === 'Error: spent').length).toBe(
          callers.length,
        );
        expect(seen.most).toBeLessThanOrEqual(concurrency);
        expect(running).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

describe('calls that wait for something else besides', () => {
  it('do not hand one free slot round among themselves, and take it when they may', async () => {
    const until = { at: Infinity };
    const made: { now?: () => number } = {};
    const notBefore: Guard = {
      hold: () => {
        const ms = until.at - made.now!();
        return until.at < Infinity && ms > 0 ? { kind: 'wait', reason: 'not-before', ms } : undefined;
      },
    };
    const rig = busyLeg(1, [notBefore]);
    const { clock, seen, running, order, open, answer, settle } = rig;
    made.now = () => clock.monotonic();
    for (const id of upTo(WAITING)) open(id);
    await settle();
    until.at = clock.monotonic() + 1_000;
    answer();
    await settle();
    // Each of them looked once.
    expect([running.length, seen.wakes]).toEqual([0, WAITING - 1]);
    await clock.advance(999);
    expect(running.length).toBe(0);
    await clock.advance(1);
    expect([running.length, order]).toEqual([1, [0, 1]]);
    for (const _ of upTo(WAITING)) {
      answer();
      await settle();
    }
    expect(order).toEqual(upTo(WAITING));
  });
});

describe('a wait before the same leg is tried again', () => {
  it('is not cut short by a slot of it that comes free', async () => {
    const { clock, running, order, open, answer, fail, settle } = busyLeg(2);
    open(0);
    open(1);
    fail(running[0]!);
    await settle();
    answer();
    await settle();
    expect(order).toEqual([0, 1]);
    await clock.advance(49);
    expect(order).toEqual([0, 1]);
    await clock.advance(1);
    expect(order).toEqual([0, 1, 0]);
  });
});
