/**
 * When a store is asked for changes: now and then, and less often while it does not answer. Times alone: on Workers a call
 * must not wait for a promise that belongs to another request, which may be gone by then.
 */

/** Longest time between two questions to a store that does not answer. */
const LONGEST_MS = 10_000;
/** Questions without an answer after which it is taken to be down. */
const DOWN_AFTER = 5;

export interface Pace {
  isDue(): boolean;
  asked(): void;
  answered(): void;
  /** Whether it answered of late: while calls come, a copy is never older. */
  isFresh(): boolean;
  /** Whether it has long not answered, so that no more is sent than questions. */
  isDown(): boolean;
}

/** How long an answer is fresh. */
export const freshMs = (refreshMs: number): number => 3 * refreshMs;

export function createPace(refreshMs: number, now: () => number): Pace {
  let askedAt = -Infinity;
  let answeredAt = -Infinity;
  let unanswered = 0;
  let pauseMs = refreshMs;
  return {
    isDue: () => now() - askedAt >= pauseMs,
    asked() {
      askedAt = now();
      unanswered += 1;
      pauseMs = Math.max(refreshMs, Math.min(LONGEST_MS, refreshMs * 2 ** Math.min(unanswered - 1, 10)));
    },
    answered() {
      answeredAt = now();
      unanswered = 0;
      pauseMs = refreshMs;
    },
    isFresh: () => now() - answeredAt <= freshMs(refreshMs),
    isDown: () => unanswered > DOWN_AFTER,
  };
}
