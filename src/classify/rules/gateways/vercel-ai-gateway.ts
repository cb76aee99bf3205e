/** Vercel AI Gateway: error types in its envelope, and the Gateway… errors of @ai-sdk/gateway. */
import { all, from, type Matcher, not, type Test } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

const here = (...tests: Test[]): Matcher => all(from('vercel'), ...tests);

export const vercelAiGatewayRules: Rules = rules('vercel', [
  // https://vercel.com/docs/ai-gateway/capabilities/errors
  [
    'insufficient-funds',
    [
      'insufficient_funds customer_verification_required',
      here(/positive credit balance|add credits to your account|valid credit card/i),
    ],
    'billing',
    'Add credits, or a card, to the Vercel team that owns the AI Gateway.',
  ],
  [
    'free-tier',
    here(/\bfree (?:tier|credits)\b.{0,200}\b(?:restricted|upgrade|not available)/i, not(/\brate limits?\b/i)),
    'billing',
  ],
  ['budget', here(['quota_exceeded budget_exceeded', /\b(?:quota|budget) (?:exceeded|limit)/i]), 'billing'],
  [
    'authentication',
    ['GatewayAuthenticationError', here(['authentication_error invalid_api_key', 401]), /\bOIDC token\b/i],
    'auth gateway',
    'Set AI_GATEWAY_API_KEY, or run where Vercel issues OIDC tokens (locally: vercel env pull).',
  ],
  [
    'no-providers',
    ['no_providers_available', here(/no (?:available )?providers? (?:are )?(?:available|configured|match)/i)],
    'not-found',
  ],
  ['model-not-found', ['GatewayModelNotFoundError', here(['model_not_found not_found', 404])], 'not-found'],
  [
    'forbidden',
    ['GatewayForbiddenError', here('forbidden')],
    'permission request no-fallback',
    'A rule of your own Vercel AI Gateway forbids this request.',
  ],
  // @ai-sdk/gateway makes this one of the client's own undici timeouts.
  ['client-timeout', 'GatewayTimeoutError', 'timeout network'],
  ['timeout', here(['timeout_error', 408, 504]), 'timeout gateway'],
  ['failed-dependency', ['GatewayFailedDependencyError', here('failed_dependency')], 'upstream-failure'],
]);

/** What the gateway makes of everything it has no type for: after all words that say more. */
export const vercelStatusRules: Rules = rules('vercel', [
  // https://vercel.com/docs/ai-gateway/capabilities/errors
  [
    'internal',
    [all('GatewayInternalServerError', not([400, 401, 403, 404, 408, 429, 502, 503, 504])), here(500)],
    'server-error gateway',
  ],
  ['internal-type', all('internal_server_error', /^internal server error occurred$/i), 'server-error gateway'],
  ['response', 'GatewayResponseError', 'upstream-failure gateway'],
  ['bad-gateway', here([502, 503]), 'upstream-failure'],
]);
