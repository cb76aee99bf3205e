/** OpenAI and Azure OpenAI: codes, and the texts of limits that no wait can cure. */
import { all, any, code, documented, from, type Matcher, not, phrase, type Rule, ruleTable, status } from '../rule.ts';

const ERRORS = 'https://developers.openai.com/api/docs/guides/error-codes';
const LIMITS = 'https://developers.openai.com/api/docs/guides/rate-limits';
const AZURE = 'https://learn.microsoft.com/azure/ai-foundry/openai/quotas-limits';
const AZURE_FILTER = 'https://learn.microsoft.com/azure/ai-foundry/openai/concepts/content-filter';

/** Alibaba and Google use OpenAI's words of an empty account for a per-minute allowance. */
const elsewhere: Matcher = any(
  from('alibaba', 'google'),
  phrase(/aliyun\.com|alibabacloud\.com|generativelanguage|ai\.google\.dev/i),
);

export const openaiRules: readonly Rule[] = [
  ...ruleTable('openai', LIMITS, [
    [
      'request-too-large',
      any(
        phrase(
          /\brequest too large for\b[\s\S]{0,200}\b(?:limit|requested)\b/i,
          /\binput or output tokens must be reduced in order to run\b/i,
        ),
        all(status(413), code('rate_limit_exceeded')),
      ),
      {
        category: 'rate-limit',
        retryable: false,
        remedy: 'This one request is larger than the allowance of a whole minute: shorten it, or raise the tier.',
      },
    ],
    ['alibaba-allowance', all(code('insufficient_quota'), elsewhere), { category: 'rate-limit' }],
  ]),
  ...ruleTable('openai', ERRORS, [
    [
      'insufficient-quota',
      all(
        any(
          code('insufficient_quota'),
          phrase(/\bexceeded your current quota, please check your plan and billing details\b/i),
        ),
        not(elsewhere),
        not(code('RESOURCE_EXHAUSTED')),
      ),
      {
        category: 'billing',
        remedy: 'The account has no credit or has reached its monthly budget: check plan and billing.',
      },
    ],
    ['billing', code('billing_hard_limit_reached', 'billing_not_active', 'access_terminated'), { category: 'billing' }],
    [
      'account-deactivated',
      code('account_deactivated', 'organization_deactivated'),
      { category: 'permission', scope: 'account' },
    ],
    ['slow-down', any(code('slow_down'), phrase(/^slow down\b/i)), { category: 'overloaded' }],
    ['engine-overloaded', phrase(/\bengine is currently overloaded\b/i), { category: 'overloaded' }],
    [
      'server-overloaded',
      any(code('server_is_overloaded'), phrase(/\bservers? (?:is|are) currently overloaded\b/i)),
      { category: 'overloaded', scope: 'provider' },
    ],
    [
      'unknown-url',
      any(code('unknown_url'), phrase(/^invalid url \([A-Z]{1,20} \S{1,2000}\)/i, /^unknown request url: /i)),
      {
        category: 'gateway-config',
        scope: 'provider',
        statusCode: 404,
        remedy: 'The base URL is joined wrongly: check baseURL and its /v1.',
      },
    ],
    ['region', code('unsupported_country_region_territory'), { category: 'permission', scope: 'provider' }],
    [
      'unverified',
      documented(/\b(?:your )?organization must be verified to\b/i),
      { category: 'permission', statusCode: 403 },
    ],
    [
      'ip',
      any(code('ip_not_authorized'), documented(/\b(?:your )?ip (?:address )?(?:is )?not (?:authorized|allowed)\b/i)),
      { category: 'permission', scope: 'provider' },
    ],
    [
      'missing-scopes',
      any(code('missing_scope'), phrase(/\binsufficient permissions for this operation\b|\bmissing scopes?:/i)),
      { category: 'permission', scope: 'provider', statusCode: 403 },
    ],
    [
      'invalid-prompt',
      all(
        code('invalid_prompt'),
        documented(/\b(?:invalid prompt: .{0,80})?(?:flagged\b|usage policy\b|safety\b|limited access\b)/i),
      ),
      { category: 'content-policy', scope: 'provider' },
    ],
  ]),
  ...ruleTable('azure', AZURE_FILTER, [
    [
      'content-filter',
      any(code('ResponsibleAIPolicyViolation'), all(from('azure'), code('content_filter', 'content_policy_violation'))),
      { category: 'content-policy', scope: 'provider' },
    ],
  ]),
  ...ruleTable('openai', ERRORS, [
    [
      'content-filter',
      code('content_filter', 'content_policy_violation'),
      { category: 'content-policy', scope: 'provider' },
    ],
  ]),
  ...ruleTable('azure', AZURE, [
    [
      'deployment',
      code('DeploymentNotFound'),
      {
        category: 'not-found',
        remedy: 'Check the deployment name and the resource; a new deployment takes a few minutes.',
      },
    ],
    [
      'no-capacity',
      any(
        code('NoCapacity', 'ServerOverloaded', 'EngineOverloaded'),
        phrase(/\bexceeds the maximum usage size allowed during peak load\b/i),
      ),
      { category: 'overloaded' },
    ],
    ['timeout', all(status(408), code('Timeout')), { category: 'timeout', scope: 'model' }],
    [
      'api-version',
      documented(
        /\bapi version not supported\b|\b(?:the )?api-version\b.{0,200}\b(?:required|not supported|invalid)\b/i,
      ),
      { category: 'gateway-config', scope: 'provider', statusCode: 404, remedy: 'Set a supported api-version.' },
    ],
    [
      'operation-not-supported',
      code('OperationNotSupported'),
      { category: 'invalid-request', scope: 'model', fallback: true },
    ],
    [
      'firewall',
      documented(/\baccess denied due to virtual network\/firewall rules\b|\bpublic access is disabled\b/i),
      { category: 'permission', scope: 'provider' },
    ],
    [
      'subscription-key',
      phrase(/\baccess denied due to (?:invalid|missing) subscription key\b/i),
      { category: 'auth', remedy: 'Check the key and the endpoint of the Azure resource.' },
    ],
    [
      'resource',
      all(status(404), code('404'), phrase(/^resource not found$/i)),
      {
        category: 'gateway-config',
        scope: 'provider',
        remedy: 'Check the resource name, the path and the api-version.',
      },
    ],
    ['subscription-disabled', code('SubscriptionDisabled', 'ReadOnlyDisabledSubscription'), { category: 'billing' }],
  ]),
];
