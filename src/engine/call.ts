/** The state of one call over its legs, and of one attempt: plain objects that the functions of the engine work on. */
import type { EventSource } from '../event-hub.ts';
import type { CallEnd, EventListener } from '../events.ts';
import type { Failure } from '../failure.ts';
import type { MonotonicClock, Timer } from '../runtime/clock.ts';
import type {
  AttemptLimits,
  FailedOutcome,
  LegFacts,
  Operation,
  Outcome,
  Purpose,
  SkippedLeg,
  SkipReason,
  Stop,
} from './attempt.ts';
import type { Entry, Guards } from './guard.ts';
import type { EngineSettings } from './attempt.ts';

/**
 * What the calls of one router share. It is made once and never changes. Whoever makes it knows more of its own calls
 * and attempts than the engine does, which only hands them back.
 */
export interface Engine<OfCall extends Call = Call, OfAttempt extends Attempt = Attempt> {
  readonly clock: MonotonicClock;
  readonly guards: Guards;
  readonly onEvent: EventListener | undefined;
  readonly settings: EngineSettings;
  /** Starts the loop of a call that was opened without one. */
  startLoop(call: OfCall): void;
  /** Whether another leg than this one could be tried now. */
  hasOther(call: OfCall, leg: LegFacts): boolean;
  /** Begins an attempt at the model; what becomes of it is told by `attemptEnded` and `committed`. */
  begin(call: OfCall, leg: LegFacts, purpose: Purpose, tries: number): OfAttempt;
  /** Hands a stream out that has shown nothing yet. */
  release(attempt: OfAttempt): void;
  /** Ends an attempt that is under way; one that was not handed out fails, unless nobody waits for it. */
  stop(attempt: OfAttempt, stop: Stop): void;
  /** Gets rid of an answer that comes too late. */
  discard(call: OfCall, value: unknown): void;
  /** Whether another leg may be asked after this failure. */
  mayFailOver(call: OfCall, leg: LegFacts, failure: Failure): boolean;
  /** The error of a call whose legs are spent. */
  exhausted(call: OfCall): unknown;
  /** What an event says of a call's error. */
  describeError(error: unknown): Pick<CallEnd, 'failure' | 'isRetryable'>;
  /** What an aborted call gives instead of the caller's reason; `undefined` for nothing. */
  abortedAnswer(call: OfCall, reason: unknown): unknown;
}

/** When a silent leg is joined by the next one. */
export interface HedgePlan<OfCall extends Call = Call> {
  /** Milliseconds without content after which it is. */
  afterMs(attempt: Attempt): number;
  /** Most legs beside the first at a time. */
  readonly max: number;
  /** Whether this call may be asked twice at a time, as far as its size goes. */
  fits(call: OfCall): boolean;
}

/** What is handled by the loop, in the order in which it happened. */
export type CallEvent =
  | { readonly type: 'ended'; readonly attempt: Attempt; readonly outcome: Outcome }
  | { readonly type: 'committed'; readonly attempt: Attempt }
  | { readonly type: 'alarm' }
  | { readonly type: 'wake' }
  | { readonly type: 'aborted'; readonly reason: unknown }
  | { readonly type: 'threw'; readonly error: unknown };

/** How the loop of a call ended; `spent` if no leg is left. */
export type Result =
  | { readonly type: 'answered'; readonly attempt: Attempt; readonly value: unknown }
  | { readonly type: 'spent' }
  | { readonly type: 'aborted'; readonly reason: unknown };

/** A leg that is waited for. */
export interface Waiting {
  readonly leg: LegFacts;
  /** The failure after which it is tried again; `undefined` for a leg's first attempt. */
  readonly after:
    | { readonly attempt: Attempt; readonly outcome: FailedOutcome; readonly mayLeave: boolean }
    | undefined;
}

