/**
 * The limits of one attempt. Tells a silent one from a slow one: a limit from dispatch to the first content, and one
 * between contents; and ends what takes too long, whatever it shows. Knows no stream; the caller says when it waits and
 * what it got.
 */
import type { MonotonicClock, Timer } from '../core/clock.ts';

/** The limits of an attempt, in milliseconds; one that is absent is off. */
export interface Limits {
  /** From dispatch to the first content; pings, preamble and empty deltas do not count. */
  firstContentMs?: number | undefined;
  /** Between contents, counted only while the consumer waits for one. */
  idleMs?: number | undefined;
  /** From dispatch to the end. */
  attemptMs?: number | undefined;
  /** What is left of the call's total, from dispatch on. */
  totalMs?: number | undefined;
}

export type Limit = keyof Limits;

/** A limit that ran out. */
export interface Expiry {
  limit: Limit;
  ms: number;
}

/** Watches one attempt. */
export interface Timeouts {
  /** The consumer waits for a part from now on. */
  waiting(): void;
  /** A part came. */
  received(isContent: boolean): void;
  /** Clears every timer; the attempt is over. */
  stop(): void;
}

/**
 * Starts the clocks now. A limit that ran out is told once; what follows is the listener's to decide. It is called from
 * a timer, so it must not throw.
 *
 * No timer is set or moved per part: one timer sleeps for the whole limit, looks how long the silence really was, and
 * sleeps again for the rest.
 */
export function startTimeouts(
  clock: MonotonicClock,
  { firstContentMs, idleMs, attemptMs, totalMs }: Limits,
  onExpired: (expiry: Expiry) => void,
): Timeouts {
  let idle: Timer | undefined;
  let hasContent = false;
  let stopped = false;
  let waitingSince: number | undefined;
  /** Silence before the present wait, since the last content. */
  let silentMs = 0;

  const arm = (limit: Limit, ms: number | undefined): Timer | undefined =>
    ms === undefined ? undefined : clock.setTimeout(() => stopped || onExpired({ limit, ms }), ms);
  const disarm = (timer: Timer | undefined) => {
    if (timer !== undefined) clock.clearTimeout(timer);
  };
  const firstContent = arm('firstContentMs', firstContentMs);
  const attempt = arm('attemptMs', attemptMs);
  const total = arm('totalMs', totalMs);

  function lookAtSilence(limitMs: number): void {
    idle = undefined;
    // Nobody waits: the consumer's pause is not the source's silence. The next wait sets the timer again.
    if (waitingSince === undefined || stopped) return;
    const silence = silentMs + clock.monotonic() - waitingSince;
    if (silence >= limitMs) {
      waitingSince = undefined;
      silentMs = 0;
      onExpired({ limit: 'idleMs', ms: limitMs });
    } else {
      idle = clock.setTimeout(() => lookAtSilence(limitMs), limitMs - silence);
    }
  }

  return {
    waiting() {
      if (idleMs === undefined || !hasContent || stopped) return;
      waitingSince = clock.monotonic();
      idle ??= clock.setTimeout(() => lookAtSilence(idleMs), idleMs - silentMs);
    },
    received(isContent) {
      if (isContent) {
        if (!hasContent) disarm(firstContent);
        hasContent = true;
        silentMs = 0;
      } else if (waitingSince !== undefined) {
        silentMs += clock.monotonic() - waitingSince;
      }
      waitingSince = undefined;
    },
    stop() {
      stopped = true;
      for (const timer of [firstContent, idle, attempt, total]) disarm(timer);
      idle = undefined;
      waitingSince = undefined;
    },
  };
}
