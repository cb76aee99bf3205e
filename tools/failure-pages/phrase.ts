/**
 * Sentences that a pattern matches, to be shown in its place: people know messages, not expressions. Gaps are written as
 * '…'. Each sentence is held against the pattern before it is shown.
 */

interface Piece {
  text: string;
  least: number;
  most: number;
}

/** One atom and how often it may stand there. */
const TOKEN =
  /((?:\\u[\da-f]{4}|\\.)|\[(?:\\.|[^\]\\])*\]|\((?:\?(?:[:=!]|<[=!]))?|\)|\||[^\\[()|])((?:[?*+]|\{\d+(?:,\d*)?\})\??)?/y;

/** The end of the group that begins there, behind its closing bracket. */
function groupEnd(source: string, start: number): number {
  let depth = 0;
  for (let index = start; index < source.length; index += 1) {
    if (source[index] === '\\') index += 1;
    else if (source[index] === '[') index = source.indexOf(']', index + 2);
    else if (source[index] === '(') depth += 1;
    else if (source[index] === ')' && (depth -= 1) === 0) return index + 1;
  }
  return source.length;
}

const QUANTIFIER = /^(?:[?*+]|\{(\d+)(?:(,)(\d*))?\})\??/;

function countsOf(text: string): { least: number; most: number; length: number } {
  const found = QUANTIFIER.exec(text);
  if (!found) return { least: 1, most: 1, length: 0 };
  const [whole, least, comma, most] = found;
  if (least === undefined)
    return { least: whole[0] === '+' ? 1 : 0, most: whole[0] === '?' ? 1 : 99, length: whole.length };
  return { least: Number(least), most: comma ? Number(most || 99) : Number(least), length: whole.length };
}

/** The alternatives of a source, each as its pieces. */
function parse(source: string): Piece[][] {
  const alternatives: Piece[][] = [[]];
  for (let index = 0; index < source.length;) {
    TOKEN.lastIndex = index;
    const atom = source[index] === '(' ? source.slice(index, groupEnd(source, index)) : (TOKEN.exec(source)?.[1] ?? '');
    if (atom === '') throw new Error(`This pattern cannot be read: ${source}`);
    index += atom.length;
    if (atom === '|') {
      alternatives.push([]);
      continue;
    }
    const { length, ...counts } = countsOf(source.slice(index));
    index += length;
    alternatives.at(-1)!.push({ text: atom, ...counts });
  }
  return alternatives;
}

const CONTENT = /^\((?:\?:)?(?!\?)([\s\S]*)\)$/;
const contentOf = (text: string): string | undefined => CONTENT.exec(text)?.[1];

/** What one character of a class may be shown as. */
function ofClass(text: string): string {
  if (text.startsWith(String.raw`[\s\S]`) || text.startsWith('[^')) return '…';
  if (/ /.test(text)) return ' ';
  if (/\\[wd]/.test(text)) return /\\d/.test(text) ? '1' : 'x';
  return text.slice(1, -1).replace(/^\\/, '')[0] ?? '';
}

function ofPiece({ text, least, most }: Piece): string {
  const inner = contentOf(text);
  if (inner !== undefined) return least === 0 ? '' : sentenceOf(parse(inner)[0]!);
  if (/^(?:\(|\\[bB]$|[\^$]$)/.test(text)) return '';
  if (text === '.') return most === 1 ? (least === 0 ? "'" : '.') : ' … ';
  if (text.startsWith('[')) {
    const shown = ofClass(text);
    return shown === ' ' && most === 1 ? shown : shown === '…' && most > 1 ? ' … ' : shown.repeat(least);
  }
  if (text === '\\d') return '100'.slice(0, Math.min(3, most)).repeat(least === 0 ? 0 : 1);
  if (text === '\\w') return 'x'.repeat(least);
  if (text === '\\S') return least === 0 ? '' : '…';
  if (text === '\\W') return least === 0 ? '' : ' ';
  if (text === '\\s') return ' '.repeat(least);
  const letter = text.startsWith('\\u')
    ? String.fromCodePoint(Number.parseInt(text.slice(2), 16))
    : text.replace(/^\\/, '');
  return letter.repeat(least);
}

const sentenceOf = (pieces: readonly Piece[]): string => pieces.map(ofPiece).join('');

/** A pattern that is one group has the alternatives of that group. */
function alternativesOf(source: string): Piece[][] {
  return parse(source).flatMap(pieces => {
    const words = pieces.filter(({ text }) => !/^(?:\\b|\^|\$)$/.test(text));
    const inner = words.length === 1 && words[0]!.least === 1 ? contentOf(words[0]!.text) : undefined;
    return inner === undefined ? [pieces] : alternativesOf(inner);
  });
}

/** One sentence for each alternative of the pattern, as far as one can be told. */
export function phrasesOf(pattern: RegExp): string[] {
  return alternativesOf(pattern.source)
    .map(pieces => sentenceOf(pieces).replaceAll(/\s+/g, ' '))
    .filter(sentence => sentence.length > 1 && pattern.test(sentence))
    .map(sentence => sentence.trim());
}
