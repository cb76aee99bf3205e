/** How long to wait before the same leg is tried again, and whether that makes sense at all. */
import type { Failure } from '../failure.ts';

/** An attempt without content of at least this length is silent, however it ended; a silent leg is not asked twice. */
export const SILENT_MS = 10_000;

export interface BackoffOptions {
  /** Ceiling of the first wait; doubles with each further one. */
  baseDelayMs: number;
  /** Ceiling of every wait. */
  maxDelayMs: number;
  /** Longest `Retry-After` that a call waits for itself. */
  maxWaitMs: number;
  /** From 0 to below 1. */
  random: () => number;
}

/** A connection that died before any byte was answered: nothing was done, and a fresh connection may work at once. */
const diedEarly = ({ category, wireStatus }: Failure) => category === 'network' && wireStatus === undefined;

/**
 * @param tries how often the leg has been tried
 * @param silentMs how long the last try showed nothing
 * @returns milliseconds to wait; `undefined` if the leg is better left
 */
export function retryDelayMs(
  failure: Failure,
  tries: number,
  silentMs: number,
  { baseDelayMs, maxDelayMs, maxWaitMs, random }: BackoffOptions,
): number | undefined {
  if (!failure.retryable || silentMs >= SILENT_MS) return undefined;
  if (failure.retryAfterMs !== undefined) return failure.retryAfterMs <= maxWaitMs ? failure.retryAfterMs : undefined;
  if (tries === 1 && diedEarly(failure)) return 0;
  return random() * Math.min(maxDelayMs, baseDelayMs * 2 ** (tries - 1));
}
