/**
 * Keys and credits behind Cloudflare AI Gateway: who pays, and with whose key. Code 2021 has four meanings, and some
 * refusals have no code: the text and the status say which.
 */
import { all, cf, type Matcher, not } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';
import { gateway, own } from './cloudflare-origin.ts';

const hasPaymentTerms: Matcher = ({ headers }) => headers['payment-required'] !== undefined;

const CREDITS = 'Add credits for unified billing, or use a provider key (BYOK).';

export const cloudflareCredentialRules: Rules = rules('cloudflare', [
  // https://developers.cloudflare.com/ai-gateway/reference/limits/
  [
    'wholesale-rate-limit',
    [cf(2018), /\bwholesale rate[- ]limit/i],
    'rate-limit gateway 429',
    'Use a provider key of your own (BYOK).',
  ],
  // https://developers.cloudflare.com/ai-gateway/features/unified-billing/
  [
    'unified-billing',
    own(/\b(?:insufficient|no|not enough|out of) (?:[\w-]{1,20} ){0,3}(?:credits?|balance|funds)\b/i),
    'billing 402',
    CREDITS,
  ],
  [
    'unified-billing-model',
    own(/\bnot available (?:via|through|with|for) unified billing\b/i),
    'auth model 401',
    'This model is not available through unified billing: store a provider key in the gateway, or send one.',
  ],
  // https://developers.cloudflare.com/changelog/post/2026-10-05-provider-credential-errors/
  [
    'provider-auth',
    all(gateway, [
      /\bprovider (?:authentication|credentials?|(?:api )?keys?)\b.{0,40}\b(?:failed|rejected|invalid|incorrect|expired)\b/i,
      /\b(?:rejected|invalid|incorrect|expired)\b.{0,40}\bprovider (?:credentials?|(?:api )?keys?)\b/i,
      all(503, /\b(?:provider|upstream)\b.{0,60}\b(?:credentials?|authentication|unauthori[sz]ed|api key)\b/i),
      all(503, /\b(?:credentials?|authentication|api key)\b.{0,60}\b(?:failed|rejected|invalid)\b/i),
    ]),
    'auth 401',
    'The provider rejected the key that the gateway sent.',
  ],
  // https://developers.cloudflare.com/ai-gateway/configuration/bring-your-own-keys/
  [
    'byok-alias',
    own(/\bBYOK credential\b/i),
    'gateway-config provider 404',
    'Store the key in the gateway, or correct its alias.',
  ],
  // https://developers.cloudflare.com/changelog/post/2026-09-14-require-provider-credentials/
  // Workers AI stays allowed behind the same gateway, and so does every provider whose key it has.
  [
    'byok-only',
    all(
      gateway,
      not([500, 502, 503, 504]),
      /\bBYOK\b|\bbyok_only\b|\bno[-_ ]wholesale\b|\b(?:provider|upstream) (?:credentials?|(?:api )?keys?)\b/i,
    ),
    'gateway-config provider',
    'Store a key of this provider in the gateway, send one, or switch off "Require provider credentials".',
  ],
  // https://developers.cloudflare.com/ai-gateway/features/guardrails/set-up-guardrail/
  // In whatever words; a scanner of guardrails is paid so, too.
  ['2021', [cf(2021), own(402)], 'billing 402', CREDITS],
  // https://developers.cloudflare.com/ai-gateway/features/machine-payments/
  [
    'x402',
    all(402, hasPaymentTerms),
    'billing request',
    'Only a client that pays by x402 can meet this challenge: use one, or leave out "Payment-Method: x402".',
  ],
]);
