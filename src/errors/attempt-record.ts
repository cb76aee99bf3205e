/** The record of an attempt that did not give the answer. */
import type { ResponseMarks, ServedBy, TokenCounts, Upstream } from '../events.ts';
import type { Failure, FailureCategory } from '../failure.ts';

/** As `providerMetadata.failover.attempts` lists it: JSON only. */
export interface AttemptFacts extends ResponseMarks {
  /** The leg's name. */
  leg: string;
  /** Which attempt of its call, counted from 1; the same number as in events. */
  attempt: number;
  category: FailureCategory;
  /** Which rule decided; `hedge:lost` for a leg that lost to another one. */
  rule: string;
  statusCode?: number;
  /** Whole milliseconds. */
  ms: number;
  /** Whole milliseconds to the first content; absent if there was none. */
  firstContentMs?: number;
  /** The tokens that it used; absent if the provider did not say. */
  usage?: TokenCounts;
  /** What the gateway's log says that the provider answered; absent if that was not asked, or not known in time. */
  upstream?: Upstream;
}

/** As `FailoverError.attempts` lists it. */
export interface AttemptRecord extends AttemptFacts, Pick<ServedBy, 'provider' | 'modelId'> {
  failure: Failure;
  /** The classified error of this attempt; `originalError()` has the untouched one. */
  error: unknown;
  /** Milliseconds since the epoch. */
  startedAt: number;
  /** Whether tools that the provider runs may have run; absent if the request had none. */
  toolsMayHaveRun?: boolean;
}
