/**
 * The engine's vocabulary: what is asked of which leg, and how it ends. No model, prompt or answer in it, so that one
 * engine serves every model family.
 */
import type { Failure } from '../failure.ts';
import type { Limit } from '../own-failures.ts';
import type { SkipReason } from '../vocabulary.ts';

export type { Operation, Purpose, SkipReason } from '../vocabulary.ts';

/** A leg as the engine sees it: who it is and what it shares with others. */
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
  /** Further attempts on this leg. */
  readonly retries: number;
  /** Most attempts that run on it at a time; `undefined` for no limit. */
  readonly concurrency: number | undefined;
}

/** The limits of an attempt in milliseconds; one that is absent is off. */
export interface AttemptLimits {
  /** From dispatch to the first content; pings, preamble and empty deltas do not count. */
  readonly firstContentMs?: number | undefined;
  /** Between contents, counted only while the consumer waits for one. */
  readonly idleMs?: number | undefined;
  /** From dispatch to the end. */
  readonly attemptMs?: number | undefined;
  /** The limit that nobody asked for: it does not hold on the last leg that could answer. */
  readonly spares?: Limit | undefined;
}

/** What ends an attempt from outside: the caller, a limit, another leg's answer, or the reader who leaves. */
export type Stop =
  | { readonly type: 'aborted'; readonly reason: unknown }
  | { readonly type: 'expired'; readonly limit: Limit; readonly ms: number }
  | { readonly type: 'lost' | 'left'; readonly reason: unknown };

/** How an attempt ended. */
export type Outcome =
  | { readonly type: 'answered'; readonly value: unknown }
  | FailedOutcome
  | { readonly type: 'aborted'; readonly reason: unknown };

export interface FailedOutcome {
  readonly type: 'failed';
  readonly failure: Failure;
  readonly error: unknown;
  /** Whether the failure is the caller's own (their credentials, their limit): it says nothing of the leg. */
  readonly isCallers: boolean;
}

/** How a stream ended that had been handed out: whole, broken off, or left by its consumer. */
export type StreamEnd =
  | { readonly type: 'whole' }
  | { readonly type: 'broken'; readonly failure: Failure; readonly error: unknown; readonly isCallers: boolean }
  | { readonly type: 'left' };

/** A leg that was not tried. */
export interface SkippedLeg {
  readonly leg: LegFacts;
  readonly reason: SkipReason;
}

/** What a router's user may set of its engine. */
export interface EngineSettings {
  /** Most attempts of a round; by default 1 + retries of each leg. */
  readonly maxAttempts: number | undefined;
  readonly maxWaitMs: number;
  readonly minAttemptMs: number;
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
  readonly random: () => number;
  /** Limits are reported and cut nothing. */
  readonly observe: boolean;
}
