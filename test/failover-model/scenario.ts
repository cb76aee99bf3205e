/** What may happen to a router: legs, the script of each try, and calls that overlap. Plain data. */
import type { Failure } from '../../src/failure.ts';

/** What goes wrong; everything that a router may decide from. */
export type Trouble = Pick<Failure, 'category' | 'scope' | 'retryable' | 'fallback'> & { retryAfterMs?: number };

/** One try at a leg. After `delayMs` it does what `type` says. */
export type Try =
  | { type: 'answer'; delayMs: number }
  /** Nothing was shown. In a stream: the call rejects, an error part comes after the preamble, or the stream dies. */
  | { type: 'failure'; delayMs: number; as: 'rejection' | 'error-part' | 'death'; trouble: Trouble }
  /** The stream ends after its preamble. A generate call answers. */
  | { type: 'empty'; delayMs: number }
  /** Content comes, and `laterMs` after it the stream breaks. A generate call answers at once. */
  | { type: 'broken'; delayMs: number; laterMs: number; as: 'error-part' | 'death' | 'end'; trouble: Trouble };

export interface Leg {
  name: string;
  gateway?: string;
  account?: string;
  retries?: number;
}

export interface Call {
  operation: 'generate' | 'stream';
  startMs: number;
  /** Counted from the start. */
  abortMs?: number;
  /** The tries of each leg in the order in which this call makes them; past the end a leg answers. */
  scripts: Try[][];
}

export interface Scenario {
  legs: Leg[];
  perLeg?: number;
  maxAttempts?: number;
  maxWaitMs: number;
  exhausted: 'retryable' | 'final';
  contentPolicy: boolean;
  calls: Call[];
}

/** When a call asked which leg, counted from the start of the scenario. */
export interface Dispatch {
  leg: string;
  atMs: number;
}

/** Everything about a call that its caller, or a leg, can notice. */
export interface Observation {
  dispatches: Dispatch[];
  endedMs: number;
  end:
    | { type: 'answered'; by: string; failedTries: string[]; warned: boolean; told: boolean }
    /** Content was shown before the failure. */
    | { type: 'broken'; by: string }
    | { type: 'aborted' }
    /** The classified error of one try. */
    | { type: 'error'; category: string; isRetryable: boolean }
    | { type: 'failover-error'; failedTries: string[]; isRetryable: boolean; retryAfterMs: number | undefined };
}

/** The jitter of the scenario's router: waits are this share of their ceiling. */
export const JITTER = 0.5;
export const BASE_DELAY_MS = 212;
export const MAX_DELAY_MS = 800;
