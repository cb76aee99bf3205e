/**
 * Reads the value behind a name of a credential to its real end: the closing quote of the same depth, the end of the
 * list or the line, the end of the token. Decides nothing about names.
 */
import { isHarmlessValue, type SecretKind } from './names.ts';
import { looksRandom } from './shapes.ts';
import type { View } from './view.ts';

/** Longest value that is read; a longer one is cut before. */
const MAX_VALUE = 20_000;

const QUOTES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["'", "'"],
  ['`', '`'],
  ['“', '”'],
  ['‘', '’'],
  ['«', '»'],
]);

/** Words that begin a sentence about a credential, and after which a password in running text has ended. */
const SENTENCE =
  /^(?:is|was|were|are|be|been|has|have|had|must|should|can|cannot|could|may|might|will|would|do|does|did|not|no|for|in|on|at|from|to|and|or|with|without|of|by|as|because|since|when|if|but|which|that|this|the|an?|your|you|it|its|please|here|input|field|value|values|expected|unexpected|invalid|incorrect|wrong|missing|required|provided|rejected|failed|too|contains?|see|use|using|pass|provide|set|create|check|make|ensure|get|got|find|generate|run|add|authentication|authorization|header|headers|parameter|option|access|only|unauthorized|forbidden|denied|expired|revoked|malformed|unknown|unsupported|none|null|undefined)$/i;

/** Where a value begins and ends. */
export interface Value {
  start: number;
  end: number;
  /** Whether it is known to be none. */
  isHarmless: boolean;
}

/** Whether the character ends the string that was opened at a depth of so many backslashes. */
function closes(written: number, opened: number): boolean {
  if (written === opened) return true;
  if (opened > 60) return written === 0;
  return written < opened || (written <= 60 && written % (2 * opened + 2) === opened);
}

function quoted({ text, written }: View, start: number, quote: string): Value {
  const opened = written?.[start] ?? 0;
  // A quote in front of the closing one that is deeper belongs to the value; nothing closes it in a text that was cut.
  let end = start + 1;
  const last = Math.min(text.length, start + MAX_VALUE);
  while (end < last && !(text[end] === quote && closes(written?.[end] ?? 0, opened))) end += 1;
  return { start: start + 1, end, isHarmless: false };
}

/** A list or an object: to the bracket that closes it, or to the end. */
function bracketed({ text }: View, start: number): Value {
  const last = Math.min(text.length, start + MAX_VALUE);
  let depth = 0;
  for (let index = start; index < last; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 123 || code === 91) depth += 1;
    if ((code === 125 || code === 93) && (depth -= 1) === 0) return { start, end: index + 1, isHarmless: false };
  }
  return { start, end: last, isHarmless: false };
}

/** The sign of YAML for a value on the lines below. */
const BLOCK_SCALAR = /[|>][-+]?\n/y;

