/**
 * A text as its reader means it: JSON, percent and HTML escapes undone and runs of white space joined, so that a
 * credential is recognised however often it was quoted. Keeps where each character came from, so that what is found
 * can be removed from the text itself.
 */

/** A text without its escapes. */
export interface View {
  readonly text: string;
  /** Where each character begins in the original, and one place more for the end; `undefined` if nothing changed. */
  readonly at: Uint32Array | undefined;
  /** How each character was written: 0 plain, 1 to 60 behind so many backslashes, above in another way. */
  readonly written: Uint8Array | undefined;
}

const BY_CODE_POINT = 61;
const PERCENT = 62;
const ENTITY = 63;
const SPACES = 0;

/** How many times escapes are undone: a URL in a JSON string in a JSON string. */
const MAX_PASSES = 3;

/** Every quantifier is bounded, and each alternative ends where it cannot go on: one pass is linear. */
const ESCAPE =
  /\\{1,60}(?:u\{?([0-9a-f]{4})\}?|x([0-9a-f]{2})|(["'/`nrt])|)|%(?:25){0,8}([0-9a-f]{2})|&(?:amp;){0,8}(?:#(\d{1,6})|#x([0-9a-f]{1,5})|(quot|apos|lt|gt|amp|nbsp|colon|equals));|\s{2,}|[\t\r\f\v\u00a0]/gi;

const WHITE: Readonly<Record<string, string>> = { n: '\n', r: '\n', t: ' ' };
const NAMED: Readonly<Record<string, string>> = {
  quot: '"',
  apos: "'",
  lt: '<',
  gt: '>',
  amp: '&',
  nbsp: ' ',
  colon: ':',
  equals: '=',
};

const fromCode = (digits: string, radix: number): string => {
  const code = Number.parseInt(digits, radix);
  // Half of a pair stays as it is; a control character is no letter of anything.
  return code > 0xffff ? '?' : String.fromCharCode(code < 32 ? 32 : code);
};

/** What an escape stands for, and how it was written. */
function meaningOf(match: RegExpExecArray): [text: string, written: number] {
  const [whole, unicode, hex, escaped, percent, decimal, entityHex, named] = match;
  if (unicode !== undefined) return [fromCode(unicode, 16), BY_CODE_POINT];
  if (hex !== undefined) return [fromCode(hex, 16), BY_CODE_POINT];
  if (escaped !== undefined) return [WHITE[escaped] ?? escaped, whole.length - 1];
  // Other bytes than ASCII belong to a sequence; a percent sign may be the beginning of a further escape.
  if (percent !== undefined) return Number.parseInt(percent, 16) > 127 ? [whole, 0] : [fromCode(percent, 16), PERCENT];
  if (decimal !== undefined) return [fromCode(decimal, 10), ENTITY];
  if (entityHex !== undefined) return [fromCode(entityHex, 16), ENTITY];
  if (named !== undefined) return [NAMED[named.toLowerCase()] ?? ' ', ENTITY];
  if (whole.startsWith('\\')) return ['\\', Math.min(whole.length, 60)];
  return [/[\n\r]/.test(whole) ? '\n' : ' ', SPACES];
}

function unescapeOnce(view: View): View {
  const { text } = view;
  ESCAPE.lastIndex = 0;
  let match = ESCAPE.exec(text);
  if (match === null) return view;
  const at = new Uint32Array(text.length + 1);
  const written = new Uint8Array(text.length + 1);
  let clean = '';
  let done = 0;
  const keep = (end: number) => {
    for (let index = done; index < end; index += 1) {
      const target = clean.length + index - done;
      at[target] = view.at?.[index] ?? index;
      written[target] = view.written?.[index] ?? 0;
    }
    clean += text.slice(done, end);
    done = end;
  };
  for (; match !== null; match = ESCAPE.exec(text)) {
    keep(match.index);
    const [meaning, how] = meaningOf(match);
    at.fill(view.at?.[done] ?? done, clean.length, clean.length + meaning.length);
    written.fill(how || (view.written?.[done] ?? 0), clean.length, clean.length + meaning.length);
    clean += meaning;
    done = match.index + match[0].length;
  }
  keep(text.length);
  at[clean.length] = view.at?.[text.length] ?? text.length;
  return { text: clean, at, written };
}

/** The text without its escapes. */
export function viewOf(text: string): View {
  let view: View = { text, at: undefined, written: undefined };
  for (let pass = 0; pass < MAX_PASSES; pass += 1) {
    const next = unescapeOnce(view);
    if (next === view || next.text === view.text) return next;
    view = next;
  }
  return view;
}

/** Stretches of a text, as pairs of beginning and end. */
export type Ranges = number[];

/** The text without these stretches of its view; white space at their edges stays. */
export function withoutRanges(original: string, view: View, ranges: Ranges, marker: string): string {
  if (ranges.length === 0) return original;
  const pairs: [number, number][] = [];
  for (let index = 0; index < ranges.length; index += 2) pairs.push([ranges[index]!, ranges[index + 1]!]);
  pairs.sort((a, b) => a[0] - b[0]);
  const place = (index: number) => view.at?.[index] ?? index;
  let clean = '';
  let done = 0;
  for (let index = 0; index < pairs.length;) {
    let [start, end] = pairs[index]!;
    for (index += 1; index < pairs.length && pairs[index]![0] <= end; index += 1) end = Math.max(end, pairs[index]![1]);
    while (start < end && view.text[start]! <= ' ') start += 1;
    while (end > start && view.text[end - 1]! <= ' ') end -= 1;
    if (start === end) continue;
    clean += original.slice(done, place(start)) + marker;
    done = Math.max(done, place(end));
  }
  return clean + original.slice(done);
}
