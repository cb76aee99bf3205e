/** LiteLLM proxy: its own budgets, keys and routing; provider errors pass through with their own words. */
import { all, any, code, from, type Matcher, phrase, type Rule, ruleTable } from '../rule.ts';

const SOURCE = 'https://docs.litellm.ai/docs/proxy/error_reference';
const BUDGETS = 'https://docs.litellm.ai/docs/proxy/provider_budget_routing';
const RELIABILITY = 'https://docs.litellm.ai/docs/proxy/reliability';

/** Texts that only LiteLLM writes. */
const itsWords = phrase(/\blitellm\b|\bno deployments available\b/i);
const here = (...matchers: Matcher[]): Matcher => all(any(from('litellm'), itsWords), ...matchers);

export const litellmRules: readonly Rule[] = [
  ...ruleTable('litellm', BUDGETS, [
    [
      'model-budget',
      any(
        phrase(
          /\bexceeded budget for (?:model|deployment|provider|tag)\b/i,
          /\bno deployments available\b.{0,200}\bbudget\b/i,
        ),
        all(code('budget_exceeded'), phrase(/\bbudget\b.{0,200}\bfor model\b|\bmodel[-_ ](?:max[-_ ])?budget\b/i)),
      ),
      { category: 'billing', scope: 'model', remedy: 'Raise the budget of this model or deployment in LiteLLM.' },
    ],
    [
      'budget',
      any(code('budget_exceeded'), phrase(/\bExceededBudget\b|\bbudget has been exceeded\b|\bExceededTokenBudget\b/i)),
      {
        category: 'billing',
        remedy: 'Raise the budget of this key, user or team in LiteLLM.',
      },
    ],
  ]),
  ...ruleTable('litellm', RELIABILITY, [
    [
      'cooldown',
      phrase(/\bno deployments available for selected model\b|\bno deployments available\b.{0,200}\btry again\b/i),
      { category: 'rate-limit', statusCode: 429 },
    ],
    ['no-healthy', here(phrase(/\bno healthy deployments?\b/i)), { category: 'not-found' }],
  ]),
  ...ruleTable('litellm', SOURCE, [
    [
      'key-model-access',
      any(
        code(
          'key_model_access_denied',
          'team_model_access_denied',
          'user_model_access_denied',
          'org_model_access_denied',
          'project_model_access_denied',
        ),
        phrase(/\b(?:key|team|user) (?:is )?not allowed to access model\b/i),
      ),
      { category: 'permission', statusCode: 403 },
    ],
    [
      'key',
      any(
        code('token_not_found_in_db', 'expired_key', 'no_db_connection'),
        here(
          phrase(
            /\blitellm virtual key\b|\binvalid proxy server token\b|\bno api key passed in\b|\bunable to find token in cache/i,
          ),
        ),
        all(code('auth_error'), any(from('litellm'), itsWords, phrase(/^Authentication Error, /i))),
      ),
      { category: 'auth', scope: 'gateway', remedy: 'Use a valid key of this LiteLLM proxy.' },
    ],
    [
      'guardrail',
      here(phrase(/\bguardrail\b.{0,200}\b(?:block|violat|fail|reject)|\b(?:violat|blocked)\b.{0,200}\bguardrail/i)),
      { category: 'content-policy', fallback: false, scope: 'request' },
    ],
    ['invalid-model', phrase(/\bInvalid model name passed in model=/), { category: 'not-found', statusCode: 404 }],
    ['content-policy', code('ContentPolicyViolationError'), { category: 'content-policy', scope: 'provider' }],
    [
      'context-window',
      any(code('ContextWindowExceededError'), phrase(/\bContextWindowExceededError\b/)),
      { category: 'context-length' },
    ],
    [
      'content-policy-text',
      phrase(/\bContentPolicyViolationError\b/),
      { category: 'content-policy', scope: 'provider' },
    ],
    [
      'unsupported-params',
      phrase(/\bUnsupportedParamsError\b/),
      { category: 'invalid-request', scope: 'model', fallback: true },
    ],
    [
      'key-limit',
      here(
        phrase(
          /\bcrossed (?:tpm|rpm|max_parallel_requests)|\bmax parallel request limit\b|\b(?:rate )?limit (?:reached|exceeded) for (?:api_key|key|user|team|virtual key)|\bLiteLLM Rate Limit Handler\b/i,
        ),
      ),
      { category: 'rate-limit', scope: 'account' },
    ],
    ['timeout', phrase(/\blitellm\.Timeout\b/), { category: 'timeout' }],
  ]),
];

/** The class in which LiteLLM wraps what it does not know: the provider's own words in it say more. */
export const litellmWrapperRules: readonly Rule[] = ruleTable('litellm', SOURCE, [
  ['connection', phrase(/\blitellm\.APIConnectionError\b/), { category: 'upstream-failure' }],
]);
