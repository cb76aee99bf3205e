/**
 * Finds what one text repeats of other, long ones: every stretch of 16 characters and more, whatever its case and
 * white space. The long texts are read once, at every ninth place; what is looked up is read once, too.
 *
 * Each window of 16 characters holds one of those places with the 8 characters behind it, so that none is missed.
 */
import type { Ranges } from './redact-view.ts';

/** Shortest echo; shorter ones are everyday words. */
export const ECHO_CHARS = 16;

const ANCHOR = 8;
const STRIDE = ECHO_CHARS - ANCHOR + 1;
/** How many places with the same 8 characters are compared one by one. */
const MAX_CHAIN = 8;
/** How far a table of all windows is searched for a free slot; texts made to collide are not compared. */
const MAX_PROBES = 256;

const MULTIPLIER = 0x01_00_01_93;

/** The texts one after the other, lower case, one space for any white space, 0 between them. */
function join(texts: readonly string[]): Uint16Array {
  let length = 1;
  for (const text of texts) length += text.length + 1;
  const codes = new Uint16Array(length);
  let end = 1;
  for (const text of texts) {
    for (let index = 0; index < text.length; index += 1) {
      const code = plainCode(text.charCodeAt(index));
      if (code !== 32 || (codes[end - 1] !== 32 && codes[end - 1] !== 0)) codes[end++] = code;
    }
    if (codes[end - 1] !== 0) end += 1;
  }
  return codes.subarray(0, end);
}

/** The hash of so many characters from a place on. */
function hashOf(codes: Uint16Array, start: number, length: number): number {
  let hash = 0;
  for (let index = start; index < start + length; index += 1) hash = (Math.imul(hash, MULTIPLIER) + codes[index]!) | 0;
  return hash;
}

/** By what the first of so many characters counts in a hash. */
function leadOf(length: number): number {
  let lead = 1;
  for (let index = 1; index < length; index += 1) lead = Math.imul(lead, MULTIPLIER);
  return lead;
}

const ANCHOR_LEAD = leadOf(ANCHOR);
const WINDOW_LEAD = leadOf(ECHO_CHARS);

/** The hash one character further on. */
const rolled = (hash: number, lead: number, gone: number, come: number): number =>
  (Math.imul((hash - Math.imul(gone, lead)) | 0, MULTIPLIER) + come) | 0;

/** Lower case, and one kind of white space. */
const plainCode = (code: number): number => {
  if (code <= 32 || code === 160) return 32;
  return code >= 65 && code <= 90 ? code + 32 : code;
};

const slotOf = (hash: number, mask: number): number => (hash ^ (hash >>> 15)) & mask;

function isSame(left: Uint16Array, at: number, right: Uint16Array, place: number, length: number): boolean {
  for (let index = 0; index < length; index += 1) if (left[at + index] !== right[place + index]) return false;
  return true;
}

const tableFor = (entries: number): Int32Array => new Int32Array(2 ** Math.ceil(Math.log2(entries * 2 + 16)));

/** Long texts, ready to be compared with. */
export interface EchoIndex {
  /** Whether they can be compared: texts that were made to collide cannot. */
  isUsable: boolean;
  readonly codes: Uint16Array;
  /** The last of the places with the same 8 characters, counted from 1, and to each place the one before it. */
  readonly heads: Int32Array;
  readonly previous: Int32Array;
  /** All windows, made when a text repeats itself too often for the places. */
  windows: Int32Array | undefined;
}

/** Reads the long texts. */
export function indexEchoes(texts: readonly string[]): EchoIndex {
  const codes = join(texts);
  const anchors = Math.ceil(codes.length / STRIDE);
  const heads = tableFor(anchors);
  const previous = new Int32Array(anchors + 1);
  const index: EchoIndex = { isUsable: true, codes, heads, previous, windows: undefined };
  for (let place = 0, anchor = 1; place + ANCHOR <= codes.length; place += STRIDE, anchor += 1) {
    const slot = anchorSlot(index, codes, place, hashOf(codes, place, ANCHOR));
    if (slot < 0) {
      index.isUsable = false;
      break;
    }
    previous[anchor] = heads[slot]!;
    heads[slot] = anchor;
  }
  return index;
}

