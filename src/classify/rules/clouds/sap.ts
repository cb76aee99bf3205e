/** SAP AI Core: the module of the orchestration that failed. The LLM module repeats its vendor's words. */
import { all } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

export const sapRules: Rules = rules('sap', [
  // https://github.com/SAP/ai-sdk-js/blob/main/packages/orchestration/src/client/api/schema/error.ts
  // A filter that the caller has set up.
  ['filter', /\bfiltering module - (?:input|output) filter\b/i, 'content-policy request no-fallback'],
  ['grounding', all(400, /\bgrounding module\b/i), 'invalid-request fallback'],
]);
