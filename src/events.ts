/** What a caller may watch: every event that a call, or a middleware as it is made, tells of. */
import type {
  AttemptEnd,
  AttemptStart,
  Breaker,
  Budget,
  CallEnd,
  CallStart,
  Committed,
  Config,
  Failover,
  FailureFound,
  HedgeEnd,
  HedgeStart,
  LegNeverUsed,
  Retry,
  Skip,
  Timeout,
  UpstreamFound,
  Warning,
} from './event-shapes.ts';

export type { AttemptEnd, CallEnd, InAttempt, OfAttempt, ServedBy } from './event-shapes.ts';
export type { ResponseMarks, TokenCounts, Upstream } from './response-shapes.ts';

/** An event, before it is stamped. */
export type News =
  | CallStart
  | CallEnd
  | AttemptStart
  | Committed
  | AttemptEnd
  | FailureFound
  | Config
  | Retry
  | Failover
  | Skip
  | HedgeStart
  | HedgeEnd<'hedge-win'>
  | HedgeEnd<'hedge-lose'>
  | Timeout
  | Breaker
  | Budget
  | LegNeverUsed
  | UpstreamFound
  | Warning;

/** Something happened that a person or a metric may want to know. */
export type FailoverEvent = News & {
  /** The call that it belongs to, the same in all of its events, in `providerMetadata.failover` and in errors. */
  callId?: string;
  /** When, in milliseconds since the epoch. */
  at: number;
};

/**
 * Receives events, in the async context of the call that they belong to. It is called synchronously and never awaited;
 * what it throws changes nothing, and is reported on the console once.
 */
export type EventListener = (event: FailoverEvent) => void;
