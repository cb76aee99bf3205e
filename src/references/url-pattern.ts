/**
 * Whether one pattern of addresses takes all that another one takes, as far as that can be told. Both are read as a
 * beginning and what may follow it; of patterns that are written otherwise nothing is claimed. Addresses come from
 * `URL.toString()`: never empty, one line, ASCII.
 */

/** What a pattern says of the addresses that it takes. */
interface Reading {
  /** They begin with one of these, or contain it. */
  readonly literals: readonly string[];
  readonly isAnchored: boolean;
  readonly ignoresCase: boolean;
  /** What follows may be anything, or at least one character; else it is `unknown`. */
  readonly rest: 'anything' | 'something' | 'unknown';
}

/** Literals that a pattern may have: each optional character doubles them. */
const MOST_LITERALS = 16;

/** One character, escaped or not, maybe optional; none that another quantifier follows. */
const CHARACTER = /^(?:\\([!-~])|([ -~]))(\??)(?![*+?{])/;
/** Stand for themselves only when they are escaped. */
const SYNTAX = /[\\^$.*+?()[\]{}|]/;
const ANYTHING = /^(?:(?:\.|\[\^\]|\[\\s\\S\])\*\??\$?)?$/;
const SOMETHING = /^(?:\.|\[\^\]|\[\\s\\S\])(?:\+\??\$?)?$/;

/** A source without what stands in groups and classes. */
function outermost(source: string): string {
  let rest = source.replace(/\\./g, '').replace(/\[[^\]]*\]/g, '');
  for (let before = ''; before !== rest;) {
    before = rest;
    rest = rest.replace(/\([^()]*\)/g, '');
  }
  return rest;
}

/** The next character of a source as [what it stands for, whether it is optional, what it is written as]. */
function nextCharacter(source: string): readonly [character: string, isOptional: boolean, text: string] | undefined {
  const [text, escaped, plain, optional] = CHARACTER.exec(source) ?? [];
  if (text === undefined || (plain !== undefined && SYNTAX.test(plain))) return undefined;
  // Escaped letters and digits are classes and references.
  if (escaped !== undefined && /\w/.test(escaped)) return undefined;
  return [escaped ?? plain ?? '', optional === '?', text];
}

function read({ source, flags, ignoreCase }: RegExp): Reading | undefined {
  // Lines, states and set notation change what the same text means; an alternative has a beginning of its own.
  if (/[myv]/.test(flags) || outermost(source).includes('|')) return undefined;
  const isAnchored = source.startsWith('^');
  let rest = isAnchored ? source.slice(1) : source;
  if (rest === '(?:)') rest = '';
  let literals = [''];
  for (let next = nextCharacter(rest); next && literals.length <= MOST_LITERALS; next = nextCharacter(rest)) {
    const [character, isOptional, text] = next;
    const longer = literals.map(literal => literal + character);
    literals = isOptional ? [...longer, ...literals] : longer;
    rest = rest.slice(text.length);
  }
  return {
    literals,
    isAnchored,
    ignoresCase: ignoreCase,
    rest: ANYTHING.test(rest) ? 'anything' : SOMETHING.test(rest) ? 'something' : 'unknown',
  };
}

const takesEverything = ({ literals, rest }: Reading): boolean => literals.includes('') && rest !== 'unknown';

/** Whether two patterns are written alike; the `global` flag changes nothing in whether an address is taken. */
export const samePattern = (one: RegExp, other: RegExp): boolean =>
  one.source === other.source && one.flags.replace('g', '') === other.flags.replace('g', '');

/** Whether `wide` surely takes every address that `narrow` takes. */
export function takesAllOf(wide: RegExp, narrow: RegExp): boolean {
  if (samePattern(wide, narrow)) return true;
  const all = read(wide);
  if (!all || all.rest === 'unknown') return false;
  if (takesEverything(all)) return true;
  const some = read(narrow);
  if (!some || (some.ignoresCase && !all.ignoresCase) || (all.isAnchored && !some.isAnchored)) return false;
  const fold = (literal: string) => (all.ignoresCase ? literal.toLowerCase() : literal);
  const covers = (beginning: string, literal: string): boolean => {
    if (!all.isAnchored) return all.rest === 'anything' && literal.includes(beginning);
    if (!literal.startsWith(beginning)) return false;
    return all.rest === 'anything' || literal.length > beginning.length || some.rest === 'something';
  };
  return some.literals.every(literal => all.literals.some(beginning => covers(fold(beginning), fold(literal))));
}