const TOKEN_END = /[\s"'`,;{}[\])<>|]/;
const PASSWORD_END = /[\s"`;<>]/;

function token({ text, written }: View, start: number, how: number, ends: RegExp, isForm: boolean): number {
  let end = start;
  const last = Math.min(text.length, start + MAX_VALUE);
  while (end < last) {
    const other = written?.[end] ?? 0;
    const character = text[end]!;
    // A delimiter that was escaped deeper than the name belongs to the value.
    const isPlain = other === how || other === 0 || character <= ' ' || (how > 0 && other < how);
    if (isPlain && (ends.test(character) || (isForm && character === '&'))) break;
    end += 1;
  }
  return end;
}

const withoutPunctuation = (text: string, start: number, end: number): number => {
  let last = end;
  while (last > start && /[.,:;!?)]/.test(text[last - 1]!)) last -= 1;
  return last;
};

/** The next word behind a space; empty at the end of the line or before a delimiter. */
const wordAfter = (text: string, end: number): string =>
  /^ ([^\s"`;<>,]{1,200})/.exec(text.slice(end, end + 202))?.[1] ?? '';

/** A password in running text goes on over spaces until a word that belongs to the sentence around it. */
function passwordEnd(view: View, start: number, end: number, isLine: boolean): number {
  const { text } = view;
  const rest = /^[^\n"<>]*/.exec(text.slice(start, start + 300))![0];
  const listed = /^[^;\n]*(?=;)/.exec(rest);
  // A connection string's entry ends at its semicolon, a line of a file with the line.
  if (listed && listed[0].length >= end - start) return start + listed[0].length;
  if (isLine && text.startsWith('\n', start + rest.length)) return start + rest.length;
  let last = end;
  for (let words = 0; words < 8; words += 1) {
    const word = wordAfter(text, last);
    if (word === '' || SENTENCE.test(word.replace(/[.,:!?)]+$/, '')) || text[last - 1] === ',') break;
    last += word.length + 1;
  }
  return last;
}

/** Where a value stands: in a form's text, on a line of its own. */
export interface Place {
  readonly isForm: boolean;
  readonly isLine: boolean;
}

const COOKIE_MORE = /[;,]\s{0,2}[^\s"'`,;{}[\]<>]{1,4000}/y;

/** Whether what stands there reads as a sentence about a credential. */
function isProse(text: string, start: number, end: number, kind: SecretKind): boolean {
  const word = withoutPunctuation(text, start, end);
  const first = text.slice(start, word);
  if (SENTENCE.test(first)) return true;
  if (kind === 'password') return /^[A-Z][a-z]{2,14}$/.test(first) && SENTENCE.test(wordAfter(text, end));
  return /^[A-Za-z]?[a-z]{1,13}$/.test(first) && /^[,.:]? [a-z'"`(]/i.test(text.slice(word, word + 3));
}

function plain(view: View, start: number, how: number, kind: SecretKind, place: Place): Value {
  const { text } = view;
  const ends = kind === 'password' ? PASSWORD_END : TOKEN_END;
  let end = token(view, start, how, ends, place.isForm);
  if (end === start) return { start, end, isHarmless: true };
  if (kind === 'authorization') {
    // Whatever the scheme is called.
    const next = wordAfter(text, end);
    if (/^[A-Za-z][\w-]*$/.test(text.slice(start, end)) && looksRandom(next)) {
      return { start, end: withoutPunctuation(text, start, end + next.length + 1), isHarmless: false };
    }
  }
  if (isProse(text, start, end, kind)) return { start, end, isHarmless: true };
  if (kind !== 'password' && /^https?:\/\//i.test(text.slice(start, start + 8)))
    return { start, end, isHarmless: true };
  if (kind === 'cookie') {
    COOKIE_MORE.lastIndex = end;
    while (COOKIE_MORE.test(text)) end = COOKIE_MORE.lastIndex;
    return { start, end, isHarmless: false };
  }
  if (kind === 'password' && !place.isForm) end = passwordEnd(view, start, end, place.isLine);
  return { start, end: withoutPunctuation(text, start, end), isHarmless: false };
}

/**
 * The value that begins here.
 *
 * @param how how the sign between name and value was written
 */
export function valueAt(view: View, start: number, how: number, kind: SecretKind, place: Place): Value {
  const { text } = view;
  BLOCK_SCALAR.lastIndex = start;
  if (BLOCK_SCALAR.test(text)) return { start: BLOCK_SCALAR.lastIndex, end: text.length, isHarmless: false };
  const first = text[start] ?? '';
  const quote = QUOTES.get(first);
  const value =
    quote !== undefined
      ? quoted(view, start, quote)
      : first === '{' || first === '['
        ? bracketed(view, start)
        : plain(view, start, how, kind, place);
  if (value.isHarmless || text.startsWith('[redacted]', value.start)) return { ...value, isHarmless: true };
  return {
    ...value,
    isHarmless: isHarmlessValue(text.slice(value.start, Math.min(value.end, value.start + 64)), kind),
  };
}
