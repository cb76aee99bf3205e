/** xAI. */
import { documented } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

export const xaiRules: Rules = rules('xai', [
  // https://docs.x.ai/docs/key-information/debugging
  ['blocked', /\b(?:api key|team) is (?:currently )?(?:blocked|disabled)\b/i, 'auth'],
  ['incorrect-key', documented(/\bincorrect api key provided\b/i), 'auth'],
  [
    'unresponsive',
    /\bservice temporarily unavailable\b|\bmodel did not respond to this request\b|\bat capacity\b/i,
    'overloaded',
  ],
  ['safety', /\bcontent violates usage guidelines\b|\bfailed check: safety/i, 'content-policy'],
]);
