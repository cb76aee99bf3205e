/** Together. */
import { all, documented, from } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

export const togetherRules: Rules = rules('together', [
  // https://docs.together.ai/docs/error-codes
  // The documented meaning of this status: too many tokens in prompt and answer.
  ['403', all(from('together'), 403, documented(/^.{0,200}\btokens?\b/is)), 'context-length'],
]);