/** The slot of these 8 characters, or the free one where they belong; -1 if there is none near. */
function anchorSlot({ codes, heads }: EchoIndex, own: Uint16Array, start: number, hash: number): number {
  const mask = heads.length - 1;
  let slot = slotOf(hash, mask);
  for (let probes = 0; probes < MAX_PROBES; probes += 1, slot = (slot + 1) & mask) {
    const anchor = heads[slot]!;
    if (anchor === 0 || isSame(own, start, codes, (anchor - 1) * STRIDE, ANCHOR)) return slot;
  }
  return -1;
}

/** Adds every stretch of the text that also stands in the long ones. */
export function addEchoes(index: EchoIndex, text: string, ranges: Ranges): void {
  if (text.length < ECHO_CHARS || index.codes.length < ECHO_CHARS) return;
  const own = new Uint16Array(text.length);
  for (let place = 0; place < text.length; place += 1) own[place] = plainCode(text.charCodeAt(place));
  let hash = hashOf(own, 0, ANCHOR);
  for (let start = 0; start + ANCHOR <= own.length; start += 1) {
    if (start > 0) hash = rolled(hash, ANCHOR_LEAD, own[start - 1]!, own[start + ANCHOR - 1]!);
    const slot = anchorSlot(index, own, start, hash);
    if (slot >= 0 && index.heads[slot] !== 0 && !addAround(index, slot, own, start, ranges)) {
      addWindows(index, own, ranges);
      return;
    }
  }
}

/** Compares what stands around one place; false if too many places have to be compared. */
function addAround(
  { codes, heads, previous }: EchoIndex,
  slot: number,
  own: Uint16Array,
  start: number,
  ranges: Ranges,
): boolean {
  let anchor = heads[slot]!;
  for (let compared = 0; anchor !== 0; compared += 1, anchor = previous[anchor]!) {
    if (compared === MAX_CHAIN) return false;
    const place = (anchor - 1) * STRIDE;
    let before = 0;
    let after = ANCHOR;
    while (before < ANCHOR && start > before && own[start - before - 1] === codes[place - before - 1]) before += 1;
    while (after < ECHO_CHARS && start + after < own.length && own[start + after] === codes[place + after]) after += 1;
    if (before + after >= ECHO_CHARS) addRange(ranges, start - before, start + after);
  }
  return true;
}

/** The slot of a window, or the free one where it belongs; -1 if there is none near. */
function windowSlot(codes: Uint16Array, windows: Int32Array, own: Uint16Array, start: number, hash: number): number {
  const mask = windows.length - 1;
  let slot = slotOf(hash, mask);
  for (let probes = 0; probes < MAX_PROBES; probes += 1, slot = (slot + 1) & mask) {
    if (windows[slot] === 0 || isSame(own, start, codes, windows[slot]! - 1, ECHO_CHARS)) return slot;
  }
  return -1;
}

/** The same with a table of all windows. */
function addWindows(index: EchoIndex, own: Uint16Array, ranges: Ranges): void {
  const { codes } = index;
  const windows = (index.windows ??= tableOfWindows(index));
  eachWindow(own, (start, hash) => {
    const slot = windowSlot(codes, windows, own, start, hash);
    if (slot >= 0 && windows[slot] !== 0) addRange(ranges, start, start + ECHO_CHARS);
  });
}

function tableOfWindows(index: EchoIndex): Int32Array {
  const { codes } = index;
  const windows = tableFor(codes.length);
  let previous = 0;
  eachWindow(codes, (start, hash) => {
    // A long run of one character is one window.
    const isRun =
      hash === previous && codes[start] === codes[start - 1] && codes[start] === codes[start + ECHO_CHARS - 1];
    previous = hash;
    if (isRun || !index.isUsable) return;
    const slot = windowSlot(codes, windows, codes, start, hash);
    if (slot < 0) index.isUsable = false;
    else windows[slot] = start + 1;
  });
  return windows;
}

/** Calls back with each window and its hash. */
function eachWindow(codes: Uint16Array, callback: (start: number, hash: number) => void): void {
  let hash = hashOf(codes, 0, ECHO_CHARS);
  callback(0, hash);
  for (let start = 1; start + ECHO_CHARS <= codes.length; start += 1) {
    hash = rolled(hash, WINDOW_LEAD, codes[start - 1]!, codes[start + ECHO_CHARS - 1]!);
    callback(start, hash);
  }
}

/** Appends a stretch, or lengthens the last one. */
function addRange(ranges: Ranges, start: number, end: number): void {
  const last = ranges.length - 1;
  if (last > 0 && start <= ranges[last]! && start >= ranges[last - 1]!) ranges[last] = Math.max(ranges[last]!, end);
  else ranges.push(start, end);
}
