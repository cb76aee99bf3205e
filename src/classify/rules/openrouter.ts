/**
 * OpenRouter: numeric codes, with `metadata.error_type` where it knows more. What its upstream providers fail at is a
 * failure of the provider behind it; other endpoints or models may answer.
 */
import { all, any, code, codes, from, type Matcher, not, phrase, type Rule, ruleTable, status } from '../rule.ts';

const SOURCE = 'https://openrouter.ai/docs/api/reference/errors-and-debugging';
const ERROR_TYPES = 'https://openrouter.ai/docs/client-sdks/python/components/apierrortype';
const LIMITS = 'https://openrouter.ai/docs/api/reference/limits';
const PRIVACY = 'https://openrouter.ai/docs/guides/privacy/data-collection';

const here = (...matchers: Matcher[]): Matcher => all(from('openrouter'), ...matchers);

export const openrouterRules: readonly Rule[] = [
  ...ruleTable('openrouter', LIMITS, [
    [
      'free-models-per-day',
      any(phrase(/\bfree-models-per-day\b/i), here(phrase(/\bper[- ]day\b|\bdaily\b/i), status(429))),
      {
        category: 'rate-limit',
        scope: 'account',
        retryable: false,
        remedy: 'The daily cap on free models is used up: add credits, or wait until the next day (UTC).',
      },
    ],
    ['free-models-per-min', phrase(/\bfree-models-per-min\b/i), { category: 'rate-limit', scope: 'account' }],
  ]),
  ...ruleTable('openrouter', PRIVACY, [
    [
      'data-policy',
      phrase(
        /\bno endpoints (?:found |available )?match(?:ing|ed)? your (?:data policy|guardrail|privacy)|\bguardrail restrictions and data policy|\bdata policy (?:settings|restrictions)/i,
      ),
      // Nothing of the request was judged: a model with an endpoint that keeps the policy may serve it.
      {
        category: 'not-found',
        statusCode: 404,
        remedy:
          'Your own privacy settings exclude every endpoint of this model: https://openrouter.ai/settings/privacy',
      },
    ],
  ]),
  ...ruleTable('openrouter', ERROR_TYPES, [
    // The values of error_type that other APIs do not share; the rest is in the shared vocabulary.
    ['token-budget', here(code('token_limit_exceeded')), { category: 'billing' }],
    ['refusal', here(code('refusal')), { category: 'content-policy', scope: 'provider' }],
    ['invalid-prompt', here(code('invalid_prompt')), { category: 'invalid-request' }],
    [
      'image-size',
      here(code('image_too_large', 'payload_too_large')),
      { category: 'invalid-request', scope: 'provider', fallback: true },
    ],
    [
      'invalid-image',
      here(codes('image_too_small unsupported_image_format image_not_found image_download_failed unprocessable')),
      { category: 'invalid-request' },
    ],
  ]),
  ...ruleTable('openrouter', SOURCE, [
    [
      'guardrail',
      here(
        any(
          code('guardrail_blocked', 'guardrail_violation'),
          phrase(/\bblocked by (?:your |a |the )?(?:\w{1,40} )?guardrail/i),
        ),
      ),
      {
        category: 'content-policy',
        fallback: false,
        scope: 'request',
        statusCode: 403,
      },
    ],
    [
      'moderation',
      any(code('flagged_input', 'moderation_flagged'), here(phrase(/requires moderation/i))),
      { category: 'content-policy', scope: 'provider', statusCode: 403 },
    ],
    [
      'key-limit',
      phrase(/^key limit exceeded\b|\bkey limit exceeded \(/i),
      {
        category: 'billing',
        remedy: 'Raise the credit limit of this key: https://openrouter.ai/settings/keys',
      },
    ],
    [
      'auth',
      here(any(status(401), code('authentication')), not(from('openrouter-upstream'))),
      { category: 'auth', scope: 'gateway', remedy: 'Check the OpenRouter key: https://openrouter.ai/settings/keys' },
    ],
    // A text that names an upstream was written by a party in between: the connection to that party held.
    ['upstream-timeout', phrase(/\bupstream (?:\w{1,40} ){0,2}time(?:d)?[- ]?out\b/i), { category: 'timeout' }],
    [
      'no-endpoints',
      phrase(/\bno (?:allowed )?(?:endpoints|providers) (?:found|are available|available)\b/i),
      {
        category: 'not-found',
        statusCode: 404,
        remedy: 'No endpoint of this model can serve the request: check the model id and the required features.',
      },
    ],
  ]),
];

/**
 * What its statuses mean where no provider's own words say more. Upstream failures leave other endpoints unharmed, but
 * which provider failed is OpenRouter's choice, so the scope is the provider.
 */
export const openrouterStatusRules: readonly Rule[] = ruleTable('openrouter', SOURCE, [
  [
    'provider-overloaded',
    here(any(code('provider_overloaded', 529), status(529))),
    { category: 'overloaded', scope: 'provider' },
  ],
  ['no-models', any(phrase(/^no models provided$/i)), { category: 'upstream-failure', statusCode: 502 }],
  [
    'provider-error-404',
    here(status(404), phrase(/^provider returned error$/i), not(phrase(/not found|does not exist|no longer/i))),
    { category: 'upstream-failure', statusCode: 502 },
  ],
  [
    'provider-unavailable',
    any(code('provider_unavailable'), here(phrase(/provider disconnected|network connection lost/i))),
    { category: 'upstream-failure' },
  ],
  ['provider-timeout', any(code('provider_timeout'), here(status(408, 504, 524))), { category: 'timeout' }],
  ['502', here(status(502)), { category: 'upstream-failure' }],
  ['503', here(status(503)), { category: 'overloaded', scope: 'provider' }],
  // The provider's limit for one model, shared by all of OpenRouter's users.
  ['upstream-limit', here(phrase(/\btemporarily rate-limited upstream\b/i)), { category: 'rate-limit' }],
  [
    '429',
    any(
      here(any(code('rate_limit_exceeded'), status(429))),
      all(status(429), phrase(/^(?:429 )?provider returned error\.?$/i)),
    ),
    { category: 'rate-limit', scope: 'provider' },
  ],
  ['server', here(code('server')), { category: 'server-error' }],
  ['timeout', here(code('timeout')), { category: 'timeout' }],
  ['finish-error', code('finish_reason_error'), { category: 'upstream-failure', statusCode: 502 }],
]);
