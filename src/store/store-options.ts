/** What users set of a shared store. */
import { checkKeys, checkNumber, checkText } from '../runtime/check-options.ts';
import { checkClock, resolveClock, systemRandom, type Clock } from '../runtime/clock.ts';
import { checkRandom, harmlessRandom } from '../runtime/hook-result.ts';
import type { CopiedStoreOptions } from './copied-store.ts';

/** Options of every shared store. */
export interface SharedStoreOptions {
  /** Milliseconds between two questions for changes, while calls come; at least a second. @default 1_000 */
  refreshMs?: number | undefined;
  /** Where the time comes from, as in `createHealth`; for tests. */
  clock?: Clock | undefined;
  /** From 0 to below 1; for tests. */
  random?: (() => number) | undefined;
}

const MIN_REFRESH_MS = 1_000;

/**
 * The options, with their defaults.
 *
 * @param texts names of further options, which are texts
 * @throws {TypeError} for an unknown option or a value that an option does not take
 */
export function resolveStoreOptions(
  owner: string,
  options: SharedStoreOptions,
  texts: readonly string[],
): CopiedStoreOptions {
  checkKeys(owner, '', options, ['refreshMs', 'clock', 'random', ...texts]);
  const { refreshMs = MIN_REFRESH_MS, clock, random = systemRandom } = options;
  checkNumber(owner, 'refreshMs', refreshMs, { min: MIN_REFRESH_MS, unit: 'milliseconds' });
  checkClock(owner, 'clock', clock);
  checkRandom(owner, 'random', random);
  for (const name of texts) checkText(owner, name, (options as Record<string, unknown>)[name]);
  return { refreshMs, clock: resolveClock(owner, clock), random: harmlessRandom(random) };
}
