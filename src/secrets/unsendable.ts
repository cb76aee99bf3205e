/** Values of headers that runtimes show when they refuse to send them: a key with a line break in it, for the most part. */
import type { Ranges } from './view.ts';

/** How each runtime begins, and what follows the value; nothing does where the value is the last of the message. */
const REFUSED: readonly (readonly [begin: RegExp, end: string | undefined])[] = [
  // Node and Deno: `Headers.append: "Bearer …" is an invalid header value.`
  [/\bHeaders\.\w{1,20}: (?=")/, 'is an invalid header value'],
  [/\binvalid header value:? (?=["'])/i, undefined],
  // Bun: `Header 'authorization' has invalid value: 'Bearer …'`
  [/\bhas (?:an )?invalid value: (?=["'])/i, undefined],
];

/** Adds such values, whatever they hold: spaces, quotes, other lines. */
export function addUnsendable(text: string, ranges: Ranges): void {
  if (!/invalid (?:header )?value/i.test(text)) return;
  for (const [begin, mark] of REFUSED) {
    const found = begin.exec(text);
    if (!found) continue;
    const start = found.index + found[0].length;
    const end = mark === undefined ? text.length : text.lastIndexOf(mark);
    if (end > start) ranges.push(start, end);
  }
}