/** Which legs are to come, and what was learned of those that were looked at. */
export interface Plan {
  untried: readonly LegFacts[];
  readonly skipped: SkippedLeg[];
  /** Legs that were paused at their turn; they may be tried later on. */
  readonly paused: Map<LegFacts, SkipReason>;
  /** Whether a leg cannot take this request; asked once a leg, since a long prompt is not estimated at each look. */
  readonly unable: Map<LegFacts, SkipReason | undefined>;
  attempts: number;
  /** The furthest place that was looked at. */
  reached: number;
  /** The first leg that cannot take the request. */
  incapable: LegFacts | undefined;
  /** The leg that is asked in spite of its open breaker, since every leg's is open. */
  lastResort: LegFacts | undefined;
  /** The legs of which listeners know that they asked to be left alone. */
  told: Set<LegFacts> | undefined;
}

/** An attempt that failed, as errors and metadata list it. */
export interface FailedAttempt {
  readonly attempt: Attempt;
  readonly leg: LegFacts;
  readonly failure: Failure;
  readonly error: unknown;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly durationMs: number;
  /** When it ended, on the monotonic clock. */
  readonly failedAt: number;
}

export interface Call extends EventSource {
  readonly engine: Engine;
  readonly operation: Operation;
  readonly signal: AbortSignal | undefined;
  /** All legs in their order for this call. */
  legs: readonly LegFacts[];
  /** The fallback that this call asks first, to see whether it works. */
  canary: LegFacts | undefined;
  /** `undefined` for a call that is never asked twice at a time. */
  readonly hedge: HedgePlan | undefined;
  readonly startedAt: number;
  /** When the call's total is over; `Infinity` for never. */
  readonly totalAt: number;
  /** The attempts that are under way, streams that were handed out included. */
  running: readonly Attempt[];
  /** The attempt whose stream the caller reads, also while another one continues it. */
  served: Attempt | undefined;
  /** How many were begun. */
  attempts: number;
  failed: readonly FailedAttempt[];
  entries: readonly Entry[];
  plan: Plan | undefined;
  /** The failure that stands for the call so far. */
  last: { readonly leg: LegFacts; readonly number: number; readonly outcome: FailedOutcome } | undefined;
  /** The leg that the last `failover` or `hedge-start` event named. */
  announced: LegFacts | undefined;
  /** A failure forbids another leg: only what is running may still answer. */
  isFinal: boolean;
  hedged: boolean;
  /** The loop's queue, and what wakes it; the loop runs only once the first attempt needs more than itself. */
  events: readonly CallEvent[];
  wakeLoop: ((event: CallEvent) => void) | undefined;
  isLooping: boolean;
  /** Whether the caller has its answer or error. */
  isSettled: boolean;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
  /** When a silent attempt is to be joined, and which. */
  alarmAt: number;
  alarmOf: Attempt | undefined;
  wakeAt: number;
  waiting: Waiting | undefined;
  /** Stops watching for that leg to come free. */
  stopWatching: (() => void) | undefined;
  /** The call's one timer, and for when it is set. */
  timer: Timer | undefined;
  timerAt: number;
  readonly onTimer: () => void;
  readonly onAbort: (() => void) | undefined;
}

export interface Attempt {
  readonly call: Call;
  readonly leg: LegFacts;
  readonly entry: Entry;
  /** Counts the attempts of the call, from 1. */
  readonly number: number;
  /** How often the leg was tried in this turn, with this attempt. */
  readonly tries: number;
  readonly purpose: Purpose;
  /** On the clock that only goes forward. */
  readonly startedAt: number;
  /** Its own signal; `undefined` if only the caller can end it. */
  controller: AbortController | undefined;
  /** Whether its answer goes on after it was given. */
  readonly isStream: boolean;
  /** Milliseconds from its start to the first content. */
  firstContentMs: number | undefined;
  isOver: boolean;
  /** When its limits run out; `Infinity` while they do not hold. */
  firstContentAt: number;
  attemptAt: number;
  idleAt: number;
  totalAt: number;
  /** When a stream without content is handed out. */
  releaseAt: number;
  limits: AttemptLimits;
  /** Under what its silence is learned; `undefined` if nothing is learned from it. */
  silenceKey: string | undefined;
  /** Whether its answer says anything of the leg: one from a gateway's cache does not. */
  proves: boolean;
}
