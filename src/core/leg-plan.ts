/** What a round asks of the plan of its legs. */
import type { Failure } from '../failure.ts';
import type { LegFacts, SkippedLeg } from './attempt.ts';

export interface LegPlan {
  /** The next leg to try and the wait before it; `undefined` when no leg is left. */
  next(): { leg: LegFacts; waitMs: number } | undefined;
  /** Counts a try. */
  started(): void;
  /** Whether the same leg may be tried again after this failure, without taking the place of an untried one. */
  hasRoomFor(leg: LegFacts, tries: number, failure: Failure): boolean;
  /** Whether there is time for a try after such a wait. */
  fits(waitMs: number): boolean;
  /** Whether another leg than this one could be tried now. */
  hasOther(leg: LegFacts): boolean;
  /** Whether a leg that cannot be tried now may be later on. */
  mayHaveMore(): boolean;
  /** Whether this leg is asked in spite of its open breaker, since every leg's is open. */
  isLastResort(leg: LegFacts): boolean;
  /** How long a leg is to be left alone from now; `undefined` if that is longer than a call waits, or it is paused. */
  waitMs(leg: LegFacts): number | undefined;
  /** Takes back a leg that was not tried after all. */
  putBack(leg: LegFacts): void;
  /** Skips the legs that share what is broken. */
  failed(leg: LegFacts, failure: Failure): void;
  /** The legs that were passed over, with the reason. */
  skipped(): SkippedLeg[];
}
