/**
 * What canaries remember between calls: when each leg was asked last, when a chain's next one is due, and for which
 * prompts it was decided. Plain data, bounded.
 */
import { createBoundedMap, type BoundedMap } from '../runtime/bounded-map.ts';

export interface Canaries {
  /** When a leg was asked last, by its key, on the clock that only goes forward. */
  readonly askedAt: BoundedMap<number>;
  /** When a chain's next canary may be sent, by the key of its primary. */
  readonly dueAt: BoundedMap<number>;
  /** By prompt: the SDK's retries of one call bring the same one, and are no further chance of a canary. */
  readonly decided: WeakSet<object>;
}

/** Legs and chains that are kept; one that was dropped counts as never asked. */
const MAX_LEGS = 1_000;

export const createCanaries = (now: () => number): Canaries => ({
  askedAt: createBoundedMap({ max: MAX_LEGS, now }),
  dueAt: createBoundedMap({ max: MAX_LEGS, now }),
  decided: new WeakSet(),
});
