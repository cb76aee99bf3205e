/** Which file URLs all legs take; the SDK downloads the others once. */
import type { Clock } from '../runtime/clock.ts';
import { abandonPromise } from '../runtime/hook-result.ts';
import { LATE, waitFor, type WaitLimits } from '../runtime/wait-for.ts';
import { intersectSupportedUrls } from './intersect-supported-urls.ts';
import type { LanguageModel } from '../sdk-types.ts';

type SupportedUrls = LanguageModel['supportedUrls'];

/** Longest wait for what a model supports: the SDK asks before a call has begun, without a signal that could end it. */
const LONGEST_WAIT_MS = 10_000;

/** A promise that starts when somebody waits for it: a model id is resolved at first use, not while wrapping. */
export function lazily<Value>(load: () => Value | PromiseLike<Value>): PromiseLike<Value> {
  // An async function turns what `load` throws into a rejection.
  // oxlint-disable-next-line unicorn/no-thenable -- a thenable is what this is for
  return { then: (onfulfilled, onrejected) => (async () => load())().then(onfulfilled, onrejected) };
}

const isThenable = (urls: SupportedUrls): urls is Extract<SupportedUrls, PromiseLike<unknown>> =>
  typeof (urls as { then?: unknown } | undefined)?.then === 'function';

/** What a model supports; nothing if its getter throws. */
function declared(model: LanguageModel): SupportedUrls {
  try {
    return model.supportedUrls ?? {};
  } catch {
    return {};
  }
}

/**
 * What a model supports, waited for. A fallback that does not say takes nothing, so that every file is downloaded: it
 * must not hold up or fail a call that the primary answers. What the primary says wrongly is the caller's to see.
 */
async function awaited(urls: SupportedUrls, isPrimary: boolean, limits: WaitLimits): Promise<unknown> {
  try {
    return await waitFor(urls, limits);
  } catch (error) {
    if (isPrimary) throw error;
    return {};
  }
}

/**
 * @param models of all legs; the first is the primary
 * @param totalMs of a call; no wait is longer
 */
export function supportedUrlsOf(
  models: readonly LanguageModel[],
  clock: Clock,
  totalMs: number | undefined,
): SupportedUrls {
  const [primary, ...fallbacks] = models;
  if (!primary || fallbacks.length === 0) return primary?.supportedUrls ?? {};
  const all = [primary.supportedUrls ?? {}, ...fallbacks.map(declared)];
  if (!all.some(isThenable)) return intersectSupportedUrls(all.map(supportedUrls => ({ supportedUrls })));
  // A promise that is there already may reject before the SDK asks. One that starts on demand is left alone.
  for (const urls of all) if (urls instanceof Promise) abandonPromise(urls);
  const longestMs = Math.min(totalMs ?? Infinity, LONGEST_WAIT_MS);
  /** Models that were waited for in vain: one call has paid for that, and no other one does. */
  const late = new Set<number>();
  return lazily(async () => {
    const known = await Promise.all(
      all.map(async (urls, index) => {
        const ms = late.has(index) ? 0 : longestMs;
        const answer = await awaited(urls, index === 0, { clock, ms });
        if (answer === LATE) late.add(index);
        return { supportedUrls: (answer === LATE ? {} : answer) as Record<string, RegExp[]> };
      }),
    );
    return intersectSupportedUrls(known);
  });
}
