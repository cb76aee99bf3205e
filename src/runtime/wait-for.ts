/** Waits for somebody else's promise, and never beyond the caller's abort. */
import type { Clock } from './clock.ts';

/** What ends a wait for somebody else's promise before it settles. */
export interface WaitLimits {
  clock: Clock;
  /** Longest wait in milliseconds; `Infinity` for none. */
  ms: number;
  signal?: AbortSignal | undefined;
}

/** Stands for a value that did not come in time. */
export const LATE: unique symbol = Symbol('late');

/**
 * Waits for a value that may be a promise, but not beyond the caller's abort or the limit. Leaves neither timer nor listener behind; if the
 * promise rejects later on, that is handled.
 *
 * @returns the value, or `LATE`
 * @throws what the promise rejects with; the signal's own reason when it aborts first
 */
export function waitFor<Value>(
  wait: Value | PromiseLike<Value>,
  { clock, ms, signal }: WaitLimits,
): Promise<Value | typeof LATE> {
  return new Promise<Value | typeof LATE>((resolve, reject) => {
    const timer = ms < Infinity ? clock.setTimeout(() => finish(() => resolve(LATE)), ms) : undefined;
    const onAbort = () => finish(() => reject(signal?.reason));
    function finish(settle: () => void): void {
      if (timer !== undefined) clock.clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      settle();
    }
    signal?.addEventListener('abort', onAbort, { once: true });
    // An async function, so that whatever a foreign `then` throws is a rejection, too.
    (async () => wait)().then(
      value => finish(() => resolve(value)),
      (error: unknown) => finish(() => reject(error)),
    );
    if (signal?.aborted) onAbort();
  });
}
