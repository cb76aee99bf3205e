/**
 * Words without one of which a pattern cannot match, read from its source. Rules are looked up by them: most texts hold
 * none of most patterns' words. A pattern whose words cannot be told has none, and is always tried.
 */

/** One piece of a pattern: a literal character, a boundary, a group, or something that may be any character. */
interface Piece {
  kind: 'character' | 'boundary' | 'group' | 'other';
  text: string;
  /** Whether it stands there once. */
  isCertain: boolean;
  /** Whether it stands there once or not at all. */
  isOptional: boolean;
}

const TOKEN = /\\u[\da-f]{4}|\\.|\[(?:\\.|[^\]\\])*\]|[^]/giy;
const QUANTIFIER = /(?:[?*+]|\{\d+(?:,\d*)?\})\??/y;

function matchAt(pattern: RegExp, source: string, index: number): string | undefined {
  pattern.lastIndex = index;
  return pattern.exec(source)?.[0];
}

/** The alternatives of a source, each as its pieces. */
function parse(source: string): Piece[][] {
  const alternatives: Piece[][] = [[]];
  for (let index = 0; index < source.length;) {
    const token = matchAt(TOKEN, source, index)!;
    if (token === '|') {
      alternatives.push([]);
      index += 1;
      continue;
    }
    let text = token;
    if (token === '(') text = groupAt(source, index);
    index += text.length;
    const quantifier = matchAt(QUANTIFIER, source, index);
    index += quantifier?.length ?? 0;
    alternatives.at(-1)!.push({
      kind: kindOf(text),
      text: literalOf(text),
      isCertain: quantifier === undefined,
      isOptional: quantifier === '?' || quantifier === '??',
    });
  }
  return alternatives;
}

/** The group that opens at the index, with its brackets. */
function groupAt(source: string, start: number): string {
  let depth = 0;
  for (let index = start; index < source.length;) {
    const token = matchAt(TOKEN, source, index)!;
    index += token.length;
    if (token === '(') depth += 1;
    if (token === ')') depth -= 1;
    if (depth === 0) return source.slice(start, index);
  }
  return source.slice(start);
}

function kindOf(text: string): Piece['kind'] {
  if (text === '\\b' || text === '^' || text === '$') return 'boundary';
  if (text.startsWith('(?:')) return 'group';
  return /^(?:[^\\()[.]|\\[^\w])$/.test(text) ? 'character' : 'other';
}

const literalOf = (text: string): string => (/^\\[^\w]$/.test(text) ? text.slice(1) : text);

/** The words of a source; `undefined` if some alternative has none. */
function wordsIn(source: string, isBounded: { before: boolean; after: boolean }): string[] | undefined {
  const found = parse(source).map(pieces => wordsOf(pieces, isBounded));
  return found.includes(undefined) ? undefined : found.flatMap(words => words ?? []);
}

const isGap = (piece: Piece): boolean => piece.kind === 'character' && /^\W$/.test(piece.text);
const isLetter = (piece: Piece): boolean => piece.kind === 'character' && /^\w$/.test(piece.text);
/** A separator, as `[- ]`. */
const isGapClass = (piece: Piece): boolean => piece.kind === 'other' && /^\[[- /]+\]$/.test(piece.text);

/** Whether a piece ends the word beside it wherever the pattern matches. */
const isEdge = (piece: Piece | undefined, atEnd: boolean): boolean =>
  piece === undefined ? atEnd : piece.kind === 'boundary' || (piece.isCertain && (isGap(piece) || isGapClass(piece)));

/** Most forms of one word: `limits?` has two. */
const MAX_FORMS = 8;

/** The letters that a piece within a word may be; `undefined` if it may be anything else. */
function formsOf(piece: Piece): string[] | undefined {
  if (isLetter(piece)) return piece.isCertain ? [piece.text] : ['', piece.text];
  if (piece.kind !== 'group') return undefined;
  const forms = piece.text.slice(3, -1).split('|');
  if (!forms.every(form => /^[a-z]+$/i.test(form))) return undefined;
  return piece.isCertain ? forms : ['', ...forms];
}

/** The forms of the word that begins at a piece; `undefined` if it has none that can be told. */
function formsFrom(pieces: readonly Piece[], start: number, atEnd: boolean): string[] | undefined {
  const ended: string[] = [];
  let open = [''];
  for (let index = start; ; index += 1) {
    const piece = pieces[index];
    if (isEdge(piece, atEnd)) return [...ended, ...open];
    if (piece === undefined || ended.length + open.length > MAX_FORMS) return undefined;
    if (!piece.isCertain && piece.isOptional && (isGap(piece) || isGapClass(piece))) {
      // 'rate-limit', 'rate limit' and 'ratelimit'.
      ended.push(...open);
      continue;
    }
    const forms = piece.isCertain || piece.isOptional ? formsOf(piece) : undefined;
    if (forms === undefined) return undefined;
    open = open.flatMap(head => forms.map(form => head + form));
  }
}

/** Stands for all characters of Chinese texts, which do not mark where a word ends. */
export const HAN = '中';
const OF_HAN = /[\u4e00-\u9fff]/;
const isHan = (piece: Piece): boolean => piece.kind === 'character' && OF_HAN.test(piece.text);

/** The longest word that the pieces certainly hold, in its forms, else the words of a group among them. */
function wordsOf(pieces: readonly Piece[], isBounded: { before: boolean; after: boolean }): string[] | undefined {
  let best: string[] | undefined;
  let length = 0;
  let ofGroup: string[] | undefined;
  for (let start = 0; start < pieces.length; start += 1) {
    const piece = pieces[start]!;
    const before = isEdge(pieces[start - 1], isBounded.before);
    if (piece.kind === 'group' && piece.isCertain) {
      const after = isEdge(pieces[start + 1], isBounded.after);
      ofGroup ??= wordsIn(piece.text.slice(3, -1), { before, after });
    }
    if (!before || !(isLetter(piece) || piece.kind === 'group')) continue;
    const forms = formsFrom(pieces, start, isBounded.after) ?? [];
    const shortest = Math.min(...forms.map(form => form.length));
    if (forms.length > 0 && shortest > length) [best, length] = [forms, shortest];
  }
  const found = (length > 3 || ofGroup === undefined ? best : ofGroup)?.map(word => word.toLowerCase());
  return found ?? (pieces.some(piece => piece.isCertain && isHan(piece)) ? [HAN] : undefined);
}

/** Lower-case words of which a text holds one wherever the pattern matches; `undefined` if there are none to tell. */
export function wordsOfPattern(pattern: RegExp): string[] | undefined {
  return wordsIn(pattern.source, { before: false, after: false });
}

/** The words of a text, in lower case. */
export function wordsOfText(text: string): string[] {
  const words: string[] = text.toLowerCase().match(/\w+/g) ?? [];
  if (OF_HAN.test(text)) words.push(HAN);
  return words;
}
