/**
 * Finds what one text repeats of other, long ones: every stretch of 16 characters and more, whatever its case and
 * white space. The long texts are indexed at every ninth place; what is looked up is read once.
 *
 * Each window of 16 characters holds one of those places with the 8 characters behind it, so that none is missed.
 */
import { codesOf, createWindows, ECHO_CHARS, findWindow, isSame, joinedCodes, type Windows } from './windows.ts';
import type { Ranges } from '../secrets/view.ts';

const ANCHOR = 8;
const STRIDE = ECHO_CHARS - ANCHOR + 1;
/** How many places with the same 8 characters and other ones around are compared one by one. */
const MAX_CHAIN = 16;
/** How far the table is searched for a free slot; texts made to collide are not compared. */
const MAX_PROBES = 64;

/** How many texts are looked up place by place before a table is made: most errors have few. */
const MAX_SCANS = 12;
/** Longest text that is looked up so. */
const MAX_SCANNED = 1_024;
/** How many comparisons such a look-up may take. */
const MAX_COMPARED = 100_000;
/** Up to so many places are compared one by one. */
const FEW_PLACES = 64;
/** By how many bits of a hash most places are dismissed. */
const FILTER_BITS = 15;

/** Long texts, ready to be compared with. */
export interface EchoIndex {
  /** Whether they can be compared: texts that were made to collide cannot. */
  isUsable: boolean;
  readonly source: Uint16Array;
  /** The hash of each place. */
  readonly hashes: Int32Array;
  /** Which hashes a text has that is looked up; all 0 in between. */
  filter: Uint8Array | undefined;
  scans: number;
  table: PlaceTable | undefined;
  /** All windows, made when a text repeats itself too often for the places. */
  windows: Windows | undefined;
}

/** The places by their characters. */
interface PlaceTable {
  /** The last of the places with the same 8 characters, counted from 1, and to each place the one before it. */
  readonly heads: Int32Array;
  readonly previous: Int32Array;
}

/** A number for 8 characters. */
function hashOf(text: Uint16Array, start: number): number {
  let hash = 0;
  for (let index = start; index < start + ANCHOR; index += 1)
    hash = (Math.imul(hash, 0x01_00_01_93) + text[index]!) | 0;
  return Math.imul(hash, 0x9e_37_79_b1);
}

/** Reads the long texts. */
export function indexEchoes(texts: readonly string[]): EchoIndex {
  const source = joinedCodes(texts);
  const hashes = new Int32Array(Math.max(0, Math.ceil((source.length - ANCHOR + 1) / STRIDE)));
  for (let place = 0; place < hashes.length; place += 1) hashes[place] = hashOf(source, place * STRIDE);
  return { isUsable: true, source, hashes, filter: undefined, scans: 0, table: undefined, windows: undefined };
}

function createTable(index: EchoIndex): PlaceTable {
  const { source, hashes } = index;
  const heads = new Int32Array(2 ** Math.ceil(Math.log2(hashes.length * 2 + 16)));
  const previous = new Int32Array(hashes.length + 1);
  const lengths = new Uint8Array(heads.length);
  const table: PlaceTable = { heads, previous };
  for (let anchor = 1; anchor <= hashes.length; anchor += 1) {
    const place = (anchor - 1) * STRIDE;
    const slot = placeSlot(source, table, source, place, hashes[anchor - 1]!);
    if (slot < 0) {
      index.isUsable = false;
      break;
    }
    // Of a chain that is too long anyway no more is kept.
    if (lengths[slot]! > MAX_CHAIN || (heads[slot] !== 0 && isKnown(source, previous, heads[slot]!, place))) continue;
    lengths[slot]! += 1;
    previous[anchor] = heads[slot]!;
    heads[slot] = anchor;
  }
  return table;
}

/** Whether a place with the same characters around is known: what repeats itself is compared once. */
function isKnown(source: Uint16Array, previous: Int32Array, head: number, place: number): boolean {
  for (let anchor = head; anchor !== 0; anchor = previous[anchor]!) {
    const other = (anchor - 1) * STRIDE;
    const isSameAfter = isSame(source, place + ANCHOR, source, other + ANCHOR, ANCHOR);
    if (isSameAfter && other >= ANCHOR && isSame(source, place - ANCHOR, source, other - ANCHOR, ANCHOR)) return true;
  }
  return false;
}

/** The slot of these 8 characters, or the free one where they belong; -1 if there is none near. */
function placeSlot(source: Uint16Array, table: PlaceTable, text: Uint16Array, start: number, hash: number): number {
  const { heads } = table;
  const mask = heads.length - 1;
  let slot = (hash ^ (hash >>> 15)) & mask;
  for (let probes = 0; probes < MAX_PROBES; probes += 1, slot = (slot + 1) & mask) {
    const anchor = heads[slot]!;
    if (anchor === 0 || isSame(text, start, source, (anchor - 1) * STRIDE, ANCHOR)) return slot;
  }
  return -1;
}

/** Adds every stretch of the text that also stands in the long ones. */
export function addEchoes(index: EchoIndex, shown: string, ranges: Ranges): void {
  if (shown.length < ECHO_CHARS || index.hashes.length === 0) return;
  const text = codesOf(shown);
  const hashes = new Int32Array(text.length - ANCHOR + 1);
  for (let start = 0; start < hashes.length; start += 1) hashes[start] = hashOf(text, start);
  if (index.table === undefined && scan(index, text, hashes, ranges)) return;
  const table = (index.table ??= createTable(index));
  const { heads, previous } = table;
  for (let start = 0; start < hashes.length; start += 1) {
    const slot = placeSlot(index.source, table, text, start, hashes[start]!);
    let anchor = slot < 0 ? 0 : heads[slot]!;
    for (let compared = 0; anchor !== 0; compared += 1, anchor = previous[anchor]!) {
      if (compared === MAX_CHAIN) return addWindows(index, text, ranges);
      addAround(index.source, (anchor - 1) * STRIDE, text, start, ranges);
    }
  }
}

/** Looks each place up in a short text; false if that takes too long, or was done too often. */
function scan(index: EchoIndex, text: Uint16Array, hashes: Int32Array, ranges: Ranges): boolean {
  if (text.length > MAX_SCANNED || index.scans === MAX_SCANS) return false;
  index.scans += 1;
  const filter = index.hashes.length > FEW_PLACES ? (index.filter ??= new Uint8Array(2 ** FILTER_BITS)) : undefined;
  const shift = 32 - FILTER_BITS;
  if (filter) for (const hash of hashes) filter[hash >>> shift] = 1;
  let compared = 0;
  for (let place = 0; place < index.hashes.length && compared < MAX_COMPARED; place += 1) {
    const hash = index.hashes[place]!;
    if (filter && filter[hash >>> shift] === 0) continue;
    compared += hashes.length;
    for (let start = 0; start < hashes.length; start += 1)
      if (hashes[start] === hash) addAround(index.source, place * STRIDE, text, start, ranges);
  }
  if (filter) for (const hash of hashes) filter[hash >>> shift] = 0;
  return compared < MAX_COMPARED;
}

/** Compares what stands around one place. */
function addAround(source: Uint16Array, place: number, text: Uint16Array, start: number, ranges: Ranges): void {
  let before = 0;
  let after = 0;
  while (before < ANCHOR && start > before && text[start - before - 1] === source[place - before - 1]) before += 1;
  while (after < ECHO_CHARS && start + after < text.length && text[start + after] === source[place + after]) after += 1;
  if (after >= ANCHOR && before + after >= ECHO_CHARS) addRange(ranges, start - before, start + after);
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
