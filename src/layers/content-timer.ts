/**
 * Tells a silent stream from a slow one: a limit from dispatch to the first content, and one between contents.
 * Knows no stream; the caller says when it waits and what it got.
 */
import type { Clock, Timer } from '../core/clock.ts';

/** The limits on a stream's silence. */
export interface ContentLimits {
  /** From dispatch to the first content part; pings, preamble and empty deltas do not count. */
  firstContentMs?: number | undefined;
  /** Between content parts, counted only while the consumer waits for one. */
  idleMs?: number | undefined;
}

/** A limit that ran out. */
export interface Expiry {
  limit: 'firstContentMs' | 'idleMs';
  ms: number;
}

/** Watches one stream. */
export interface ContentTimer {
  /** The consumer waits for a part from now on. */
  waiting(): void;
  /** A part came. */
  received(isContent: boolean): void;
  /** Clears every timer; the stream is over. */
  stop(): void;
}

/**
 * Starts the clock of the first content now.
 *
 * No timer is set or moved per part: one timer sleeps for the whole limit, looks how long the silence really was, and
 * sleeps again for the rest.
 */
export function startContentTimer(
  clock: Clock,
  { firstContentMs, idleMs }: ContentLimits,
  onExpired: (expiry: Expiry) => void,
): ContentTimer {
  let firstContent: Timer | undefined;
  let idle: Timer | undefined;
  let hasContent = false;
  let stopped = false;
  let waitingSince: number | undefined;
  /** Silence before the present wait, since the last content. */
  let silentMs = 0;

  if (firstContentMs !== undefined) {
    firstContent = clock.setTimeout(() => {
      firstContent = undefined;
      onExpired({ limit: 'firstContentMs', ms: firstContentMs });
    }, firstContentMs);
  }

  function lookAtSilence(limitMs: number): void {
    idle = undefined;
    // Nobody waits: the consumer's pause is not the source's silence. The next wait sets the timer again.
    if (waitingSince === undefined) return;
    const silence = silentMs + clock.now() - waitingSince;
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
      waitingSince = clock.now();
      idle ??= clock.setTimeout(() => lookAtSilence(idleMs), idleMs - silentMs);
    },
    received(isContent) {
      if (isContent) {
        if (firstContent !== undefined) clock.clearTimeout(firstContent);
        firstContent = undefined;
        hasContent = true;
        silentMs = 0;
      } else if (waitingSince !== undefined) {
        silentMs += clock.now() - waitingSince;
      }
      waitingSince = undefined;
    },
    stop() {
      stopped = true;
      if (firstContent !== undefined) clock.clearTimeout(firstContent);
      if (idle !== undefined) clock.clearTimeout(idle);
      firstContent = undefined;
      idle = undefined;
      waitingSince = undefined;
    },
  };
}
