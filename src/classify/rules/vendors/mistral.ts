/** Mistral. */
import { all, from } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

export const mistralRules: Rules = rules('mistral', [
  // https://docs.mistral.ai/resources/error-glossary
  ['3505', 'service_tier_capacity_exceeded 3505', 'overloaded'],
  ['1300', [all('rate_limited', '1300'), all(from('mistral'), 429)], 'rate-limit provider'],
  ['3051', 'invalid_request_message_order 3230', 'invalid-request'],
]);
