/** Counts the calls of the last while, and how many of them failed, as plain data. */

/** Calls that ended in one tenth of the window. */
interface Tenth {
  /** Which one, counted by the clock of its store. */
  readonly at: number;
  readonly calls: number;
  readonly failures: number;
  /** Calls that were refused in a way that may be about the request; not among the failures. */
  readonly doubtful?: number;
}

/** What was counted, or is to be. */
export type Counted = Required<Omit<Tenth, 'at'>>;

/** The tenths in which calls were counted, oldest first. */
export type CallWindow = readonly Tenth[];

/**
 * The window with further calls. It slides by tenths, so that a call is counted for nine tenths to all of `windowMs`:
 * a rate just above its limit may be seen a few calls later, never one that was not there.
 */
export function countCalls(window: CallWindow, now: number, windowMs: number, counted: Counted): CallWindow {
  const at = Math.floor(now / (windowMs / 10));
  const recent = window.filter(tenth => tenth.at > at - 10 && tenth.at <= at);
  const present = recent.at(-1)?.at === at ? recent.pop() : undefined;
  const doubtful = (present?.doubtful ?? 0) + counted.doubtful;
  recent.push({
    at,
    calls: (present?.calls ?? 0) + counted.calls,
    failures: (present?.failures ?? 0) + counted.failures,
    ...(doubtful > 0 && { doubtful }),
  });
  return recent;
}

/** What the window has counted in all. */
export function totalOf(window: CallWindow): Counted {
  let calls = 0;
  let failures = 0;
  let doubtful = 0;
  for (const tenth of window) {
    calls += tenth.calls;
    failures += tenth.failures;
    doubtful += tenth.doubtful ?? 0;
  }
  return { calls, failures, doubtful };
}

/** Whether a value is a number that something was counted or timed with. */
export const isCount = (value: unknown): value is number => Number.isFinite(value) && (value as number) >= 0;

/** Whether a value from outside is a window. */
export function isCallWindow(value: unknown): value is CallWindow {
  if (!Array.isArray(value)) return false;
  return value.every(
    tenth => isCount(tenth?.at) && isCount(tenth.calls) && isCount(tenth.failures) && isCount(tenth.doubtful ?? 0),
  );
}
