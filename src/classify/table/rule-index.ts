/**
 * Finds the first of many rules that matches, without asking those that cannot: rules are looked up by the codes,
 * statuses and origins without which none of them matches, and those of texts by a word that must stand in one.
 */
import type { Evidence } from '../evidence.ts';
import { wordsOfText } from './pattern-words.ts';
import type { BuiltInRule, Rules } from './rules.ts';

/** Finds the first rule that matches and is wanted. */
export type FindRule = (evidence: Evidence, wanted?: (rule: BuiltInRule) => boolean) => BuiltInRule | undefined;

/** Positions of rules by what the evidence must hold. */
interface Index {
  /** By kind of key (see `Matcher.needs`), then by what stands behind its colon. */
  readonly word: Map<string, number[]>;
  readonly status: Map<string, number[]>;
  readonly cloudflare: Map<string, number[]>;
  readonly from: Map<string, number[]>;
  readonly text: Map<string, number[]>;
  readonly network: Map<string, number[]>;
  /** 1 for each rule that is always asked. */
  readonly always: Uint8Array;
}

function buildIndex(rules: Rules): Index {
  const index: Index = {
    word: new Map(),
    status: new Map(),
    cloudflare: new Map(),
    from: new Map(),
    text: new Map(),
    network: new Map(),
    always: new Uint8Array(rules.length),
  };
  rules.forEach(({ match }, position) => {
    if (match.needs === undefined) index.always[position] = 1;
    for (const key of match.needs?.() ?? []) {
      const colon = key.indexOf(':');
      const map = index[(colon < 0 ? key : key.slice(0, colon)) as Exclude<keyof Index, 'always'>];
      const value = colon < 0 ? '' : key.slice(colon + 1);
      const known = map.get(value);
      if (known) known.push(position);
      else map.set(value, [position]);
    }
  });
  return index;
}

/** Words of all texts. A sentence is the rest of its message. */
function textWordsOf({ messages, sentences }: Evidence): Set<string> {
  const found = new Set<string>();
  for (const text of messages.length > 0 ? messages : sentences) for (const word of wordsOfText(text)) found.add(word);
  return found;
}

/** The rules of which something stands in the evidence. */
function askedFor(index: Index, evidence: Evidence, textWords: ReadonlySet<string>): Uint8Array {
  const asked = index.always.slice();
  const mark = (positions: readonly number[] | undefined): void => {
    if (positions !== undefined) for (const position of positions) asked[position] = 1;
  };
  const { words, status, cloudflareCodes, origins, networkCodes, messages, sentences } = evidence;
  if (status !== undefined) mark(index.status.get(String(status)));
  for (const word of words) mark(index.word.get(word));
  for (const code of cloudflareCodes) mark(index.cloudflare.get(String(code)));
  for (const origin of origins) mark(index.from.get(origin));
  if (messages.length > 0 || sentences.length > 0) mark(index.text.get(''));
  for (const word of textWords) mark(index.text.get(word));
  if (networkCodes.length > 0) mark(index.network.get(''));
  return asked;
}

export function indexRules(rules: Rules): FindRule {
  let index: Index | undefined;
  return (evidence, wanted) => {
    // Built at the first failure, not at the import.
    index ??= buildIndex(rules);
    const textWords = textWordsOf(evidence);
    const asked = askedFor(index, evidence, textWords);
    for (let position = asked.indexOf(1); position >= 0; position = asked.indexOf(1, position + 1)) {
      const rule = rules[position]!;
      if ((wanted === undefined || wanted(rule)) && rule.match(evidence, textWords)) return rule;
    }
    return undefined;
  };
}
