/** No pattern of this folder starts a run without an end again and again: texts of errors are long and anybody's. */
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createClassifier } from '../../../src/classify/classify.ts';
import { cpuMs } from '../../support/cpu-time.ts';

const root = new URL('../../../src/classify/', import.meta.url);

/** Sources of the literals and of the raw templates from which patterns are made. */
function patternsIn(name: string): string[] {
  const source = readFileSync(new URL(name, root), 'utf8').replaceAll(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, '');
  const literals = source.matchAll(
    /(?<=[(,[|=?:>!&]\s*|return\s+|^\s*)\/(?![*/])((?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+)\/[dgimsuvy]*(?=[,);\s.\]])/gm,
  );
  const templates = source.matchAll(/String\.raw`([^`]*)`/g);
  return [...literals, ...templates].map(([, pattern]) => pattern!.replaceAll(/\$\{\w+\}/g, '(?:x)'));
}

const TOKEN = /\\u[\da-f]{4}|\\p\{\w+\}|\\.|\[(?:\\.|[^\]\\])*\]|\((?:\?(?:[:=!]|<[=!]))?|[^]/giy;
const QUANTIFIER = /(?:([*+])|\{\d+,\}|\?|\{\d+(?:,\d+)?\})\??/y;

interface Sequence {
  /** Runs without an end that something follows. */
  inner: number;
  /** Whether it ends with such a run. */
  isOpen: boolean;
  isAnchored: boolean;
}

/** The alternatives of a pattern, from an index to the end of the group. */
function read(source: string, from: number): { alternatives: Sequence[]; end: number } {
  const alternatives: Sequence[] = [{ inner: 0, isOpen: false, isAnchored: false }];
  let index = from;
  while (index < source.length) {
    const now = alternatives.at(-1)!;
    TOKEN.lastIndex = index;
    const token = TOKEN.exec(source)![0];
    index += token.length;
    if (token === ')') return { alternatives, end: index };
    if (token === '|') {
      alternatives.push({ inner: 0, isOpen: false, isAnchored: false });
      continue;
    }
    if (token === '^') {
      now.isAnchored = true;
      continue;
    }
    if (now.isOpen) now.inner += 1;
    now.isOpen = false;
    let inner = 0;
    if (token.startsWith('(')) {
      const group = read(source, index);
      index = group.end;
      inner = Math.max(...group.alternatives.map(each => each.inner));
      // A group that looks ahead is over before anything follows.
      if (/^\(\?[=!]/.test(token)) inner += group.alternatives.some(each => each.isOpen) ? 1 : 0;
      else now.isOpen = group.alternatives.some(each => each.isOpen);
    }
    now.inner += inner;
    QUANTIFIER.lastIndex = index;
    const [quantifier] = QUANTIFIER.exec(source) ?? [];
    index += quantifier?.length ?? 0;
    if (quantifier !== undefined && /^[*+]|,\}/.test(quantifier)) {
      if (inner > 0 || now.isOpen) now.inner += 2;
      now.isOpen = true;
    }
  }
  return { alternatives, end: index };
}

/** Whether a pattern is linear by its form: it has no run without an end before its own end, or one behind an anchor. */
const isLinear = (source: string): boolean =>
  read(source, 0).alternatives.every(({ inner, isAnchored }) => inner <= (isAnchored ? 1 : 0));

/** Linear for another reason. */
const SAFE: Readonly<Record<string, readonly string[]>> = {
  // Each run begins at the edge of a word or of a path, and ends where the next edge is.
  'words/named-object-words.ts': [
    String.raw`◦|\[[a-z]+\]|\b[a-z]{2,14}[_-](?=\w*\d)[\w-]{4,}|\b(?=[a-z]*\d)[a-z\d]{8,}\b|(?<![\w.-])[\w.-]+\/[\w./-]|\bid(?:entifier)?\b`,
  ],
};

describe('the check of patterns', () => {
  test.each<[string, boolean]>([
    [String.raw`\bfree tier\b.*\bexhausted\b`, false],
    [String.raw`a[^]*b`, false],
    [String.raw`\b(?:one|two[^x]+) three`, false],
    [String.raw`\w{3,}x`, false],
    [String.raw`(?=.*a)b`, false],
    [String.raw`^.*a.*b`, false],
    [String.raw`^(?:a+)+$`, false],
    [String.raw`^a|b.*c`, false],
    [String.raw`^code: .*$`, true],
    [String.raw`^(?:CERT_\w+|UNABLE_\w+)$`, true],
    [String.raw`\bERR_\w+`, true],
    [String.raw`\bfree tier\b.{0,200}\bexhausted\b`, true],
    [String.raw`[.*+] \. \* c\+\+`, true],
  ])('%s', (source, expected) => {
    expect(isLinear(source)).toBe(expected);
  });
});

describe('every pattern is linear by its form', () => {
  test.each(globSync('**/*.ts', { cwd: root.pathname }).toSorted())('in %s', name => {
    expect(patternsIn(name).filter(source => !isLinear(source) && !SAFE[name]?.includes(source))).toEqual([]);
  });

  test('and most patterns of the folder are found', () => {
    expect(globSync('**/*.ts', { cwd: root.pathname }).flatMap(patternsIn).length).toBeGreaterThan(300);
  });
});

test('an error with many long texts is classified within milliseconds', async () => {
  const { examine } = createClassifier();
  const pieces = ['trial key ', 'free tier ', 'api-version ', '中', 'prompt is blocked ', '"a ', 'a/', 'lorem ipsum '];
  const costs: number[] = [];
  for (const piece of pieces) {
    const errors = Array.from({ length: 8 }, (_, index) => ({
      message: `${index} ${piece.repeat(7_000 / piece.length)}`,
    }));
    const body = { error: errors[0], errors };
    const error = Object.assign(new Error(errors[0]!.message), { statusCode: 400, data: body });
    let least = Infinity;
    for (let turn = 0; turn < 12; turn += 1) least = Math.min(least, await cpuMs(() => examine(error).judge()));
    costs.push(least);
  }
  // Several times as much as is needed on an idle machine; patterns that start again at each word need a hundred.
  expect(Math.max(...costs)).toBeLessThan(30);
});
