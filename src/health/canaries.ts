/**
 * What canaries remember between calls: in which order legs were asked last, when a chain's next one is due, and for which
 * prompts it was decided. Plain data, bounded.
 */
import { createBoundedMap, type BoundedMap } from '../runtime/bounded-map.ts';

export interface Canaries {
  /** How many attempts had begun when a leg was asked last, by its key: many begin in the same millisecond. */
  readonly askedAt: BoundedMap<number>;
  /** How many attempts have begun. */
  asked: number;
  /** When a chain's next canary may be sent, by the key of its primary. */
  readonly dueAt: BoundedMap<number>;
  /** By prompt: the SDK's retries of one call bring the same one, and are no further chance of a canary. */
  readonly decided: WeakSet<object>;
}

/** Legs and chains that are kept; one that was dropped counts as never asked. */
const MAX_LEGS = 1_000;

export const createCanaries = (now: () => number): Canaries => ({
  askedAt: createBoundedMap({ max: MAX_LEGS, now }),
  asked: 0,
  dueAt: createBoundedMap({ max: MAX_LEGS, now }),
  decided: new WeakSet(),
});
