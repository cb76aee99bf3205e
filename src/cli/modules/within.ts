/** A limit on waiting for what a module promises. */
import { systemClock } from '../../runtime/clock.ts';

/** Those who give up where nothing is left to do. */
const waiting = new Set<() => void>();
const giveAllUp = (): void => {
  for (const giveUp of waiting) giveUp();
};

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
  if (waiting.size === 0) process.on('beforeExit', giveAllUp);
  waiting.add(giveUp);
  try {
    return await Promise.race([(async () => ({ value: await promise }))(), late]);
  } finally {
    systemClock.clearTimeout(timer);
    waiting.delete(giveUp);
    if (waiting.size === 0) process.off('beforeExit', giveAllUp);
  }
}
