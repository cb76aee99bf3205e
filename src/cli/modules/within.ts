/** A limit on waiting for what a module promises. */
import { systemClock } from '../../runtime/clock.ts';

/**
 * Waits no longer than so many milliseconds, and not where nothing is left that could settle the promise; `undefined`
 * stands for one that was given up.
 */
export async function within<Value>(promise: PromiseLike<Value>, ms: number): Promise<{ value: Value } | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const giveUp = () => resolve(undefined);
  // It must not keep the process alive by itself: an end of all work is seen by that.
  const timer = systemClock.setTimeout(giveUp, ms) as NodeJS.Timeout;
  timer.unref();
  process.once('beforeExit', giveUp);
  try {
    return await Promise.race([(async () => ({ value: await promise }))(), late]);
  } finally {
    systemClock.clearTimeout(timer);
    process.off('beforeExit', giveUp);
  }
}
