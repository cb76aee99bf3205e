/**
 * Which models refused to stream, so that the next call does not pay for a request that is refused again. Kept in
 * memory, bounded, and asked anew after a while: an organisation is verified, a proxy is updated.
 */

/** How long a refusal is believed, in milliseconds. */
const BELIEVED_MS = 3_600_000;
/** Models that are remembered; with more of them the one that was remembered first is forgotten. */
const MAX_KEYS = 1_000;

export interface StreamingRefusals {
  /** Whether streaming is known to be refused. What a call without tools was refused is refused to one with tools, too. */
  isKnown(key: string, hasTools: boolean): boolean;
  remember(key: string, hasTools: boolean): void;
  /** Whether this refusal has not been reported yet; from now on it has. */
  isNews(key: string, hasTools: boolean): boolean;
}

const keyOf = (key: string, hasTools: boolean) => (hasTools ? `${key} with tools` : key);

function bound(entries: Set<string> | Map<string, number>): void {
  if (entries.size > MAX_KEYS) entries.delete(entries.keys().next().value!);
}

export function createStreamingRefusals(now: () => number): StreamingRefusals {
  // Made with the first refusal: most instances never see one.
  let knownUntil: Map<string, number> | undefined;
  let reported: Set<string> | undefined;
  const isBelieved = (key: string) => (knownUntil?.get(key) ?? -Infinity) > now();
  return {
    isKnown(key, hasTools) {
      if (knownUntil === undefined) return false;
      return isBelieved(keyOf(key, false)) || (hasTools && isBelieved(keyOf(key, true)));
    },
    remember(key, hasTools) {
      knownUntil ??= new Map();
      knownUntil.set(keyOf(key, hasTools), now() + BELIEVED_MS);
      bound(knownUntil);
    },
    isNews(key, hasTools) {
      const name = keyOf(key, hasTools);
      reported ??= new Set();
      if (reported.has(name)) return false;
      reported.add(name);
      bound(reported);
      return true;
    },
  };
}
