/**
 * A bulkhead: at most so many attempts run on a leg at a time. A full leg is skipped; where no other leg can serve,
 * a call waits for a slot, up to `maxWaitMs` from its start and within its total. A slot is held to the end of the answer, but no
 * longer than its lease: a stream that no one reads must not keep its place for ever.
 */
import type { LegFacts } from '../engine/attempt.ts';
import type { Guard, Ticket } from '../engine/guard.ts';
import { longestWaitMs } from '../engine/holds.ts';
import { addWaiter, createSlots, freeSlot, isFull, isUnused, removeWaiter, takeSlot, type Slots } from './leg-slots.ts';

/** Longest time that one attempt holds a slot. */
const LEASE_MS = 600_000;

const NOTHING = () => {};

/** @param now milliseconds on the clock that only goes forward */
export function concurrencyGuard(now: () => number): Guard {
  // Made with the first slot: most instances have no leg of limited concurrency.
  let legs: Map<string, Slots> | undefined;

  function slotsOf(key: string, limit: number): Slots {
    legs ??= new Map();
    let slots = legs.get(key);
    if (!slots) legs.set(key, (slots = createSlots(limit)));
    return slots;
  }

  const known = ({ key, concurrency }: LegFacts) => (concurrency === undefined ? undefined : legs?.get(key));

  function forgetIfUnused({ key }: LegFacts, slots: Slots): void {
    if (isUnused(slots)) legs?.delete(key);
  }

  const ticket: Ticket = {
    began(attempt) {
      const { key, concurrency } = attempt.leg;
      if (concurrency === undefined) return;
      const time = now();
      takeSlot(slotsOf(key, concurrency), attempt, time, time + LEASE_MS);
    },
    released(attempt) {
      const { leg } = attempt;
      const slots = known(leg);
      if (!slots) return;
      freeSlot(slots, attempt, now());
      forgetIfUnused(leg, slots);
    },
  };

  return {
    ticket,
    hold(leg, call) {
      const slots = known(leg);
      if (!slots) return undefined;
      const time = now();
      if (!isFull(slots, call, time)) return undefined;
      // As long as the call would wait: a slot may come free at any time.
      const ms = Math.min(call.startedAt + call.engine.settings.maxWaitMs - time, longestWaitMs(call));
      return { kind: 'wait', reason: 'busy', ms: ms > 0 ? ms : Infinity };
    },
    onFree(leg, call, wake) {
      const { key, concurrency } = leg;
      if (concurrency === undefined) return NOTHING;
      const slots = slotsOf(key, concurrency);
      const waiter = addWaiter(slots, call, wake, now());
      return () => {
        removeWaiter(slots, waiter, now());
        forgetIfUnused(leg, slots);
      };
    },
  };
}
