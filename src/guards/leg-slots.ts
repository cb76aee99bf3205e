/**
 * The slots of one leg of limited concurrency: who holds one, who waits for one, and to whom a free one is promised. A slot
 * that comes free wakes one call, the one that has waited longest.
 *
 * On Workers a request may be cancelled: from then on none of its code runs, so it gives back no slot and begins nothing
 * when it is woken. What it holds comes free by time.
 */
import type { GuardedAttempt, GuardedCall } from '../engine/guard.ts';

/** By how much an attempt may outlast a limit of its own. Its timer would have ended it: no code of its request runs. */
const OVERDUE_MS = 1_000;

/** How long a slot is kept for a call that was woken. One whose code runs begins in the same turn. */
const PROMISE_MS = 1_000;

interface Waiter {
  readonly call: GuardedCall;
  readonly wake: () => void;
  /** Slots up to this number were free when it began to wait, for another reason: they are no news to it. */
  readonly seen: number;
  /** From when its own timer must have ended the wait. */
  readonly until: number;
}

/** The number of the slot that a call was promised, and until when it is kept for it. */
interface Promised {
  readonly number: number;
  readonly until: number;
}

export interface Slots {
  readonly limit: number;
  /** Attempts, and until when each may keep its slot. */
  readonly taken: Map<GuardedAttempt, number>;
  /** In the order in which they came; one that waits on keeps its place. */
  readonly waiting: Map<GuardedCall, Waiter>;
  /** Calls that were woken and have not begun yet. */
  readonly promised: Map<GuardedCall, Promised>;
  /** Counts the slots that came free. */
  freed: number;
}

export const createSlots = (limit: number): Slots => ({
  limit,
  taken: new Map(),
  waiting: new Map(),
  promised: new Map(),
  freed: 0,
});

export const isUnused = ({ taken, waiting, promised }: Slots): boolean =>
  taken.size === 0 && waiting.size === 0 && promised.size === 0;

/** Whether an attempt holds its slot no more, though it never gave it back. */
function isOverdue(
  { firstContentAt, attemptAt, idleAt, totalAt }: GuardedAttempt,
  until: number,
  time: number,
): boolean {
  return until <= time || Math.min(firstContentAt, attemptAt, idleAt, totalAt) + OVERDUE_MS <= time;
}

/** How many hold a slot. */
function countTaken({ taken }: Slots, time: number): number {
  let count = 0;
  for (const [attempt, until] of taken) if (!isOverdue(attempt, until, time)) count += 1;
  return count;
}

/** How many slots are kept for others than this call. */
function countPromised({ promised }: Slots, call: GuardedCall | undefined, time: number): number {
  let count = 0;
  for (const [other, { until }] of promised) if (other !== call && until > time) count += 1;
  return count;
}

/** Whether no slot is left for the call: what was promised to it counts as free. */
export function isFull(slots: Slots, call: GuardedCall | undefined, time: number): boolean {
  const { limit, taken, promised } = slots;
  return taken.size + promised.size >= limit && countTaken(slots, time) + countPromised(slots, call, time) >= limit;
}

/** An attempt takes the slot that was promised to its call, or another one. */
export function takeSlot(
  { limit, taken, promised }: Slots,
  attempt: GuardedAttempt,
  time: number,
  until: number,
): void {
  promised.delete(attempt.call);
  if (taken.size >= limit) taken.forEach((end, other) => isOverdue(other, end, time) && taken.delete(other));
  taken.set(attempt, until);
}

/** A slot comes free, if the attempt held one. */
export function freeSlot(slots: Slots, attempt: GuardedAttempt, time: number): void {
  if (!slots.taken.delete(attempt)) return;
  slots.freed += 1;
  wakeNext(slots, slots.freed, time);
}

/** Wakes the call that has waited longest; and further ones, where slots came free by time alone. */
function wakeNext(slots: Slots, number: number, time: number): void {
  const { waiting, promised } = slots;
  for (const [call, { until }] of promised) if (until <= time) promised.delete(call);
  for (const [call, waiter] of waiting) {
    if (isFull(slots, undefined, time)) return;
    if (waiter.until <= time) {
      waiting.delete(call);
      continue;
    }
    // Without this, calls that wait for something else besides would hand one slot round among themselves for ever.
    if (waiter.seen >= number) continue;
    waiting.delete(call);
    promised.set(call, { number, until: time + PROMISE_MS });
    waiter.wake();
  }
}

export function addWaiter(slots: Slots, call: GuardedCall, wake: () => void, time: number): Waiter {
  const until = time + call.engine.settings.maxWaitMs + OVERDUE_MS;
  const waiter = { call, wake, seen: isFull(slots, call, time) ? -1 : slots.freed, until };
  slots.waiting.set(call, waiter);
  return waiter;
}

/** The call waits no more; a promise that it did not use goes to the next one. */
export function removeWaiter(slots: Slots, waiter: Waiter, time: number): void {
  const { waiting, promised } = slots;
  if (waiting.get(waiter.call) === waiter) waiting.delete(waiter.call);
  const kept = promised.get(waiter.call);
  if (kept === undefined) return;
  promised.delete(waiter.call);
  wakeNext(slots, kept.number, time);
}
