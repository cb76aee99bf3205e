/** Texts that satisfy the rules' own patterns, made from the sources of their regular expressions. */
import { globSync, readFileSync } from 'node:fs';

const folder = new URL('../../../src/classify/rules/', import.meta.url);

/** Every regular expression literal in the tables of rules. */
function patterns(): RegExp[] {
  const literal = /(?<=[(,[|=\s])\/(?![*/])((?:\\.|\[(?:\\.|[^\]\n])*\]|[^/\\\n[])+)\/([a-z]*)(?=[,);\s.\]])/g;
  return globSync('**/*.ts', { cwd: folder.pathname })
    .toSorted()
    .flatMap(name => {
      const source = readFileSync(new URL(name, folder), 'utf8').replaceAll(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, '');
      return [...source.matchAll(literal)].map(([, body, flags]) => new RegExp(body!, flags));
    });
}

/** Alternatives of a pattern, split at its top level. */
function alternatives(source: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const token of source.match(/\\.|\[(?:\\.|[^\]])*\]|[^]/g) ?? []) {
    if (token === '(') depth += 1;
    if (token === ')') depth -= 1;
    if (token === '|' && depth === 0) parts.push('');
    else parts[parts.length - 1] += token;
  }
  return parts;
}

/** The end of the group that opens at the index. */
function groupEnd(source: string, start: number): number {
  let depth = 0;
  for (let index = start; index < source.length; index += 1) {
    if (source[index] === '\\') index += 1;
    else if (source[index] === '[') index = source.indexOf(']', index + 1);
    else if (source[index] === '(') depth += 1;
    else if (source[index] === ')' && --depth === 0) return index;
  }
  throw new Error(`no end of a group in ${source}`);
}

const CLASSES: Readonly<Record<string, string>> = { d: '7', w: 'x', s: ' ', S: 'x', D: 'x', W: ' ' };

/** One character of a class like `[^a-z]`. */
function ofClass(body: string): string {
  if (body.startsWith('^')) return ['x', ' ', '…'].find(char => new RegExp(`[${body}]`).test(char)) ?? 'x';
  return body.startsWith('\\') ? (CLASSES[body[1]!] ?? body[1]!) : body[0]!;
}

/** A text in the language of the pattern; `pick` chooses among alternatives, optional parts are left out. */
function textOf(source: string, pick: (count: number) => number): string {
  const options = alternatives(source);
  const chosen = options[pick(options.length)]!;
  let text = '';
  for (let index = 0; index < chosen.length;) {
    let item: string;
    const char = chosen[index]!;
    if (char === '(') {
      const end = groupEnd(chosen, index);
      const group = chosen.slice(index + 1, end);
      item = /^\?(?:[!=]|<[!=])/.test(group) ? '' : textOf(group.replace(/^\?(?::|<\w+>)/, ''), pick);
      index = end + 1;
    } else if (char === '[') {
      const end = chosen.indexOf(']', index + 2);
      item = ofClass(chosen.slice(index + 1, end));
      index = end + 1;
    } else if (char === '\\') {
      const escaped = chosen[index + 1]!;
      const isUnicode = escaped === 'u';
      item = isUnicode
        ? String.fromCodePoint(Number.parseInt(chosen.slice(index + 2, index + 6), 16))
        : 'bB'.includes(escaped)
          ? ''
          : (CLASSES[escaped] ?? escaped);
      index += isUnicode ? 6 : 2;
    } else {
      item = char === '^' || char === '$' ? '' : char === '.' ? ' ' : char;
      index += 1;
    }
    const [quantifier, minimum] = /^(?:[?*+]|\{(\d+)(?:,\d*)?\})\??/.exec(chosen.slice(index)) ?? [];
    if (quantifier === undefined) text += item;
    else {
      index += quantifier.length;
      // A gap is filled with a word, so that the words beside it stay words.
      const least = minimum === undefined ? (quantifier.startsWith('+') ? 1 : 0) : Number(minimum);
      text += item === ' ' && least === 0 ? ' it ' : item.repeat(least);
    }
  }
  return text;
}

/** For each pattern and each of its alternatives at the top a text that it matches, of two words or more. */
export function vocabulary(): string[] {
  const texts = new Set<string>();
  for (const pattern of patterns()) {
    for (let round = 0; round < 12; round += 1) {
      let step = round;
      const text = textOf(pattern.source, count => {
        const picked = step % count;
        step = Math.floor(step / count) + round;
        return picked;
      });
      const line = text.replaceAll(/ {2,}/g, ' ').trim();
      if (pattern.test(line) && /\p{L}\s+\p{L}/u.test(line)) texts.add(line);
    }
  }
  return [...texts];
}
