/** Under what a leg is kept in a store that others can read: a number that does not show its name, which may be a tenant's. */

/** One lane of 32 bits, mixed as MurmurHash3 mixes. */
function lane(text: string, seed: number, factor: number): number {
  let hash = seed;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), factor);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

const hex = (number: number) => number.toString(16).padStart(8, '0');

/**
 * 64 bits in hexadecimal: of a thousand legs two share one in 10^13 cases. Not by `crypto.subtle`, whose answer would come
 * too late; whoever knows a name can find its id, and nobody can read the name from it.
 */
export const legId = (key: string): string =>
  hex(lane(key, 0x9747_b28c, 0x9e37_79b1)) + hex(lane(key, 0x1b87_3593, 0x85eb_ca77));
