/**
 * A bulkhead: at most so many attempts run on a leg at a time. A full leg is passed over; where no other leg can serve,
 * a call waits for a slot, up to `maxWaitMs` from its start. A slot is held to the end of the answer, but no longer than
 * its lease: a stream that no one reads must not keep its place for ever.
 */
import type { LegFacts } from '../engine/attempt.ts';
import type { Guard, GuardedAttempt, Ticket } from '../engine/guard.ts';

/** Longest time that one attempt holds a slot. */
const LEASE_MS = 600_000;

interface Slots {
  readonly taken: Map<GuardedAttempt, number>;
  /** Woken in the order in which they came. */
  readonly waiting: Set<() => void>;
}

/** @param now milliseconds on the clock that only goes forward */
export function concurrencyGuard(now: () => number): Guard {
  // Made with the first slot: most instances have no leg of limited concurrency.
  let legs: Map<string, Slots> | undefined;

  function slotsOf({ key }: LegFacts): Slots {
    legs ??= new Map();
    let slots = legs.get(key);
    if (!slots) legs.set(key, (slots = { taken: new Map(), waiting: new Set() }));
    return slots;
  }

  function forgetIfUnused({ key }: LegFacts, { taken, waiting }: Slots): void {
    if (taken.size === 0 && waiting.size === 0) legs?.delete(key);
  }

  /** How many hold a slot whose lease is not over. */
  function countTaken({ taken }: Slots): number {
    const time = now();
    let count = 0;
    for (const until of taken.values()) if (until > time) count += 1;
    return count;
  }

  const ticket: Ticket = {
    began(attempt) {
      const { leg } = attempt;
      if (leg.concurrency === undefined) return;
      const { taken } = slotsOf(leg);
      const time = now();
      if (taken.size >= leg.concurrency) taken.forEach((until, other) => until <= time && taken.delete(other));
      taken.set(attempt, time + LEASE_MS);
    },
    released(attempt) {
      if (attempt.leg.concurrency === undefined) return;
      const slots = legs?.get(attempt.leg.key);
      if (!slots?.taken.delete(attempt)) return;
      slots.waiting.forEach(wake => wake());
      forgetIfUnused(attempt.leg, slots);
    },
  };

  return {
    ticket,
    hold(leg, call) {
      const { concurrency } = leg;
      const slots = concurrency === undefined ? undefined : legs?.get(leg.key);
      if (!slots || slots.taken.size < concurrency! || countTaken(slots) < concurrency!) return undefined;
      const ms = call.startedAt + call.engine.settings.maxWaitMs - now();
      return { kind: 'wait', reason: 'busy', ms: ms > 0 ? ms : Infinity };
    },
    onFree(leg, wake) {
      const slots = slotsOf(leg);
      slots.waiting.add(wake);
      return () => {
        slots.waiting.delete(wake);
        forgetIfUnused(leg, slots);
      };
    },
  };
}
