/**
 * The engine's vocabulary. Layers see which leg is tried and how it ended, never a prompt or an answer; so one engine
 * serves generate, stream and every other model family.
 */
import type { Failure } from '../failure.ts';
import type { LinkedSignal } from './linked-signal.ts';

/** What is asked of a model. */
export type Operation = 'generate' | 'stream';

/** A leg, as layers see it: who it is and with whom it shares its fate. */
export interface LegFacts {
  /** Its place in the configured order; 0 is the primary. */
  readonly index: number;
  /** What it is called in errors, events and metadata; unique among the legs. */
  readonly name: string;
  /** Under which its state is kept. */
  readonly key: string;
  readonly provider: string;
  readonly modelId: string;
  /** The gateway that it goes through, if known. */
  readonly gateway: string | undefined;
  /** The account that pays for it, if declared. */
  readonly account: string | undefined;
  /** Further tries on this leg. */
  readonly retries: number;
}

/** One try at one leg. */
export interface Attempt {
  readonly operation: Operation;
  readonly leg: LegFacts;
  /** Counts the tries of the call, from 1. */
  readonly number: number;
  /** By the monotonic clock, in milliseconds. */
  readonly startedAt: number;
  /** Its own signal; `undefined` if nothing but the caller and its own limits can end it. */
  link: LinkedSignal | undefined;
  /** Under what its silence is learned; `undefined` if nothing is learned from it. */
  silenceKey: string | undefined;
  /** Milliseconds to the first content, once something of the answer was shown. */
  firstContentMs: number | undefined;
  /** Hears of the first content. */
  onContent: (() => void) | undefined;
}

/** How a try ended. */
export type Outcome<Value> =
  | { readonly type: 'answered'; readonly value: Value }
  | { readonly type: 'failed'; readonly failure: Failure; readonly error: unknown }
  | { readonly type: 'aborted'; readonly reason: unknown }
  /** The answer was open already: it says of itself that it was aborted. */
  | { readonly type: 'aborted'; readonly reason: unknown; readonly value: Value };

/** What a try ends the call with that has not failed. @throws the caller's reason if it aborted before there was a value */
export function answerOf<Value>(outcome: Exclude<Outcome<Value>, { type: 'failed' }>): Value {
  if ('value' in outcome) return outcome.value;
  throw outcome.reason;
}

/** A try that failed, kept for those who ask why. */
export interface FailedAttempt {
  readonly leg: LegFacts;
  readonly failure: Failure;
  readonly error: unknown;
  /** Milliseconds since the epoch, for people: durations are not measured from it. */
  readonly startedAt: number;
  readonly durationMs: number;
  /** When it failed, by the monotonic clock, in milliseconds. */
  readonly failedAt: number;
}

/**
 * Why a leg was not tried: it shares the failed gateway or account, asked to be left alone, has an open breaker, was
 * taken out of service, cannot take the request, or there was no time left.
 */
export type SkipReason =
  | 'gateway'
  | 'account'
  | 'not-before'
  | 'breaker'
  | 'isolated'
  | 'context-window'
  | 'file'
  | 'deadline';

/** A leg that was not tried. */
export interface SkippedLeg {
  readonly leg: LegFacts;
  readonly reason: SkipReason;
}
