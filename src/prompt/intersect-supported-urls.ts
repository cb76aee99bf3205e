/**
 * Which file addresses the SDK may hand to a chain of models as they are: those that every model takes. All others it
 * downloads once, before the first attempt, so that each leg gets bytes.
 */

/** Media type, maybe with a wildcard → patterns of addresses, as models declare them. */
export type SupportedUrls = Record<string, RegExp[]>;

export interface UrlSupport {
  readonly supportedUrls?: SupportedUrls | PromiseLike<SupportedUrls>;
}

/** Addresses anyone can open. A pattern that takes none of them is for files on the provider's own servers. */
const OPEN_TO_ALL = ['', '.png', '.pdf', '.mp4', '.txt'].flatMap(ending => [
  `https://example.com/file${ending}`,
  `http://example.com/file${ending}`,
]);
const DATA_URLS = ['image/png', 'application/pdf', 'text/plain', 'video/mp4', 'audio/mp3'].map(
  type => `data:${type};base64,AAAA`,
);

/** `global` and `sticky` patterns remember where they stopped: asked through a copy, they stay as they are. */
const takes = (pattern: RegExp, address: string): boolean =>
  new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, '')).test(address);

const isDownloadable = (pattern: RegExp): boolean => [...OPEN_TO_ALL, ...DATA_URLS].some(url => takes(pattern, url));

const prefixOf = (mediaType: string): string => {
  const type = mediaType.toLowerCase();
  return type === '*' || type === '*/*' ? '' : type.replace(/\*$/, '');
};

/** The narrower of two media types; `undefined` if neither covers the other. */
const narrower = (one: string, other: string): string | undefined => {
  const [a, b] = [prefixOf(one), prefixOf(other)];
  if (a === b || (a.startsWith(b) && (b === '' || b.endsWith('/')))) return one;
  return b.startsWith(a) && (a === '' || a.endsWith('/')) ? other : undefined;
};

const samePattern = (one: RegExp, other: RegExp): boolean => one.source === other.source && one.flags === other.flags;

const add = (urls: SupportedUrls, mediaType: string, patterns: readonly RegExp[]): void => {
  const known = (urls[mediaType] ??= []);
  known.push(...patterns.filter(pattern => !known.some(other => samePattern(pattern, other))));
  if (known.length === 0) delete urls[mediaType];
};

const intersection = (one: SupportedUrls, other: SupportedUrls): SupportedUrls => {
  const both: SupportedUrls = {};
  for (const [type, patterns] of Object.entries(one)) {
    for (const [otherType, otherPatterns] of Object.entries(other)) {
      const mediaType = narrower(type, otherType);
      if (mediaType === undefined) continue;
      add(
        both,
        mediaType,
        patterns.filter(pattern => otherPatterns.some(next => samePattern(pattern, next))),
      );
    }
  }
  return both;
};

/**
 * What only the first model's provider can open stays in: no download could replace it, and without a failure the first
 * model is the one to get it. `unresolvableFile` tells the legs that have to be skipped for it.
 */
const withHosted = (urls: SupportedUrls, first: SupportedUrls): SupportedUrls => {
  for (const [type, patterns] of Object.entries(first))
    add(
      urls,
      type,
      patterns.filter(each => !isDownloadable(each)),
    );
  return urls;
};

const intersectAll = (all: readonly SupportedUrls[]): SupportedUrls =>
  withHosted(all.slice(1).reduce(intersection, all[0] ?? {}), all[0] ?? {});

const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';

/**
 * The intersection of what the models declare, in the form the SDK takes; a promise only if some model's is one. Patterns
 * count as equal by source and flags: two that merely mean the same are left out, and the SDK downloads once more. With
 * one model it is that model's own object.
 */
export const intersectSupportedUrls = (models: readonly UrlSupport[]): SupportedUrls | PromiseLike<SupportedUrls> => {
  const [first, ...others] = models.map(({ supportedUrls }) => supportedUrls ?? {});
  if (first === undefined) return {};
  if (others.every(other => other === first)) return first;
  const all = [first, ...others];
  const ready = all.filter((each): each is SupportedUrls => !isPromise(each));
  return ready.length === all.length ? intersectAll(ready) : Promise.all(all).then(intersectAll);
};
