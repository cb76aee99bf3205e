/**
 * The metadata of a request, with more in it. What the user wrote keeps its every character: it is never read and written
 * again, since numbers, escapes and names that occur twice would not survive that.
 *
 * @see https://developers.cloudflare.com/ai-gateway/observability/custom-metadata/
 */

/** Most keys that the gateway keeps. */
const MAX_KEYS = 5;

/** White space as JSON has it; any other around an object makes it none. */
const isSpace = (char: string | undefined): boolean => char !== undefined && ' \t\n\r'.includes(char);

/** By hand, since a pattern that ends with `$` would begin anew at each space within. */
function trimmed(text: string): string {
  let from = 0;
  let to = text.length;
  while (isSpace(text[from])) from += 1;
  while (to > from && isSpace(text[to - 1])) to -= 1;
  return text.slice(from, to);
}

/** A header takes Latin-1 alone: whatever is not ASCII is written as JSON's escape. */
const ascii = (json: string): string =>
  json.replaceAll(/[\u007f-\uffff]/g, char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);

const isFlat = (value: unknown): boolean => typeof value !== 'object' || value === null;

/** The keys of a text that is an object of flat values; `undefined` for any other, with which the gateway may do anything. */
function keysOf(text: string): ReadonlySet<string> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return Object.values(value).every(isFlat) ? new Set(Object.keys(value)) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param text the user's own; `undefined` for none
 * @param entries what is to be added, the most important first; what has no room, or would replace something, is left out
 * @returns `undefined` if nothing could be added
 */
export function mergeMetadata(
  text: string | undefined,
  entries: readonly (readonly [key: string, value: string | number])[],
): string | undefined {
  const own = trimmed(text ?? '') || '{}';
  const keys = keysOf(own);
  if (!keys) return undefined;
  const added = entries.filter(([key]) => !keys.has(key)).slice(0, Math.max(0, MAX_KEYS - keys.size));
  if (added.length === 0) return undefined;
  const json = ascii(JSON.stringify(Object.fromEntries(added)));
  return keys.size === 0 ? json : `${own.slice(0, -1).trimEnd()},${json.slice(1)}`;
}
