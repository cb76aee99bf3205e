/** How a test reads in English. */
import { wordsOf } from './functions.ts';
import { nameOf } from './origins.ts';
import { phrasesOf } from './phrase.ts';
import type { Said } from './said.ts';

/** Most sentences that are shown of one test: they are examples. */
const MOST_PHRASES = 3;
/** Most codes that are shown of one test, and of one beside others that must hold, too. */
const MOST_CODES = 12;
const MOST_INNER_CODES = 4;

const either = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;

const code = (value: string | number): string => `\`${value}\``;

/** A sentence as Markdown shows it: what it would read as marks stands as code. */
const quoted = (text: string): string =>
  /[\\*_<>[\]|#~$]/.test(text) ? code(text.replaceAll('`', "'")) : `“${text.replaceAll('`', "'")}”`;

function codes(values: readonly string[], most: number): string {
  const shown = values.slice(0, most).map(code).join(', ');
  return values.length > most ? `${shown} and ${values.length - most} more` : shown;
}

function texts(patterns: readonly RegExp[]): string {
  // One of each pattern first: they differ more than the alternatives of one.
  const found = patterns.map(phrasesOf);
  const longest = Math.max(...found.map(({ length }) => length));
  const inTurn = Array.from({ length: longest }, (_, turn) => found.flatMap(list => list.slice(turn, turn + 1))).flat();
  const phrases = [...new Set(inTurn)];
  if (phrases.length === 0) return 'a message of its own';
  const shown = either(phrases.slice(0, MOST_PHRASES).map(quoted));
  return `a message with ${shown}${phrases.length > MOST_PHRASES ? ' and the like' : ''}`;
}

/** What must not be there is put behind what must. */
const isNegative = ({ kind }: Said): boolean => kind === 'not';
/** Who speaks follows what is said. */
const isSpeaker = ({ kind }: Said): boolean => kind === 'from' || kind === 'maybe-from';
const rank = (part: Said): number => (isNegative(part) ? 2 : isSpeaker(part) ? 1 : 0);

function together(parts: readonly Said[]): string {
  const flat = parts.flatMap(part => (part.kind === 'all' ? part.parts : [part])).toSorted((a, b) => rank(a) - rank(b));
  return flat
    .map((part, index) => {
      const most = part.kind === 'codes' ? MOST_CODES : MOST_INNER_CODES;
      const words = part.kind === 'any' ? `(${describe(part, most)})` : describe(part, most);
      if (index === 0) return words;
      return isNegative(part) || isSpeaker(part) ? ` ${words}` : ` and ${words}`;
    })
    .join('');
}

/** A test, as what is seen of a failure. */
export function describe(said: Said, mostCodes = MOST_CODES): string {
  switch (said.kind) {
    case 'codes':
      return `code ${codes(said.codes, mostCodes)}`;
    case 'code-like':
      return `a code like ${either(phrasesOf(said.pattern).slice(0, MOST_PHRASES).map(code))}`;
    case 'statuses':
      return `status ${either(said.statuses.map(String))}`;
    case 'cloudflare':
      return `Cloudflare's code ${said.codes.map(code).join(', ')}`;
    case 'texts':
      return texts(said.patterns);
    case 'from':
      return `from ${either([...new Set(said.origins.map(nameOf))])}`;
    case 'maybe-from':
      return `from ${nameOf(said.origin)} or a host of no other vendor`;
    case 'not':
      return said.part.kind === 'all' || said.part.kind === 'any'
        ? `without (${describe(said.part, MOST_INNER_CODES)})`
        : `without ${describe(said.part)}`;
    case 'all':
      return together(said.parts);
    case 'any':
      return said.parts.map(part => describe(part, mostCodes)).join('; or ');
    case 'function':
      return wordsOf(said.test);
  }
}
