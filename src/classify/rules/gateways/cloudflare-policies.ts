/**
 * What Cloudflare AI Gateway refuses by its owner's policies, data-loss rules and budgets. Policies have no code: the
 * envelope's shape and its text are all there is.
 */
import { all, from, type Matcher, not } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';
import { gateway, own, ownCode } from './cloudflare-origin.ts';

const blockedByDlp: Matcher = ({ headers }) => /"action":\s?"BLOCK"/.test(headers['cf-aig-dlp'] ?? '');

export const cloudflarePolicyRules: Rules = rules('cloudflare', [
  // https://developers.cloudflare.com/ai-gateway/features/policies/
  // Policies and budgets may be split by metadata or by who asks: they speak of one caller.
  [
    'policy-spend',
    [from('cloudflare-spend-cap'), all(gateway, 429, /^spending limit exceeded\b/i)],
    'billing model 429',
    'A policy of this AI Gateway caps what this caller may spend: raise the cap, or wait until its window (UTC) ends.',
  ],
  [
    'policy',
    all(gateway, not(ownCode), 403, /^access denied by policy\b/i),
    'permission no-fallback 403',
    'A policy of this AI Gateway denies this caller, or none allows it: change the policies, or what the call says of its caller.',
  ],
  [
    'policy-limit',
    all(gateway, 429, /\bpolic(?:y|ies)\b/i),
    'rate-limit no-retry',
    'A policy of this AI Gateway limits this caller.',
  ],
  [
    'policy-model',
    own(
      /\bnot (?:allowed|permitted)\b.{0,60}\bpolic(?:y|ies)\b|\bpolic(?:y|ies)\b.{0,60}\bnot (?:allow|permit)/i,
      not(/\b(?:prompt|response|content|answer|output)s?\b/i),
    ),
    'permission no-fallback 403',
    'A policy of this AI Gateway does not allow this model or provider.',
  ],
  // https://developers.cloudflare.com/ai-gateway/features/dlp/set-up-dlp/
  [
    'dlp',
    all([400, 403, 422, 424], blockedByDlp),
    'content-policy request no-fallback 424',
    'The prompt or the answer was blocked by a DLP policy of this AI Gateway.',
  ],
  // https://developers.cloudflare.com/ai-gateway/features/spend-limits/
  ['model-config', own(/\bmodel\b.{0,200}\bcould not be resolved\b/i), 'gateway-config model'],
  [
    'gateway-budget',
    own(/\b(?:spend|spending|budget|cost limit|credits?|balance)\b/i),
    'billing model',
    'A budget of this AI Gateway is used up: look at its spend limits, policies and dynamic routes.',
  ],
]);
