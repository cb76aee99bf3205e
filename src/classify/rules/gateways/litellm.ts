/** LiteLLM proxy: its own budgets, keys and routing; provider errors pass through with their own words. */
import { all, any, from, type Matcher, needing, type Test } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

/** Texts that only LiteLLM writes. */
const itsWords = any(/\blitellm\b|\bno deployments available\b|\bmax parallel request limit reached\b/i);
const here = (...tests: Test[]): Matcher => all([from('litellm'), itsWords], ...tests);

/** Its limiter names in a header what it limits; the providers behind it do not. */
const limited = (kinds: RegExp): Matcher =>
  needing(
    () => ['status:429'],
    ({ headers, status }) => status === 429 && kinds.test(headers['rate_limit_type'] ?? ''),
  );

export const litellmRules: Rules = rules('litellm', [
  // https://docs.litellm.ai/docs/proxy/provider_budget_routing
  [
    'model-budget',
    [
      /\bexceeded budget for (?:model|deployment|provider|tag)\b/i,
      /\bno deployments available\b.{0,200}\bbudget\b/i,
      all('budget_exceeded', /\bbudget\b.{0,200}\bfor model\b|\bmodel[-_ ](?:max[-_ ])?budget\b/i),
    ],
    'billing model',
    'Raise the budget of this model or deployment in LiteLLM.',
  ],
  [
    'budget',
    [
      'budget_exceeded',
      limited(/^budget$/),
      /^max budget limit reached\b|\bExceededBudget\b|\bbudget has been exceeded\b|\bExceededTokenBudget\b/i,
    ],
    'billing',
    'Raise the budget of this key, user or team in LiteLLM.',
  ],
  // https://docs.litellm.ai/docs/proxy/reliability
  [
    'cooldown',
    /\bno deployments available for selected model\b|\bno deployments available\b.{0,200}\btry again\b/i,
    'rate-limit 429',
  ],
  // https://docs.litellm.ai/docs/proxy/error_reference
  [
    'key-model-access',
    [
      `key_model_access_denied team_model_access_denied user_model_access_denied org_model_access_denied
      project_model_access_denied`,
      /\b(?:key|team|user) (?:is )?not allowed to access model\b|\bnot allowed to access model due to tags configuration\b/i,
    ],
    'permission 403',
  ],
  [
    'object-access',
    `tool_access_denied key_vector_store_access_denied team_vector_store_access_denied
      user_vector_store_access_denied org_vector_store_access_denied`,
    'permission request 403',
  ],
  ['database', all('no_db_connection', 503), 'server-error gateway'],
  ['identity-provider', 'auth_provider_unavailable', 'upstream-failure gateway'],
  [
    'key',
    [
      'token_not_found_in_db expired_key no_db_connection',
      here(
        /\blitellm virtual key\b|\binvalid proxy server token\b|\bno api key passed in\b|\bunable to find token in cache/i,
      ),
      all('auth_error', [from('litellm'), itsWords, /^Authentication Error, /i]),
    ],
    'auth gateway',
    'Use a valid key of this LiteLLM proxy.',
  ],
  [
    'guardrail',
    here(/\bguardrail\b.{0,200}\b(?:block|violat|fail|reject)|\b(?:violat|blocked)\b.{0,200}\bguardrail/i),
    'content-policy request no-fallback',
  ],
  ['invalid-model', /\bInvalid model name passed in model=|\bLLM Provider NOT provided\b/, 'not-found 404'],
  ['content-policy', 'ContentPolicyViolationError', 'content-policy'],
  ['context-window', ['ContextWindowExceededError', /\bContextWindowExceededError\b/], 'context-length'],
  ['content-policy-text', /\bContentPolicyViolationError\b/, 'content-policy'],
  ['unsupported-params', /\bUnsupportedParamsError\b/, 'invalid-request model fallback'],
  ['session', limited(/^max_iterations$/), 'rate-limit request no-retry'],
  [
    'key-limit',
    any(
      limited(/./),
      here(
        /\bcrossed (?:tpm|rpm|max_parallel_requests)|\bmax parallel request limit\b|\b(?:rate )?limit (?:reached|exceeded) for (?:api_key|key|user|team|virtual key)|\bLiteLLM Rate Limit Handler\b/i,
      ),
    ),
    'rate-limit account',
  ],
  ['timeout', /\blitellm\.Timeout\b/, 'timeout'],
]);

/** The class in which LiteLLM wraps what it does not know: the provider's own words in it say more. */
export const litellmWrapperRules: Rules = rules('litellm', [
  // https://docs.litellm.ai/docs/proxy/error_reference
  ['connection', /\blitellm\.APIConnectionError\b/, 'upstream-failure'],
]);
