/** IBM watsonx. */
import { type Rules, rules } from '../../table/rules.ts';

export const watsonxRules: Rules = rules('watsonx', [
  // https://github.com/IBM/watsonx-ai-java-sdk
  [
    'token-quota',
    'token_quota_reached',
    'billing',
    "The plan's monthly tokens are used up: upgrade, or wait for the first of the month.",
  ],
  ['requests', 'rate_limit_reached_requests', 'rate-limit account'],
  ['function', 'model_no_support_for_function', 'invalid-request model fallback'],
  ['downstream', 'downstream_request_failed', 'upstream-failure'],
]);
