/**
 * Cloudflare AI Gateway where no listed code decides: codes that no page explains, envelopes that lost their code, and
 * what the packages ai-gateway-provider and workers-ai-provider throw. The text and the status say what they mean.
 */
import { all, any, from, type Matcher, needing, not, type Test } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

/** A code of the gateway's own range. */
const ownCode: Matcher = needing(
  () => ['cloudflare'],
  ({ cloudflareCodes }) => cloudflareCodes.some(found => found >= 2000 && found < 3000),
);
const own = (...tests: Test[]): Matcher => all(ownCode, ...tests);

/** The gateway spoke, with or without a code. */
const gateway: Matcher = any(ownCode, from('cloudflare-ai-gateway', 'cloudflare'));

const UPSTREAM =
  /\bfail\w{0,9} to (?:get|receive|reach|connect)\b.{0,200}\b(?:provider|upstream)\b|\b(?:provider|upstream)\b.{0,40}\b(?:timed out|unavailable|unreachable|did not respond|returned an error)\b/i;

export const cloudflareUnlistedRules: Rules = rules('cloudflare', [
  // https://developers.cloudflare.com/ai-gateway/features/policies/
  // Policies may be split by metadata or by who asks: they speak of one caller.
  [
    'policy',
    all(gateway, not(ownCode), 403, /^access denied by policy\b/i),
    'permission no-fallback 403',
    'A policy of this AI Gateway denies this caller: change the policy, or what the call says of its caller.',
  ],
  [
    'policy-limit',
    all(gateway, 429, /\bpolic(?:y|ies)\b/i),
    'rate-limit no-retry',
    'A policy of this AI Gateway limits this caller.',
  ],
  // https://developers.cloudflare.com/ai-gateway/features/unified-billing/
  [
    'wholesale-rate-limit',
    /\bwholesale rate[- ]limit/i,
    'rate-limit gateway 429',
    'Use a provider key of your own (BYOK).',
  ],
  [
    'unified-billing',
    own(/\b(?:insufficient|no|not enough|out of) (?:account )?(?:credits?|balance|funds)\b/i),
    'billing 402',
    'Add credits for unified billing, or use a provider key (BYOK).',
  ],
  [
    'unified-billing-model',
    own(/\bnot available (?:via|through|with|for) unified billing\b/i),
    'auth model 401',
    'This model is not available through unified billing: store a provider key in the gateway, or send one.',
  ],
  [
    'provider-auth',
    own(/\bprovider authentication failed\b/i),
    'auth 401',
    'The provider rejected the key that the gateway sent.',
  ],
  [
    'byok-alias',
    own(/\bBYOK credential\b/i),
    'gateway-config provider 404',
    'Store the key in the gateway, or correct its alias.',
  ],
  // https://developers.cloudflare.com/ai-gateway/reference/troubleshooting/
  [
    'owners-block',
    own(/\bblocked due to (?:security|dlp|guardrail)|\bdlp\b|\bdata loss\b|\bguardrails?\b|\bpolic(?:y|ies)\b/i),
    'content-policy request no-fallback 424',
  ],
  ['gateway-rate-limit', own(/\brate[- ]?limit|\btoo many requests\b/i), 'rate-limit gateway'],
  ['model-config', own(/\bmodel\b.{0,200}\bcould not be resolved\b/i), 'gateway-config model'],
  ['gateway-timeout', own([408, 504, /timed? ?out/i]), 'timeout'],
  ['gateway-upstream', own(UPSTREAM), 'upstream-failure 502'],
  ['gateway-internal', own([500, 502, 503, /internal (?:server )?error/i]), 'server-error gateway'],
  // A refusal of the gateway's own that nothing is known of may be for one caller or one model.
  [
    'unlisted',
    ownCode,
    'gateway-config',
    'The AI Gateway refused this call by a rule of its own: look the code up in its documentation and log.',
  ],
  // https://github.com/cloudflare/ai/tree/main/packages
  // The envelope with this text needs no code: older gateways sent none.
  ['no-response', /^failed to get response from provider\.?$/i, 'upstream-failure 502'],
  // Code 2008 where only its text is left.
  ['no-provider', /^(?:bad request: )?invalid provider\.?$/i, 'gateway-config model 400'],
  ['unexpected-step', /^Unexpected AI Gateway Error$/, 'upstream-failure 502'],
  [
    'package-no-gateway',
    /^This AI gateway does not exist$/,
    'gateway-config 404',
    'Create the AI Gateway, or correct its id.',
  ],
  [
    'package-unauthorized',
    /^Your AI Gateway has authentication active/,
    'auth gateway 401',
    'Give the provider an apiKey with AI Gateway Run permission.',
  ],
  ['package-unsupported', /^Sorry, but provider ".{1,200}" is currently not supported/, 'gateway-config provider'],
  ['reconnects', /^Exceeded \d{1,9} reconnect attempts\b/, 'stream-interrupted network'],
  ['delegate', 'GatewayDelegateError', 'gateway-config model'],
]);
