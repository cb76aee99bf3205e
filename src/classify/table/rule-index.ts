/**
 * Finds the first of many rules that matches, without asking those that cannot: rules are looked up by the codes,
 * statuses and origins without which none of them matches, and those of texts by a word that must stand in one.
 */
import type { Evidence } from '../evidence.ts';
import { wordsOfText } from './pattern-words.ts';
import type { BuiltInRule, Rules } from './rules.ts';

/** Finds the first rule that matches and is wanted. */
export type FindRule = (evidence: Evidence, wanted?: (rule: BuiltInRule) => boolean) => BuiltInRule | undefined;

/** Kinds of keys; see `Matcher.needs`. */
const KINDS = ['word', 'status', 'cloudflare', 'from', 'text', 'network', 'shape', 'edge', 'aborted'] as const;

/** Positions of rules by what the evidence must hold: by kind of key, then by what stands behind its colon. */
interface Index {
  readonly byKey: Readonly<Record<(typeof KINDS)[number], Map<string, number[]>>>;
  /** 1 for each rule that is always asked. */
  readonly always: Uint8Array;
}

function buildIndex(rules: Rules): Index {
  const byKey = Object.fromEntries(KINDS.map(kind => [kind, new Map<string, number[]>()])) as Index['byKey'];
  const always = new Uint8Array(rules.length);
  rules.forEach(({ match }, position) => {
    if (match.needs === undefined) always[position] = 1;
    for (const key of match.needs?.() ?? []) {
      // A code may have colons itself.
      const colon = key.indexOf(':');
      const map = byKey[(colon < 0 ? key : key.slice(0, colon)) as keyof Index['byKey']];
      const value = colon < 0 ? '' : key.slice(colon + 1);
      const known = map.get(value);
      if (known) known.push(position);
      else map.set(value, [position]);
    }
  });
  return { byKey, always };
}

/** Words of all texts. A sentence is the rest of its message. */
function textWordsOf({ messages, sentences }: Evidence): Set<string> {
  const found = new Set<string>();
  for (const text of messages.length > 0 ? messages : sentences) for (const word of wordsOfText(text)) found.add(word);
  return found;
}

/** The rules of which something stands in the evidence. */
function askedFor({ byKey, always }: Index, evidence: Evidence, textWords: ReadonlySet<string>): Uint8Array {
  const asked = always.slice();
  const mark = (positions: readonly number[] | undefined): void => {
    if (positions === undefined) return;
    for (let index = 0; index < positions.length; index += 1) asked[positions[index]!] = 1;
  };
  const { words, status, cloudflareCodes, origins, networkCodes, messages, sentences, shape, edgeCode } = evidence;
  if (status !== undefined) mark(byKey.status.get(String(status)));
  for (const word of words) mark(byKey.word.get(word));
  if (cloudflareCodes.length > 0) mark(byKey.cloudflare.get(''));
  for (const code of cloudflareCodes) mark(byKey.cloudflare.get(String(code)));
  for (const origin of origins) mark(byKey.from.get(origin));
  if (messages.length > 0 || sentences.length > 0) mark(byKey.text.get(''));
  for (const word of textWords) mark(byKey.text.get(word));
  if (networkCodes.length > 0) mark(byKey.network.get(''));
  mark(byKey.shape.get(shape));
  if (edgeCode !== undefined) mark(byKey.edge.get(''));
  if (evidence.aborted) mark(byKey.aborted.get(''));
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
