/**
 * The slots of one leg of limited concurrency: who holds one, who waits for one, and to whom a free one is promised. A slot
 * that comes free wakes one call, the one that has waited longest.
 */
import type { GuardedAttempt, GuardedCall } from '../engine/guard.ts';

interface Waiter {
  readonly call: GuardedCall;
  readonly wake: () => void;
  /** Slots up to this number were free when it began to wait, for another reason: they are no news to it. */
  readonly seen: number;
}

export interface Slots {
  readonly limit: number;
  /** Attempts, and until when each may keep its slot. */
  readonly taken: Map<GuardedAttempt, number>;
  /** In the order in which they came. */
  readonly waiting: Set<Waiter>;
  /** Calls that were woken and have not begun yet, and the number of the slot that each was promised. */
  readonly promised: Map<GuardedCall, number>;
  /** Counts the slots that came free. */
  freed: number;
}

export const createSlots = (limit: number): Slots => ({
  limit,
  taken: new Map(),
  waiting: new Set(),
  promised: new Map(),
  freed: 0,
});

export const isUnused = ({ taken, waiting, promised }: Slots): boolean =>
  taken.size === 0 && waiting.size === 0 && promised.size === 0;

/** How many hold a slot whose lease is not over. */
function countTaken({ taken }: Slots, time: number): number {
  let count = 0;
  for (const until of taken.values()) if (until > time) count += 1;
  return count;
}

/** Whether no slot is left for the call: what was promised to it counts as free. */
export function isFull(slots: Slots, call: GuardedCall | undefined, time: number): boolean {
  const { limit, taken, promised } = slots;
  const others = promised.size - (call !== undefined && promised.has(call) ? 1 : 0);
  return taken.size + others >= limit && countTaken(slots, time) + others >= limit;
}

/** An attempt takes the slot that was promised to its call, or another one. */
export function takeSlot(
  { limit, taken, promised }: Slots,
  attempt: GuardedAttempt,
  time: number,
  until: number,
): void {
  promised.delete(attempt.call);
  if (taken.size >= limit) taken.forEach((end, other) => end <= time && taken.delete(other));
  taken.set(attempt, until);
}

/** A slot comes free, if the attempt held one. */
export function freeSlot(slots: Slots, attempt: GuardedAttempt, time: number): void {
  if (!slots.taken.delete(attempt)) return;
  slots.freed += 1;
  wakeNext(slots, slots.freed, time);
}

function wakeNext(slots: Slots, number: number, time: number): void {
  const { waiting, promised } = slots;
  if (waiting.size === 0 || isFull(slots, undefined, time)) return;
  for (const waiter of waiting) {
    // Without this, calls that wait for something else besides would hand one slot round among themselves for ever.
    if (waiter.seen >= number) continue;
    waiting.delete(waiter);
    promised.set(waiter.call, number);
    return waiter.wake();
  }
}

export function addWaiter(slots: Slots, call: GuardedCall, wake: () => void, time: number): Waiter {
  const waiter = { call, wake, seen: isFull(slots, call, time) ? -1 : slots.freed };
  slots.waiting.add(waiter);
  return waiter;
}

/** The call waits no more; a promise that it did not use goes to the next one. */
export function removeWaiter(slots: Slots, waiter: Waiter, time: number): void {
  const { waiting, promised } = slots;
  waiting.delete(waiter);
  const number = promised.get(waiter.call);
  if (number === undefined) return;
  promised.delete(waiter.call);
  wakeNext(slots, number, time);
}
