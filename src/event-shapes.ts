/** What each event has, before it is stamped. */
import type { Failure } from './failure.ts';
import type { Limit } from './own-failures.ts';
import type { ResponseMarks, TokenCounts, Upstream } from './response-shapes.ts';
import type { Operation, Purpose, SkipReason } from './vocabulary.ts';

/** A model of a chain, by its names. */
export interface ServedBy {
  /** The leg's name. */
  leg: string;
  provider: string;
  modelId: string;
}

/** The attempt that an event is about. */
export interface OfAttempt extends ServedBy {
  /** Which attempt of its call, counted from 1. */
  attempt: number;
}

/** Where in an attempt it happened. */
export interface InAttempt extends OfAttempt {
  /** Whole milliseconds since the attempt began. */
  ms: number;
}

export interface CallStart {
  /** A call started. */
  type: 'call-start';
  operation: Operation;
  /** The names of the legs, in the order of this call. */
  legs: readonly string[];
  /** Whether the first of them is a fallback that is asked to see whether it works (`canary`); else absent. */
  canary?: true;
}

export interface CallEnd {
  /** The caller has an answer or an error. A stream that was handed out goes on: its own `attempt-end` follows. */
  type: 'call-end';
  operation: Operation;
  outcome: 'answered' | 'failed' | 'aborted';
  /** The leg that answered. */
  servedBy?: ServedBy;
  /** Whether that was a fallback; not one that was asked first as a canary. */
  degraded: boolean;
  /** Whether a fallback was asked first as a canary, whichever leg answered; else absent. */
  canary?: true;
  /** Whether two legs ran at the same time. */
  hedged: boolean;
  /** How many attempts were started. */
  attempts: number;
  /** Whole milliseconds since the call started. */
  ms: number;
  /** Why it failed: the primary's failure. */
  failure?: Failure;
  /** Whether the SDK's `maxRetries` may start another round. */
  isRetryable?: boolean;
}

export interface AttemptStart extends OfAttempt {
  /** A leg is asked. */
  type: 'attempt-start';
  /** `first` attempt of the leg, `retry`, `hedge` beside a silent leg, or `continue` with a text that broke off. */
  purpose: Purpose;
}

export interface Committed extends InAttempt {
  /** A stream has shown its first content: no other leg can take its place any more. */
  type: 'committed';
}

export interface AttemptEnd extends InAttempt, ResponseMarks {
  /** An attempt is over; for a stream, when its last part was read. */
  type: 'attempt-end';
  /** `aborted` by the caller's signal, `lost` to another leg's answer, `left` early by the reader of its stream. */
  outcome: 'answered' | 'failed' | 'aborted' | 'lost' | 'left';
  /** Why it failed. */
  failure?: Failure;
  /** Whole milliseconds to the first content; absent if none was seen, and where only a whole answer was. */
  firstContentMs?: number;
  /** What it used; absent if the provider did not say. */
  usage?: TokenCounts;
}

export interface FailureFound extends InAttempt {
  /** A failure was found. One in the middle of a stream need not end its attempt. */
  type: 'failure';
  failure: Failure;
  /** While the request ran, in the answer's stream, or in an answer that looked good. */
  phase: 'request' | 'stream' | 'body';
}

export interface Config extends InAttempt {
  /** A failure that needs a change of configuration: `failure.remedy` says which. */
  type: 'config';
  failure: Failure;
}

export interface UpstreamFound extends InAttempt, Upstream {
  /** A gateway's log says what the provider answered in an attempt that failed; it may come after the end of the call. */
  type: 'upstream';
  /** The id of the log entry. */
  logId: string;
  /** What the provider said, shortened and without secrets; absent if the log does not show it. */
  message?: string;
}

export interface Retry extends OfAttempt {
  /** The same leg is asked again after a wait; `attempt` is the one that failed. */
  type: 'retry';
  failure: Failure;
  waitMs: number;
}

export interface Failover {
  /** Another leg is asked because one failed; `attempt` is the one that failed. */
  type: 'failover';
  from: string;
  to: string;
  attempt: number;
  failure: Failure;
  waitMs: number;
}

export interface Skip extends ServedBy {
  /** A leg was skipped. */
  type: 'skip';
  reason: SkipReason;
  /** Until when that holds, in milliseconds since the epoch; absent if no time ends it. */
  until?: number;
}

export interface HedgeStart {
  /** A leg was silent for so long that the next one is asked beside it; `attempt` is the silent one. */
  type: 'hedge-start';
  from: string;
  to: string;
  attempt: number;
  afterMs: number;
}

export interface HedgeEnd<Type extends 'hedge-win' | 'hedge-lose'> extends InAttempt {
  /** The attempt that a hedge began answered first, or another one did. */
  type: Type;
}

export interface Timeout extends OfAttempt {
  /** A limit ended; `attempt` is 0 if no leg was asked yet. */
  type: 'timeout';
  limit: Limit;
  /** The limit, in whole milliseconds. */
  ms: number;
  /** With `timeouts.observe`: it would have cut, but nothing was cut. */
  observed: boolean;
}

export interface Breaker {
  /** A leg's circuit breaker opened, so that calls skip it, lets one call through as a probe, or closed. */
  type: 'breaker';
  leg: string;
  state: 'open' | 'half-open' | 'closed';
  /** Milliseconds until it may be asked again; 0 if it may be now. */
  pauseMs: number;
}

export interface Budget {
  /** Many calls have failed lately: a retry or a hedge was refused. */
  type: 'budget';
  refused: 'retry' | 'hedge';
  leg: string;
  /** How full the budget is. */
  tokens: number;
  capacity: number;
}

export interface LegNeverUsed extends ServedBy {
  /** A leg was not asked in an hour of calls or more: it is not known whether it works. Reported once an hour. */
  type: 'leg-never-used';
  /** The calls since then. */
  calls: number;
  /** Whole milliseconds since the first of them. */
  ms: number;
}

export interface Warning {
  /**
   * Something that looks wrong but was accepted, reported once: options that do not fit together, when the middleware is
   * made (without `callId`); a finish reason that no vendor documents, beside content; a model that refuses to stream, or
   * answers a request for a stream with a whole body; a header of a call that was not sent to another vendor.
   */
  type: 'warning';
  message: string;
}
