/**
 * Which file addresses the SDK may hand to a chain of models as they are: those that every model takes. All others it
 * downloads once, before the first attempt, so that each leg gets bytes. Where it cannot be told whether a model takes
 * all that another one does, it is downloaded.
 */
import { samePattern, takesAllOf } from './url-pattern.ts';

/** Media type, maybe with a wildcard → patterns of addresses, as models declare them. */
export type SupportedUrls = Record<string, RegExp[]>;

export interface UrlSupport {
  readonly supportedUrls?: SupportedUrls | PromiseLike<SupportedUrls>;
}

/** One pattern for files of one media type. */
interface Entry {
  readonly type: string;
  readonly pattern: RegExp;
}

/** Addresses anyone can open. A pattern that takes none of them is for files on the provider's own servers. */
const OPEN_TO_ALL = /* @__PURE__ */ ['', '.png', '.pdf', '.mp4', '.txt'].flatMap(ending => [
  `https://example.com/file${ending}`,
  `http://example.com/file${ending}`,
]);
const DATA_URLS = /* @__PURE__ */ ['image/png', 'application/pdf', 'text/plain', 'video/mp4', 'audio/mp3'].map(
  type => `data:${type};base64,AAAA`,
);

/** `global` and `sticky` patterns remember where they stopped: asked through a copy, they stay as they are. */
const takes = (pattern: RegExp, address: string): boolean =>
  new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, '')).test(address);

const isDownloadable = (pattern: RegExp): boolean => [...OPEN_TO_ALL, ...DATA_URLS].some(url => takes(pattern, url));

/** What the SDK compares a file's media type with: a name that ends in a slash stands for all that begins so. */
const prefixOf = (mediaType: string): string => {
  const type = mediaType.toLowerCase();
  return type === '*' || type === '*/*' ? '' : type.replace('*', '');
};

/** Whether one media type stands for every file that the other stands for. */
const isWider = (wide: string, narrow: string): boolean => {
  const [a, b] = [prefixOf(wide), prefixOf(narrow)];
  return a === b || a === '' || (a.endsWith('/') && b.startsWith(a));
};

const isRegExp = (value: unknown): value is RegExp => Object.prototype.toString.call(value) === '[object RegExp]';

/** What a model declares, but for what is no pattern. */
const entriesOf = (urls: unknown): Entry[] =>
  Object.entries((urls ?? {}) as Record<string, unknown>).flatMap(([type, patterns]) =>
    Array.isArray(patterns) ? patterns.filter(isRegExp).map(pattern => ({ type, pattern })) : [],
  );

/** What both take; nothing if neither surely takes all that the other does. */
function common(one: Entry, other: Entry): Entry[] {
  const type = isWider(other.type, one.type) ? one.type : isWider(one.type, other.type) ? other.type : undefined;
  if (type === undefined) return [];
  if (takesAllOf(other.pattern, one.pattern)) return [{ type, pattern: one.pattern }];
  return takesAllOf(one.pattern, other.pattern) ? [{ type, pattern: other.pattern }] : [];
}

const intersection = (one: readonly Entry[], other: readonly Entry[]): Entry[] =>
  one.flatMap(entry => other.flatMap(next => common(entry, next)));

/** Whether an entry says nothing that another one does not say. */
const isRepeated = (entry: Entry, index: number, all: readonly Entry[]): boolean =>
  all.some(
    (other, position) =>
      samePattern(other.pattern, entry.pattern) &&
      isWider(other.type, entry.type) &&
      (position < index || (position > index && !isWider(entry.type, other.type))),
  );

function intersectAll(all: readonly unknown[]): SupportedUrls {
  const [first = [], ...others] = all.map(entriesOf);
  // What only the first model's provider can open stays in: no download could replace it, and without a failure the
  // first model is the one to get it. `unresolvableFile` tells the legs that have to be skipped for it.
  const hosted = first.filter(({ pattern }) => !isDownloadable(pattern));
  const entries = [...others.reduce(intersection, first), ...hosted];
  const urls = new Map<string, RegExp[]>();
  for (const { type, pattern } of entries.filter((entry, index) => !isRepeated(entry, index, entries)))
    urls.set(type, [...(urls.get(type) ?? []), pattern]);
  return Object.fromEntries(urls);
}

const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';

/**
 * The intersection of what the models declare, in the form the SDK takes; a promise only if some model's is one. With one
 * model it is that model's own object.
 */
export const intersectSupportedUrls = (models: readonly UrlSupport[]): SupportedUrls | PromiseLike<SupportedUrls> => {
  const [first, ...others] = models.map(({ supportedUrls }) => supportedUrls ?? {});
  if (first === undefined) return {};
  if (others.every(other => other === first)) return first;
  const all = [first, ...others];
  return all.some(isPromise) ? Promise.all(all).then(intersectAll) : intersectAll(all);
};
