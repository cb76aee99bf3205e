/**
 * Finds the first of many rules that matches, without asking those that cannot: rules are looked up by the codes,
 * statuses and origins without which none of them matches.
 */
import type { Evidence } from './evidence.ts';
import { wordsOfText } from './pattern-words.ts';
import type { Rule } from './rule.ts';

/** Finds the first rule that matches and is wanted. */
export type FindRule = (evidence: Evidence, wanted?: (rule: Rule) => boolean) => Rule | undefined;

/** What of the evidence rules are looked up by; see `Matcher.needs`. */
function keysOf(evidence: Evidence): string[] {
  const { words, status, cloudflareCodes, origins, messages, sentences, networkCodes } = evidence;
  const keys = [`status:${status}`];
  for (const word of words) keys.push(`word:${word}`);
  for (const code of cloudflareCodes) keys.push(`cloudflare:${code}`);
  for (const origin of origins) keys.push(`from:${origin}`);
  // A sentence is the rest of its message.
  for (const text of messages.length > 0 ? messages : sentences) {
    keys.push('text');
    for (const word of wordsOfText(text)) keys.push(`text:${word}`);
  }
  if (networkCodes.length > 0) keys.push('network');
  return keys;
}

export function indexRules(rules: readonly Rule[]): FindRule {
  const positions = new Map<string, number[]>();
  const always: number[] = [];
  rules.forEach(({ match }, position) => {
    const { needs } = match as Rule['match'] & { needs?: ReadonlySet<string> };
    if (needs === undefined) always.push(position);
    for (const key of needs ?? []) {
      const known = positions.get(key);
      if (known) known.push(position);
      else positions.set(key, [position]);
    }
  });

  return (evidence, wanted) => {
    const asked = new Uint8Array(rules.length);
    for (const position of always) asked[position] = 1;
    for (const key of keysOf(evidence)) for (const position of positions.get(key) ?? []) asked[position] = 1;
    return rules.find(
      (rule, position) => asked[position] === 1 && (wanted === undefined || wanted(rule)) && rule.match(evidence),
    );
  };
}
