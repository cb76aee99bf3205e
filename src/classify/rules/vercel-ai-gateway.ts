/** Vercel AI Gateway: error types in its envelope, and the Gateway… errors of @ai-sdk/gateway. */
import { all, any, code, from, type Matcher, not, phrase, type Rule, ruleTable, status } from '../rule.ts';

const SOURCE = 'https://vercel.com/docs/ai-gateway/capabilities/errors';

const here = (...matchers: Matcher[]): Matcher => all(from('vercel'), ...matchers);

export const vercelAiGatewayRules: readonly Rule[] = ruleTable('vercel', SOURCE, [
  [
    'insufficient-funds',
    any(
      code('insufficient_funds', 'customer_verification_required'),
      here(phrase(/positive credit balance|add credits to your account|valid credit card/i)),
    ),
    {
      category: 'billing',
      remedy: 'Add credits, or a card, to the Vercel team that owns the AI Gateway.',
    },
  ],
  [
    'free-tier',
    here(
      phrase(/\bfree (?:tier|credits)\b.{0,200}\b(?:restricted|upgrade|not available)/i),
      not(phrase(/\brate limits?\b/i)),
    ),
    { category: 'billing' },
  ],
  [
    'budget',
    here(any(code('quota_exceeded', 'budget_exceeded'), phrase(/\b(?:quota|budget) (?:exceeded|limit)/i))),
    { category: 'billing' },
  ],
  [
    'authentication',
    any(
      code('GatewayAuthenticationError'),
      here(any(code('authentication_error', 'invalid_api_key'), status(401))),
      phrase(/\bOIDC token\b/i),
    ),
    {
      category: 'auth',
      scope: 'gateway',
      remedy: 'Set AI_GATEWAY_API_KEY, or run where Vercel issues OIDC tokens (locally: vercel env pull).',
    },
  ],
  [
    'no-providers',
    any(
      code('no_providers_available'),
      here(phrase(/no (?:available )?providers? (?:are )?(?:available|configured|match)/i)),
    ),
    { category: 'not-found' },
  ],
  [
    'model-not-found',
    any(code('GatewayModelNotFoundError'), here(any(code('model_not_found', 'not_found'), status(404)))),
    { category: 'not-found' },
  ],
  [
    'forbidden',
    any(code('GatewayForbiddenError'), here(code('forbidden'))),
    {
      category: 'permission',
      fallback: false,
      scope: 'request',
      remedy: 'A rule of your own Vercel AI Gateway forbids this request.',
    },
  ],
  // @ai-sdk/gateway makes this one of the client's own undici timeouts.
  ['client-timeout', code('GatewayTimeoutError'), { category: 'timeout', scope: 'network' }],
  ['timeout', here(any(code('timeout_error'), status(408, 504))), { category: 'timeout', scope: 'gateway' }],
  [
    'failed-dependency',
    any(code('GatewayFailedDependencyError'), here(code('failed_dependency'))),
    { category: 'upstream-failure' },
  ],
]);

/** What the gateway makes of everything it has no type for: after all words that say more. */
export const vercelStatusRules: readonly Rule[] = ruleTable('vercel', SOURCE, [
  [
    'internal',
    any(
      all(code('GatewayInternalServerError'), not(status(400, 401, 403, 404, 408, 429, 502, 503, 504))),
      here(status(500)),
    ),
    { category: 'server-error', scope: 'gateway' },
  ],
  [
    'internal-type',
    all(code('internal_server_error'), phrase(/^internal server error occurred$/i)),
    { category: 'server-error', scope: 'gateway' },
  ],
  ['response', code('GatewayResponseError'), { category: 'upstream-failure', scope: 'gateway' }],
  ['bad-gateway', here(status(502, 503)), { category: 'upstream-failure' }],
]);
