/** SambaNova. */
import { all, from } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

export const sambanovaRules: Rules = rules('sambanova', [
  // https://docs.sambanova.ai/docs/en/api-reference/using-the-api/api-error-codes
  // This status is a full queue; what took too long has 408.
  ['queue-full', [all(from('sambanova'), 504), all([429, 504], /\bqueue full\b/i)], 'overloaded'],
]);
