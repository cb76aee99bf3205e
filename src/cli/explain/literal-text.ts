/**
 * Values as runtimes print them: `util.inspect`, Python's `repr`, Ruby's `inspect`, literals of JavaScript. What is cut off
 * at its end is read as far as it goes; what is no value is a text.
 */

/** What stands in a text from an index on. */
export interface Literal {
  value: unknown;
  /** The index behind it. */
  end: number;
}

const SPACE = /\s*/y;
const STRING = /[bru]?('(?:[^'\\]|\\[^])*|"(?:[^"\\]|\\[^])*|`(?:[^`\\]|\\[^])*)/y;
const KEY = /:?([\w$.-]+|\[[^\]\n]*\])/y;
/** Between a key and its value. */
const ARROW = /\s*(?::|=>)/y;
/** What stands for a value that is not shown, and how many more there are. */
const HIDDEN =
  /\[(?:Object|Array|Function|AsyncFunction|class|Symbol|Circular|Getter|Setter)\b[^\]\n]*\]|\.\.\.[^\n,}\]]*/y;
const WORD = /[^\s,:{}[\]'"`][^\n,{}[\]'"`]*/y;
const NUMBER = /^-?\d+(?:\.\d+)?$/;
const WORDS: Readonly<Record<string, unknown>> = {
  true: true,
  True: true,
  false: false,
  False: false,
  null: null,
  None: null,
  nil: null,
  undefined,
};
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '\n': '' };
const MOST_DEPTH = 60;

const unescaped = (text: string): string =>
  text.replaceAll(/\\(?:u([\da-f]{4})|x([\da-f]{2})|([^]))/gi, (_, four?: string, two?: string, one = '') =>
    (four ?? two) === undefined ? (ESCAPES[one] ?? one) : String.fromCodePoint(Number.parseInt((four ?? two)!, 16)),
  );

class Reader {
  readonly #text: string;
  at: number;

  constructor(text: string, at: number) {
    this.#text = text;
    this.at = at;
  }

  /** What the pattern finds here; goes behind it. */
  #take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.#text);
    if (found) this.at = pattern.lastIndex;
    return found;
  }

  #next(): string | undefined {
    this.#take(SPACE);
    return this.#text[this.at];
  }

  value(depth: number): unknown {
    const first = this.#next();
    // Deeper than anything that is printed: it is read no further.
    if (depth > MOST_DEPTH) this.at = this.#text.length;
    if (first === undefined || depth > MOST_DEPTH) return undefined;
    if (this.#take(HIDDEN)) return undefined;
    if (first === '{') return this.#object(depth);
    if (first === '[') return this.#list(depth);
    const text = this.#string();
    return text ?? this.#word(depth);
  }

  /** Long ones are printed in parts. */
  #string(): string | undefined {
    const found = this.#take(STRING)?.[1];
    if (found === undefined) return undefined;
    this.at += 1;
    const text = unescaped(found.slice(1));
    if (this.#next() !== '+') return text;
    this.at += 1;
    this.#take(SPACE);
    return text + (this.#string() ?? '');
  }

  /** A number, a constant, or the class of an object. */
  #word(depth: number): unknown {
    const word = this.#take(WORD)?.[0].trim();
    if (word === undefined) this.at += 1;
    if (this.#text[this.at] === '{') return this.#object(depth);
    if (word === undefined) return undefined;
    if (NUMBER.test(word)) return Number(word);
    return word in WORDS ? WORDS[word] : word;
  }

  #list(depth: number): unknown[] {
    const list: unknown[] = [];
    this.at += 1;
    for (let next = this.#next(); next !== undefined && next !== ']'; next = this.#next()) {
      if (next === ',') this.at += 1;
      else if (next === '}') return list;
      else if (!this.#take(HIDDEN)) list.push(this.value(depth + 1));
    }
    this.at += 1;
    return list;
  }

  #object(depth: number): Record<string, unknown> {
    const fields: Record<string, unknown> = {};
    this.at += 1;
    for (let next = this.#next(); next !== undefined && next !== '}'; next = this.#next()) {
      if (next === ',') this.at += 1;
      else if (!this.#take(HIDDEN)) {
        const name = this.#string() ?? this.#take(KEY)?.[1]?.replaceAll(/^\[|\]$/g, '');
        if (name === undefined || !this.#take(ARROW)) return fields;
        const value = this.value(depth + 1);
        if (value !== undefined) fields[name] = value;
      }
    }
    this.at += 1;
    return fields;
  }
}

/** The value that begins at the index; `undefined` if it is no object or list with something in it. */
export function readLiteral(text: string, begin: number): Literal | undefined {
  const reader = new Reader(text, begin);
  const value = reader.value(0);
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) return undefined;
  return { value, end: Math.min(reader.at, text.length) };
}

/** The value of a field, of any kind. */
export const readValue = (text: string, begin: number): unknown => new Reader(text, begin).value(0);
