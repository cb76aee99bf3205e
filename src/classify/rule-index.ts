/**
 * Finds the first of many rules that matches, without asking those that cannot: rules are looked up by the codes,
 * statuses and origins without which none of them matches.
 */
import type { Evidence } from './evidence.ts';
import { wordsOfText } from './pattern-words.ts';
import type { Rule } from './rule.ts';

/** Finds the first rule that matches and is wanted. */
export type FindRule = (evidence: Evidence, wanted?: (rule: Rule) => boolean) => Rule | undefined;

/** The prefix of keys that stand for a word of a text. */
const OF_TEXT = 'text:';

export function indexRules(rules: readonly Rule[]): FindRule {
  const byKey = new Map<string, number[]>();
  const byTextWord = new Map<string, number[]>();
  const always = new Uint8Array(rules.length);
  rules.forEach(({ match }, position) => {
    const { needs } = match as Rule['match'] & { needs?: ReadonlySet<string> };
    if (needs === undefined) always[position] = 1;
    for (const key of needs ?? []) {
      if (key.startsWith(OF_TEXT)) add(byTextWord, key.slice(OF_TEXT.length), position);
      else add(byKey, key, position);
    }
  });

  /** The rules of which something stands in the evidence; see `Matcher.needs`. */
  const askedFor = (evidence: Evidence): Uint8Array => {
    const { words, status, cloudflareCodes, origins, messages, sentences, networkCodes } = evidence;
    const asked = always.slice();
    const mark = (positions: readonly number[] | undefined): void => {
      if (positions !== undefined) for (const position of positions) asked[position] = 1;
    };
    if (status !== undefined) mark(byKey.get(`status:${status}`));
    for (const word of words) mark(byKey.get(`word:${word}`));
    for (const code of cloudflareCodes) mark(byKey.get(`cloudflare:${code}`));
    for (const origin of origins) mark(byKey.get(`from:${origin}`));
    // A sentence is the rest of its message.
    const texts = messages.length > 0 ? messages : sentences;
    if (texts.length > 0) mark(byKey.get('text'));
    for (const text of texts) for (const word of wordsOfText(text)) mark(byTextWord.get(word));
    if (networkCodes.length > 0) mark(byKey.get('network'));
    return asked;
  };

  return (evidence, wanted) => {
    const asked = askedFor(evidence);
    for (let position = asked.indexOf(1); position >= 0; position = asked.indexOf(1, position + 1)) {
      const rule = rules[position]!;
      if ((wanted === undefined || wanted(rule)) && rule.match(evidence)) return rule;
    }
    return undefined;
  };
}

function add(index: Map<string, number[]>, key: string, position: number): void {
  const known = index.get(key);
  if (known) known.push(position);
  else index.set(key, [position]);
}
