/** Replicate. */
import { all } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

export const replicateRules: Rules = rules('replicate', [
  // https://replicate.com/docs/reference/http
  ['version', all(422, /\binvalid version or not permitted\b/i), 'not-found'],
]);
