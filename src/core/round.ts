/** What a round is given, and what it tells. */
import type { Failure } from '../failure.ts';
import type { Attempt, FailedAttempt, LegFacts, Outcome } from './attempt.ts';
import type { MonotonicClock } from './clock.ts';

/** What happens next to a call. */
export type RoundStep =
  | { type: 'retry'; leg: LegFacts; failure: Failure; waitMs: number }
  | { type: 'failover'; from: LegFacts; to: LegFacts; failure: Failure; waitMs: number }
  | { type: 'hedge'; from: LegFacts; to: LegFacts; afterMs: number };

/** When a silent leg is joined by the next one. */
export interface HedgeOptions {
  afterMs: number;
  /** Most legs that are asked beside the first at a time. */
  max: number;
  /** Whether one may be started now. */
  mayHedge: (leg: LegFacts) => boolean;
}

/** A try that is under way. */
export interface Try<Value> {
  attempt: Attempt;
  outcome: Promise<Outcome<Value>>;
}

export interface RoundOptions<Value> {
  clock: MonotonicClock;
  signal: AbortSignal | undefined;
  /** Starts a try. */
  begin: (leg: LegFacts, number: number) => Try<Value>;
  /** How long to wait before the same leg is tried again; `undefined` if it is better left. */
  retryDelayMs: (failure: Failure, tries: number, silentMs: number, leg: LegFacts) => number | undefined;
  /** Whether another leg may be tried after this failure. */
  mayFailOver: (failure: Failure, leg: LegFacts) => boolean;
  /** The first try, if the call was opened with it before there was a round. */
  opening?: Try<Value> | undefined;
  hedge?: HedgeOptions | undefined;
  /** Gets an answer that came too late. */
  discard: (value: Value) => void;
  /** Hears of the try that answered. */
  onAnswered: (attempt: Attempt) => void;
  /** Hears of every failed try, before anything follows from it. */
  onFailed: (attempt: FailedAttempt) => void;
  /** Hears which leg failed for good in this call. */
  onLeft: (leg: LegFacts, failure: Failure) => void;
  /** Hears of the tries that were still under way at the end; another leg's answer may have been that. */
  onLost: (attempt: Attempt, winner: Attempt | undefined) => void;
  /** Hears that it is over, whichever way. */
  onEnd: () => void;
  /** Hears of every step, before its wait. */
  onStep: (step: RoundStep) => void;
}

/** How a round ended. */
export interface RoundResult<Value> {
  /** `undefined` when no leg could be tried. */
  outcome: Outcome<Value> | undefined;
  /** Whether the last failure forbids another leg, so that it speaks for the whole call. */
  isFinal: boolean;
}
