/** How a decision is signed: a vendor is named where the vendor is known, never because two share a word. */
import type { Evidence } from './evidence.ts';
import type { BuiltInRule } from './table/rules.ts';

/** Origins that serve models themselves. Behind any other one, some vendor's word may come through. */
const VENDORS: ReadonlySet<string> = new Set([
  'alibaba',
  'anthropic',
  'azure',
  'bedrock',
  'cohere',
  'deepseek',
  'google',
  'groq',
  'huggingface',
  'minimax',
  'mistral',
  'moonshot',
  'openai',
  'xai',
  'zhipu',
]);

/** The rule's id; under a neutral name if another vendor answered by itself. */
export function ruleIdFor({ id, origin }: BuiltInRule, { origins }: Evidence): string {
  const isElsewhere = origins.size > 0 && !origins.has(origin) && [...origins].every(found => VENDORS.has(found));
  return VENDORS.has(origin) && isElsewhere ? `shared:${id.slice(origin.length + 1)}` : id;
}
