/**
 * OpenRouter: numeric codes, with `metadata.error_type` where it knows more. What its upstream providers fail at is a
 * failure of the provider behind it; other endpoints or models may answer.
 */
import { all, from, type Matcher, not, type Test } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

const here = (...tests: Test[]): Matcher => all(from('openrouter'), ...tests);

export const openrouterRules: Rules = rules('openrouter', [
  // https://openrouter.ai/docs/api/reference/limits
  [
    'free-models-per-day',
    [/\bfree-models-per-day\b/i, here(/\bper[- ]day\b|\bdaily\b|\blimit_rpd\b/i, 429)],
    'rate-limit account no-retry',
    'The daily cap on free models is used up: add credits, or wait until the next day (UTC).',
  ],
  // A 402 that passes: what runs at the same time may cost no more than the credits cover.
  [
    'in-flight-budget',
    'in_flight_budget_exhausted openrouter_in_flight_budget',
    'rate-limit account 429',
    'Wait until running requests have ended, or add credits.',
  ],
  [
    'budget',
    [
      'openrouter_credits openrouter_key_limit openrouter_guardrail_budget openrouter_workspace_budget',
      here(/\bbudget limit exceeded\b|\bspending limit reached for this guardrail\b/i),
    ],
    'billing',
    'Raise the budget of this key, guardrail or workspace, or add credits.',
  ],
  ['free-models-per-min', /\bfree-models-per-min\b/i, 'rate-limit account'],
  // https://openrouter.ai/docs/guides/privacy/data-collection
  // Nothing of the request was judged: a model with an endpoint that keeps the policy may serve it.
  [
    'data-policy',
    /\bno endpoints (?:found |available )?match(?:ing|ed)? your (?:data policy|guardrail|privacy)|\bguardrail restrictions and data policy|\bdata policy (?:settings|restrictions)/i,
    'not-found 404',
    'Your own privacy settings exclude every endpoint of this model: https://openrouter.ai/settings/privacy',
  ],
  // https://openrouter.ai/docs/client-sdks/python/components/apierrortype
  // The values of error_type that other APIs do not share; the rest is in the shared vocabulary.
  ['token-budget', here('token_limit_exceeded'), 'billing'],
  ['refusal', here('refusal'), 'content-policy'],
  ['invalid-prompt', here('invalid_prompt'), 'invalid-request'],
  ['image-size', here('image_too_large payload_too_large'), 'invalid-request provider fallback'],
  ['image-address', here('image_download_failed'), 'invalid-request fallback'],
  ['image-format', here('image_too_small unsupported_image_format'), 'invalid-request model fallback'],
  ['invalid-image', here('image_not_found unprocessable'), 'invalid-request'],
  ['precondition', here('precondition_failed'), 'invalid-request provider fallback'],
  // https://openrouter.ai/docs/api/reference/errors-and-debugging
  [
    'guardrail',
    here([
      'guardrail_blocked guardrail_violation',
      /\bblocked by (?:your |a |the )?(?:\w{1,40} )?guardrail/i,
      /^request blocked: .{0,60}\bdetected\b/i,
    ]),
    'content-policy request no-fallback 403',
  ],
  ['moderation', ['flagged_input moderation_flagged', here(/requires moderation/i)], 'content-policy 403'],
  [
    'key-limit',
    /\bkey limit exceeded\b/i,
    'billing',
    'Raise the credit limit of this key: https://openrouter.ai/settings/keys',
  ],
  [
    'auth',
    here([401, 'authentication'], not(from('openrouter-upstream'))),
    'auth gateway',
    'Check the OpenRouter key: https://openrouter.ai/settings/keys',
  ],
  // A text that names an upstream was written by a party in between: the connection to that party held.
  ['upstream-timeout', /\bupstream (?:\w{1,40} ){0,2}time(?:d)?[- ]?out\b/i, 'timeout'],
  [
    'no-endpoints',
    /\bno (?:allowed )?(?:endpoints|providers) (?:found|are available|available)\b/i,
    'not-found 404',
    'No endpoint of this model can serve the request: check the model id and the required features.',
  ],
]);

/**
 * What its statuses mean where no provider's own words say more. Upstream failures leave other endpoints unharmed, but
 * which provider failed is OpenRouter's choice, so the scope is the provider.
 */
export const openrouterStatusRules: Rules = rules('openrouter', [
  // https://openrouter.ai/docs/api/reference/errors-and-debugging
  ['provider-overloaded', here(['provider_overloaded 529', 529]), 'overloaded provider'],
  ['no-models', /^no models provided$/i, 'upstream-failure 502'],
  [
    'provider-error-404',
    here(404, /^provider returned error$/i, not(/not found|does not exist|no longer/i)),
    'upstream-failure 502',
  ],
  [
    'provider-unavailable',
    ['provider_unavailable', here(/provider disconnected|network connection lost/i)],
    'upstream-failure',
  ],
  ['502', here(502), 'upstream-failure'],
  ['503', here(503), 'overloaded provider'],
  // The provider's limit for one model, shared by all of OpenRouter's users.
  ['upstream-limit', here(/\btemporarily rate-limited upstream\b/i), 'rate-limit'],
  [
    '429',
    [here(['rate_limit_exceeded', 429]), all(429, /^(?:429 )?provider returned error\.?$/i)],
    'rate-limit provider',
  ],
  ['server', here('server'), 'server-error'],
  ['timeout', here('timeout'), 'timeout'],
  ['finish-error', 'finish_reason_error', 'upstream-failure 502'],
]);
