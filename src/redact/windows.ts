/** All stretches of 16 characters of a long text in one table, by a rolling hash. */

/** Shortest echo; shorter ones are everyday words. */
export const ECHO_CHARS = 16;

/** How far the table is searched; texts made to collide are not compared. */
const MAX_PROBES = 256;

const MULTIPLIER = 0x01_00_01_93;

/** Lower case, and one kind of white space. */
const PLAIN = /* @__PURE__ */ Uint16Array.from({ length: 256 }, (_, code) => {
  if (code <= 32 || code === 160) return 32;
  return code >= 65 && code <= 90 ? code + 32 : code;
});
const plainCode = (code: number): number => (code < 256 ? PLAIN[code]! : code);

/** A text as it is compared: lower case, one space for any white space. */
export function codesOf(text: string): Uint16Array {
  const codes = new Uint16Array(text.length);
  for (let index = 0; index < text.length; index += 1) codes[index] = plainCode(text.charCodeAt(index));
  return codes;
}

/** The texts one after the other, 0 before each. */
export function joinedCodes(texts: readonly string[]): Uint16Array {
  // Joined to one flat text: the engine reads characters of a slice or of a sum several times slower.
  const whole = ['', ...texts].join('\0');
  const codes = new Uint16Array(whole.length);
  let end = 0;
  let previous = 32;
  for (let index = 0; index < whole.length; index += 1) {
    const found = whole.charCodeAt(index);
    const code = found === 0 ? 0 : plainCode(found);
    if (code !== 32 || previous !== 32) codes[end++] = code;
    previous = code;
  }
  return codes.subarray(0, end);
}

/** Whether two stretches are the same. */
export function isSame(left: Uint16Array, at: number, right: Uint16Array, place: number, length: number): boolean {
  for (let index = 0; index < length; index += 1) if (left[at + index] !== right[place + index]) return false;
  return true;
}

/** The windows of a text. */
export interface Windows {
  readonly source: Uint16Array;
  /** The place of each window, counted from 1. */
  readonly table: Int32Array;
}

/** What the first of 16 characters counts in a hash. */
const LEAD = /* @__PURE__ */ Array.from({ length: ECHO_CHARS - 1 }).reduce<number>(
  lead => Math.imul(lead, MULTIPLIER),
  1,
);

/** The hash of the first window. */
function firstHash(codes: Uint16Array): number {
  let hash = 0;
  for (let index = 0; index < ECHO_CHARS; index += 1) {
    hash = (Math.imul(hash, MULTIPLIER) + codes[index]!) | 0;
  }
  return hash;
}

/** The hash of the window at a place, from that of the window before it. */
function rolled(hash: number, codes: Uint16Array, start: number): number {
  const gone = codes[start - 1]!;
  const come = codes[start + ECHO_CHARS - 1]!;
  return (Math.imul((hash - Math.imul(gone, LEAD)) | 0, MULTIPLIER) + come) | 0;
}

/** The slot of a window, or the free one where it belongs; -1 if there is none near. */
function slotOf({ source, table }: Windows, text: Uint16Array, start: number, hash: number): number {
  const mask = table.length - 1;
  let slot = (hash ^ (hash >>> 15)) & mask;
  for (let probes = 0; probes < MAX_PROBES; probes += 1, slot = (slot + 1) & mask) {
    if (table[slot] === 0 || isSame(text, start, source, table[slot]! - 1, ECHO_CHARS)) return slot;
  }
  return -1;
}

/** The windows of a text; `undefined` if it was made to collide. */
export function createWindows(source: Uint16Array): Windows | undefined {
  const windows: Windows = { source, table: new Int32Array(2 ** Math.ceil(Math.log2(source.length * 2 + 16))) };
  let hash = firstHash(source);
  for (let start = 1; start + ECHO_CHARS <= source.length; start += 1) {
    hash = rolled(hash, source, start);
    const slot = slotOf(windows, source, start, hash);
    if (slot < 0) return undefined;
    windows.table[slot] = start + 1;
  }
  return windows;
}

/** The places of a text whose windows are among these. */
export function findWindow(windows: Windows, text: Uint16Array): number[] {
  const places: number[] = [];
  let hash = firstHash(text);
  for (let start = 0; start + ECHO_CHARS <= text.length; start += 1) {
    if (start > 0) hash = rolled(hash, text, start);
    const slot = slotOf(windows, text, start, hash);
    if (slot >= 0 && windows.table[slot] !== 0) places.push(start);
  }
  return places;
}
