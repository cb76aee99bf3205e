/**
 * Words without one of which a pattern cannot match, read from its source. Rules are looked up by them: most texts hold
 * none of most patterns' words. A pattern whose words cannot be told has none, and is always tried.
 */

/** One piece of a pattern: letters of a word, a separator, a boundary, a group, or something that may be any character. */
interface Piece {
  kind: 'letters' | 'gap' | 'boundary' | 'group' | 'other';
  text: string;
  /** Whether it stands there once. */
  isCertain: boolean;
  /** Whether it stands there once or not at all. */
  isOptional: boolean;
}

const LETTERS = /\w+/y;
const QUANTIFIED = /[?*+{]/;

/** Where letters that begin at an index end; one that is quantified stands alone. */
function lettersEnd(source: string, start: number): number {
  LETTERS.lastIndex = start;
  const end = start + (LETTERS.exec(source)?.[0].length ?? 0);
  return end - start > 1 && QUANTIFIED.test(source[end] ?? '') ? end - 1 : end;
}

/** Where the token that begins at an index ends: a character, an escape, a class, or a group with its brackets. */
function tokenEnd(source: string, start: number): number {
  const first = source[start];
  if (first === '\\') return start + (source[start + 1] === 'u' ? 6 : 2);
  if (first !== '[' && first !== '(') return start + 1;
  const close = first === '[' ? ']' : ')';
  let index = start + 1;
  while (index < source.length && source[index] !== close)
    // In a class only an escape is more than a character.
    index = first === '(' ? tokenEnd(source, index) : index + (source[index] === '\\' ? 2 : 1);
  return index + 1;
}

const QUANTIFIER = /\{\d{1,9}(?:,\d{0,9})?\}/y;

/** Where the quantifier that may stand at an index ends. */
function quantifierEnd(source: string, start: number): number {
  let end = start;
  const first = source[start];
  if (first === '?' || first === '*' || first === '+') end += 1;
  else if (first === '{') {
    QUANTIFIER.lastIndex = start;
    end += QUANTIFIER.exec(source)?.[0].length ?? 0;
  }
  return end > start && source[end] === '?' ? end + 1 : end;
}

/** The alternatives of a source, each as its pieces. */
function parse(source: string): Piece[][] {
  let pieces: Piece[] = [];
  const alternatives = [pieces];
  for (let index = 0; index < source.length;) {
    if (source[index] === '|') {
      alternatives.push((pieces = []));
      index += 1;
      continue;
    }
    const end = Math.max(lettersEnd(source, index), tokenEnd(source, index));
    const text = source.slice(index, end);
    index = quantifierEnd(source, end);
    pieces.push({
      kind: kindOf(text),
      text,
      isCertain: index === end,
      isOptional: source[end] === '?',
    });
  }
  return alternatives;
}

/** Separators, as `[- ]`. */
const GAPS = /^\[[- /]+\]$/;

function kindOf(text: string): Piece['kind'] {
  if (/^\w/.test(text)) return 'letters';
  if (text === '^' || text === '$') return 'boundary';
  if (text === '.') return 'other';
  if (text.length === 1) return 'gap';
  if (text === '\\b') return 'boundary';
  if (text.startsWith('(?:')) return 'group';
  return /^\\\W$/.test(text) || GAPS.test(text) ? 'gap' : 'other';
}

/** The words of a source; `undefined` if some alternative has none. */
function wordsIn(source: string, isBounded: { before: boolean; after: boolean }): string[] | undefined {
  const found = parse(source).map(pieces => wordsOf(pieces, isBounded));
  return found.includes(undefined) ? undefined : found.flatMap(words => words ?? []);
}

/** Whether a piece ends the word beside it wherever the pattern matches. */
const isEdge = (piece: Piece | undefined, atEnd: boolean): boolean =>
  piece === undefined ? atEnd : piece.kind === 'boundary' || (piece.isCertain && piece.kind === 'gap');

/** Most forms of one word: `limits?` has two. */
const MAX_FORMS = 8;

/** The letters that a piece within a word may be; `undefined` if it may be anything else. */
function formsOf(piece: Piece): string[] | undefined {
  if (piece.kind === 'letters') return piece.isCertain ? [piece.text] : ['', piece.text];
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
    if (piece.isOptional && piece.kind === 'gap') {
      // 'rate-limit', 'rate limit' and 'ratelimit'.
      ended.push(...open);
      continue;
    }
    const forms = piece.isCertain || piece.isOptional ? formsOf(piece) : undefined;
    if (forms === undefined) return undefined;
    open =
      forms.length === 1 ? open.map(head => head + forms[0]) : open.flatMap(head => forms.map(form => head + form));
  }
}

/** Stands for all characters of Chinese texts, which do not mark where a word ends. */
export const HAN = '中';
const OF_HAN = /[\u4e00-\u9fff]/;
const isHan = ({ kind, text }: Piece): boolean => kind === 'gap' && text.length === 1 && OF_HAN.test(text);

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
    if (!before || !(piece.kind === 'letters' || piece.kind === 'group')) continue;
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
