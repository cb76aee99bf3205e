/** The one way to wait. */
import type { Clock } from './clock.ts';

/**
 * Waits, but not beyond the caller's abort. Leaves neither timer nor listener behind.
 *
 * @returns whether the whole time passed
 */
export function sleep(clock: Clock, ms: number, signal: AbortSignal | undefined): Promise<boolean> {
  if (signal?.aborted) return Promise.resolve(false);
  return new Promise(resolve => {
    const timer = clock.setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve(true);
    }, ms);
    function onAbort() {
      clock.clearTimeout(timer);
      resolve(false);
    }
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
