/** Which file URLs all legs take; the SDK downloads the others once. */
import { intersectSupportedUrls } from '../prompt/intersect-supported-urls.ts';
import type { LanguageModel } from './sdk-model.ts';

type SupportedUrls = LanguageModel['supportedUrls'];

/** A promise that starts when somebody waits for it: a model id is resolved at first use, not while wrapping. */
export function lazily<Value>(load: () => Value | PromiseLike<Value>): PromiseLike<Value> {
  // An async function turns what `load` throws into a rejection.
  // oxlint-disable-next-line unicorn/no-thenable -- a thenable is what this is for
  return { then: (onfulfilled, onrejected) => (async () => load())().then(onfulfilled, onrejected) };
}

export function supportedUrlsOf(models: readonly LanguageModel[]): SupportedUrls {
  const [first, ...others] = models.map(model => model.supportedUrls);
  const isKnown = [first, ...others].every(
    urls => typeof (urls as { then?: unknown } | undefined)?.then !== 'function',
  );
  if (others.length === 0) return first ?? {};
  return isKnown ? intersectSupportedUrls(models) : lazily(() => intersectSupportedUrls(models));
}
