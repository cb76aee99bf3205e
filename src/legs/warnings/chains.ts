/**
 * Which models route by themselves. A model that the SDK wraps keeps the object of its supported URLs, so that a router is
 * found under other middlewares, too.
 */
import { abandonPromise } from '../../runtime/hook-result.ts';
import type { LanguageModel, LegModel } from '../../sdk-types.ts';

const chains = new WeakSet<object>();

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Remembers a model as a router's. */
export function markChain(model: LegModel): void {
  chains.add(model);
}

/**
 * Remembers what a router supports as its own, and returns that.
 *
 * @param urls of more than one leg: a promise of them is nobody else's
 */
export function chainUrls(urls: LanguageModel['supportedUrls']): LanguageModel['supportedUrls'] {
  // Plain ones may be the very object of a leg.
  const own = typeof (urls as { then?: unknown }).then === 'function' ? urls : { ...urls };
  chains.add(own);
  return own;
}

/** Whether a model routes over several legs itself. */
export function isChain(model: LegModel): boolean {
  if (chains.has(model)) return true;
  try {
    const urls: unknown = 'supportedUrls' in model && model.supportedUrls;
    // A getter may make a new promise each time, and this one is nobody's.
    if (urls instanceof Promise) abandonPromise(urls);
    return isObject(urls) && chains.has(urls);
  } catch {
    return false;
  }
}
