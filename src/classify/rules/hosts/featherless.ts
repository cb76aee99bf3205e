/** Featherless: models are cold, loading or warm. */
import { all, from } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

export const featherlessRules: Rules = rules('featherless', [
  // https://featherless.ai/docs/api-reference-error-codes
  ['no-executor', ['no_executor', /^no valid executor\b/i], 'overloaded'],
  ['cold', all(from('featherless'), 400, /\bis cold\b|\bnot ready for inference\b/i), 'overloaded no-retry'],
  // https://featherless.ai/docs/concurrency-limits
  ['concurrency', all(from('featherless'), 'concurrency_limit_exceeded'), 'rate-limit account'],
]);
