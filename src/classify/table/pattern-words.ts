/**
 * Words without one of which a pattern cannot match, read from its source. Rules are looked up by them: most texts hold
 * none of most patterns' words. A pattern whose words cannot be told has none, and is always tried.
 */

/** One piece of a pattern: a literal character, a boundary, a group, or something that may be any character. */
interface Piece {
  kind: 'character' | 'boundary' | 'group' | 'other';
  text: string;
  /** Whether it may be absent, or stands more than once. */
  isCertain: boolean;
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
    alternatives.at(-1)!.push({ kind: kindOf(text), text: literalOf(text), isCertain: quantifier === undefined });
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

/** Whether a piece ends the word beside it wherever the pattern matches. */
const isEdge = (piece: Piece | undefined, atEnd: boolean): boolean =>
  piece === undefined ? atEnd : piece.kind === 'boundary' || (piece.kind === 'character' && isGap(piece));
const isGap = ({ text, isCertain }: Piece): boolean => isCertain && /^\W$/.test(text);
const isLetter = (piece: Piece | undefined): piece is Piece =>
  piece !== undefined && piece.kind === 'character' && piece.isCertain && /^\w$/.test(piece.text);

/** The longest word that the pieces certainly hold, else the words of a group among them. */
function wordsOf(pieces: Piece[], isBounded: { before: boolean; after: boolean }): string[] | undefined {
  let longest = '';
  let ofGroup: string[] | undefined;
  for (let start = 0; start < pieces.length; start += 1) {
    const piece = pieces[start]!;
    const before = isEdge(pieces[start - 1], isBounded.before);
    if (piece.kind === 'group' && piece.isCertain) {
      const after = isEdge(pieces[start + 1], isBounded.after);
      ofGroup ??= wordsIn(piece.text.slice(3, -1), { before, after });
    }
    if (!before || !isLetter(piece)) continue;
    let end = start;
    while (isLetter(pieces[end])) end += 1;
    const word = pieces.slice(start, end).map(({ text }) => text);
    if (isEdge(pieces[end], isBounded.after) && word.length > longest.length) longest = word.join('');
  }
  return longest.length > 3 || (longest !== '' && ofGroup === undefined) ? [longest.toLowerCase()] : ofGroup;
}

/** Lower-case words of which a text holds one wherever the pattern matches; `undefined` if there are none to tell. */
export function wordsOfPattern(pattern: RegExp): string[] | undefined {
  return wordsIn(pattern.source, { before: false, after: false });
}

/** The words of a text, in lower case. */
export function wordsOfText(text: string): string[] {
  return text.toLowerCase().match(/\w+/g) ?? [];
}
