/**
 * Cloudflare AI Gateway where no listed code decides: codes that no page explains, envelopes that lost their code, and
 * what the packages ai-gateway-provider and workers-ai-provider throw. The text and the status say what they mean.
 */
import { all, any, code, from, type Matcher, not, phrase, type Rule, ruleTable, status } from '../rule.ts';

const SOURCE = 'https://developers.cloudflare.com/ai-gateway/reference/troubleshooting/';
const BILLING = 'https://developers.cloudflare.com/ai-gateway/features/unified-billing/';
const POLICIES = 'https://developers.cloudflare.com/ai-gateway/features/policies/';
const PACKAGES = 'https://github.com/cloudflare/ai/tree/main/packages';

/** A code of the gateway's own range. */
const ownCode: Matcher = ({ cloudflareCodes }) => cloudflareCodes.some(found => found >= 2000 && found < 3000);
const own = (...matchers: Matcher[]): Matcher => all(ownCode, ...matchers);

/** The gateway spoke, with or without a code. */
const gateway: Matcher = any(ownCode, from('cloudflare-ai-gateway', 'cloudflare'));

const UPSTREAM =
  /\bfail\w{0,9} to (?:get|receive|reach|connect)\b.{0,200}\b(?:provider|upstream)\b|\b(?:provider|upstream)\b.{0,40}\b(?:timed out|unavailable|unreachable|did not respond|returned an error)\b/i;

export const cloudflareUnlistedRules: readonly Rule[] = [
  ...ruleTable('cloudflare', POLICIES, [
    // Policies may be split by metadata or by who asks: they speak of one caller.
    [
      'policy',
      all(gateway, not(ownCode), status(403), phrase(/^access denied by policy\b/i)),
      {
        category: 'permission',
        fallback: false,
        statusCode: 403,
        remedy:
          'A policy of this AI Gateway denies this caller: change the policy, or what the call says of its caller.',
      },
    ],
    [
      'policy-limit',
      all(gateway, status(429), phrase(/\bpolic(?:y|ies)\b/i)),
      { category: 'rate-limit', retryable: false, remedy: 'A policy of this AI Gateway limits this caller.' },
    ],
  ]),
  ...ruleTable('cloudflare', BILLING, [
    [
      'wholesale-rate-limit',
      phrase(/\bwholesale rate[- ]limit/i),
      { category: 'rate-limit', scope: 'gateway', statusCode: 429, remedy: 'Use a provider key of your own (BYOK).' },
    ],
    [
      'unified-billing',
      own(phrase(/\b(?:insufficient|no|not enough|out of) (?:account )?(?:credits?|balance|funds)\b/i)),
      {
        category: 'billing',
        statusCode: 402,
        remedy: 'Add credits for unified billing, or use a provider key (BYOK).',
      },
    ],
    [
      'unified-billing-model',
      own(phrase(/\bnot available (?:via|through|with|for) unified billing\b/i)),
      {
        category: 'auth',
        scope: 'model',
        statusCode: 401,
        remedy:
          'This model is not available through unified billing: store a provider key in the gateway, or send one.',
      },
    ],
    [
      'provider-auth',
      own(phrase(/\bprovider authentication failed\b/i)),
      { category: 'auth', statusCode: 401, remedy: 'The provider rejected the key that the gateway sent.' },
    ],
    [
      'byok-alias',
      own(phrase(/\bBYOK credential\b/i)),
      {
        category: 'gateway-config',
        scope: 'provider',
        statusCode: 404,
        remedy: 'Store the key in the gateway, or correct its alias.',
      },
    ],
  ]),
  ...ruleTable('cloudflare', SOURCE, [
    [
      'owners-block',
      own(
        phrase(/\bblocked due to (?:security|dlp|guardrail)|\bdlp\b|\bdata loss\b|\bguardrails?\b|\bpolic(?:y|ies)\b/i),
      ),
      { category: 'content-policy', fallback: false, scope: 'request', statusCode: 424 },
    ],
    [
      'gateway-rate-limit',
      own(phrase(/\brate[- ]?limit|\btoo many requests\b/i)),
      { category: 'rate-limit', scope: 'gateway' },
    ],
    [
      'model-config',
      own(phrase(/\bmodel\b.{0,200}\bcould not be resolved\b/i)),
      { category: 'gateway-config', scope: 'model' },
    ],
    ['gateway-timeout', own(any(status(408, 504), phrase(/timed? ?out/i))), { category: 'timeout', scope: 'provider' }],
    ['gateway-upstream', own(phrase(UPSTREAM)), { category: 'upstream-failure', statusCode: 502 }],
    [
      'gateway-internal',
      own(any(status(500, 502, 503), phrase(/internal (?:server )?error/i))),
      { category: 'server-error', scope: 'gateway' },
    ],
    // A refusal of the gateway's own that nothing is known of may be for one caller or one model.
    [
      'unlisted',
      ownCode,
      {
        category: 'gateway-config',
        remedy: 'The AI Gateway refused this call by a rule of its own: look the code up in its documentation and log.',
      },
    ],
  ]),
  ...ruleTable('cloudflare', PACKAGES, [
    // The envelope with this text needs no code: older gateways sent none.
    [
      'no-response',
      phrase(/^failed to get response from provider\.?$/i),
      { category: 'upstream-failure', statusCode: 502 },
    ],
    // Code 2008 where only its text is left.
    [
      'no-provider',
      phrase(/^(?:bad request: )?invalid provider\.?$/i),
      { category: 'gateway-config', scope: 'model', statusCode: 400 },
    ],
    ['unexpected-step', phrase(/^Unexpected AI Gateway Error$/), { category: 'upstream-failure', statusCode: 502 }],
    [
      'package-no-gateway',
      phrase(/^This AI gateway does not exist$/),
      { category: 'gateway-config', statusCode: 404, remedy: 'Create the AI Gateway, or correct its id.' },
    ],
    [
      'package-unauthorized',
      phrase(/^Your AI Gateway has authentication active/),
      {
        category: 'auth',
        scope: 'gateway',
        statusCode: 401,
        remedy: 'Give the provider an apiKey with AI Gateway Run permission.',
      },
    ],
    [
      'package-unsupported',
      phrase(/^Sorry, but provider ".{1,200}" is currently not supported/),
      { category: 'gateway-config', scope: 'provider' },
    ],
    [
      'reconnects',
      phrase(/^Exceeded \d{1,9} reconnect attempts\b/),
      { category: 'stream-interrupted', scope: 'network' },
    ],
    ['delegate', code('GatewayDelegateError'), { category: 'gateway-config', scope: 'model' }],
  ]),
];
