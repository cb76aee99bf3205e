/** OpenAI: codes, and the texts of limits that no wait can cure. */
import { all, any, documented, from, type Matcher, not } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

/** Alibaba and Google use OpenAI's words of an empty account for a per-minute allowance. */
const elsewhere: Matcher = any(
  from('alibaba', 'google'),
  /aliyun\.com|alibabacloud\.com|generativelanguage|ai\.google\.dev/i,
);

export const openaiRules: Rules = rules('openai', [
  // https://developers.openai.com/api/docs/guides/rate-limits
  [
    'request-too-large',
    [
      /\brequest too large for\b[\s\S]{0,200}\b(?:limit|requested)\b/i,
      /\binput or output tokens must be reduced in order to run\b/i,
      all(413, 'rate_limit_exceeded'),
    ],
    'rate-limit no-retry',
    'This one request is larger than the allowance of a whole minute: shorten it, or raise the tier.',
  ],
  ['alibaba-allowance', all('insufficient_quota', elsewhere), 'rate-limit'],
  // https://developers.openai.com/api/docs/guides/error-codes
  [
    'insufficient-quota',
    all(
      ['insufficient_quota', /\bexceeded your current quota, please check your plan and billing details\b/i],
      not(elsewhere),
      not('RESOURCE_EXHAUSTED'),
    ),
    'billing',
    'The account has no credit or has reached its monthly budget: check plan and billing.',
  ],
  ['credits', 'credit_balance_exhausted', 'billing', 'Add prepaid credits.'],
  [
    'spend-limit',
    'organization_usage_limit_exceeded organization_spend_limit_exceeded project_spend_limit_exceeded',
    'billing',
    'Raise the limit of the organization or project, or wait for the next month.',
  ],
  ['billing', 'billing_hard_limit_reached billing_not_active access_terminated', 'billing'],
  ['account-deactivated', 'account_deactivated organization_deactivated', 'permission account'],
  ['slow-down', ['slow_down', all(not(429), /^slow down\b/i)], 'overloaded'],
  ['engine-overloaded', /\bengine is currently overloaded\b/i, 'overloaded'],
  [
    'server-overloaded',
    ['server_is_overloaded service_unavailable_error', /\bservers? (?:is|are) currently overloaded\b/i],
    'overloaded provider',
  ],
  [
    'unknown-url',
    ['unknown_url', /^invalid url \([A-Z]{1,20} \S{1,2000}\)/i, /^unknown request url: /i],
    'gateway-config provider 404',
    'The base URL is joined wrongly: check baseURL and its /v1.',
  ],
  ['region', 'unsupported_country_region_territory', 'permission provider'],
  ['unverified', documented(/\b(?:your )?organization must be verified to\b/i), 'permission 403'],
  [
    'ip',
    ['ip_not_authorized', documented(/\b(?:your )?ip (?:address )?(?:is )?not (?:authorized|allowed)\b/i)],
    'permission provider',
  ],
  [
    'missing-scopes',
    ['missing_scope', /\binsufficient permissions for this operation\b|\bmissing scopes?:/i],
    'permission provider 403',
  ],
  ['service-tier', documented(/\binvalid service_tier argument\b/i), 'invalid-request provider fallback'],
  // https://github.com/openai/openai-openapi
  ['data-residency', 'data_residency_mismatch', 'permission provider'],
  ['vector-store-timeout', 'vector_store_timeout', 'timeout request'],
  // https://developers.openai.com/api/docs/guides/safety-checks
  [
    'invalid-prompt',
    all(
      'invalid_prompt',
      documented(/\b(?:invalid prompt: .{0,80})?(?:flagged\b|usage policy\b|safety\b|limited access\b)/i),
    ),
    'content-policy',
  ],
]);

/** Azure uses this word, too: after its own rules. */
export const openaiFilterRules: Rules = rules('openai', [
  // https://developers.openai.com/api/docs/guides/error-codes
  ['content-filter', 'content_filter content_policy_violation bio_policy', 'content-policy'],
]);
