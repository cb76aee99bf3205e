/**
 * Finds what one text repeats of other, long ones: every stretch of 16 characters and more, whatever its case and
 * white space. The long texts are indexed at every ninth place; what is looked up is read once.
 *
 * Each window of 16 characters holds one of those places with the 8 characters behind it, so that none is missed.
 */
import { codesOf, createWindows, ECHO_CHARS, findWindow, isSame, joinedCodes, type Windows } from './redact-windows.ts';
import type { Ranges } from './redact-view.ts';

const ANCHOR = 8;
const STRIDE = ECHO_CHARS - ANCHOR + 1;
/** How many places with the same 8 characters and other ones around are compared one by one. */
const MAX_CHAIN = 16;
/** How far the table is searched for a free slot; texts made to collide are not compared. */
const MAX_PROBES = 64;

/** Long texts, ready to be compared with. */
export interface EchoIndex {
  /** Whether they can be compared: texts that were made to collide cannot. */
  isUsable: boolean;
  readonly source: Uint16Array;
  /** The last of the places with the same 8 characters, counted from 1, and to each place the one before it. */
  readonly heads: Int32Array;
  readonly previous: Int32Array;
  /** All windows, made when a text repeats itself too often for the places. */
  windows: Windows | undefined;
}

/** A place in the table for 8 characters. */
function slotOf(text: Uint16Array, start: number, mask: number): number {
  let hash = 0;
  for (let index = start; index < start + ANCHOR; index += 1)
    hash = (Math.imul(hash, 0x01_00_01_93) + text[index]!) | 0;
  hash = Math.imul(hash, 0x9e_37_79_b1);
  return (hash ^ (hash >>> 15)) & mask;
}

/** Reads the long texts. */
export function indexEchoes(texts: readonly string[]): EchoIndex {
  const source = joinedCodes(texts);
  const anchors = Math.ceil(source.length / STRIDE);
  const heads = new Int32Array(2 ** Math.ceil(Math.log2(anchors * 2 + 16)));
  const previous = new Int32Array(anchors + 1);
  const lengths = new Uint8Array(heads.length);
  const index: EchoIndex = { isUsable: true, source, heads, previous, windows: undefined };
  for (let place = 0, anchor = 1; place + ANCHOR <= source.length; place += STRIDE, anchor += 1) {
    const slot = anchorSlot(index, source, place);
    if (slot < 0) {
      index.isUsable = false;
      break;
    }
    // Of a chain that is too long anyway no more is kept.
    if (lengths[slot]! > MAX_CHAIN || (heads[slot] !== 0 && isKnown(index, heads[slot]!, place))) continue;
    lengths[slot]! += 1;
    previous[anchor] = heads[slot]!;
    heads[slot] = anchor;
  }
  return index;
}

/** Whether a place with the same characters around is known: what repeats itself is compared once. */
function isKnown({ source, previous }: EchoIndex, head: number, place: number): boolean {
  let anchor = head;
  for (; anchor !== 0; anchor = previous[anchor]!) {
    const other = (anchor - 1) * STRIDE;
    const isSameAfter = isSame(source, place + ANCHOR, source, other + ANCHOR, ANCHOR);
    if (isSameAfter && other >= ANCHOR && isSame(source, place - ANCHOR, source, other - ANCHOR, ANCHOR)) return true;
  }
  return false;
}

/** The slot of these 8 characters, or the free one where they belong; -1 if there is none near. */
function anchorSlot({ source, heads }: EchoIndex, own: Uint16Array, start: number): number {
  const mask = heads.length - 1;
  let slot = slotOf(own, start, mask);
  for (let probes = 0; probes < MAX_PROBES; probes += 1, slot = (slot + 1) & mask) {
    const anchor = heads[slot]!;
    if (anchor === 0 || isSame(own, start, source, (anchor - 1) * STRIDE, ANCHOR)) return slot;
  }
  return -1;
}

/** Adds every stretch of the text that also stands in the long ones. */
export function addEchoes(index: EchoIndex, shown: string, ranges: Ranges): void {
  if (shown.length < ECHO_CHARS || index.source.length < ECHO_CHARS) return;
  const text = codesOf(shown);
  for (let start = 0; start + ANCHOR <= text.length; start += 1) {
    const slot = anchorSlot(index, text, start);
    if (slot >= 0 && index.heads[slot] !== 0 && !addAround(index, slot, text, start, ranges)) {
      addWindows(index, text, ranges);
      return;
    }
  }
}

/** Compares what stands around one place; false if too many places have to be compared. */
function addAround(index: EchoIndex, slot: number, text: Uint16Array, start: number, ranges: Ranges): boolean {
  const { source, heads, previous } = index;
  let anchor = heads[slot]!;
  for (let compared = 0; anchor !== 0; compared += 1, anchor = previous[anchor]!) {
    if (compared === MAX_CHAIN) return false;
    const place = (anchor - 1) * STRIDE;
    let before = 0;
    let after = ANCHOR;
    while (before < ANCHOR && start > before && text[start - before - 1] === source[place - before - 1]) {
      before += 1;
    }
    while (after < ECHO_CHARS && start + after < text.length && text[start + after] === source[place + after]) {
      after += 1;
    }
    if (before + after >= ECHO_CHARS) addRange(ranges, start - before, start + after);
  }
  return true;
}

/** The same with a table of all windows. */
function addWindows(index: EchoIndex, text: Uint16Array, ranges: Ranges): void {
  index.windows ??= createWindows(index.source);
  if (index.windows === undefined) index.isUsable = false;
  else for (const start of findWindow(index.windows, text)) addRange(ranges, start, start + ECHO_CHARS);
}

/** Appends a stretch, or lengthens the last one. */
function addRange(ranges: Ranges, start: number, end: number): void {
  const last = ranges.length - 1;
  if (last > 0 && start <= ranges[last]! && start >= ranges[last - 1]!) ranges[last] = Math.max(ranges[last]!, end);
  else ranges.push(start, end);
}
