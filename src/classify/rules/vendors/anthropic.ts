/** Anthropic: error types, and the texts that tell apart what one type covers. */
import { all, documented, from } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

export const anthropicRules: Rules = rules('anthropic', [
  // https://platform.claude.com/docs/en/api/rate-limits
  [
    'usage-limit',
    documented(
      /\b(?:you(?: have|'ve) )?(?:reached|exceeded) (?:your|the) (?:specified |organization'?s? )?(?:workspace )?api usage limits?\b|\bworkspace api usage limits?\b/i,
    ),
    'billing',
    'Raise the spend limit in the Claude Console, or wait until the date the message names.',
  ],
  [
    'credit-balance',
    ['billing_error', documented(/\b(?:your )?credit balance is too low\b/i)],
    'billing',
    'Buy credits in the Claude Console under Plans & Billing.',
  ],
  [
    'long-context',
    documented(
      /\bextra usage is required for long context|\b(?:the )?long context (?:beta )?is not (?:yet )?available for this (?:subscription|account|organization)\b/i,
    ),
    'billing',
  ],
  // https://platform.claude.com/docs/en/api/errors
  ['overloaded', ['overloaded_error', 529], 'overloaded provider 529'],
  [
    'authentication',
    all('authentication_error', [from('anthropic'), /\bx-api-key\b|\boauth\b|\bbearer token\b/i]),
    'auth',
    'Check the Anthropic API key.',
  ],
  [
    'organization-disabled',
    documented(/\b(?:this |your )?organization has been disabled\b/i),
    'permission account 403',
  ],
  [
    'prompt-too-long',
    [/\bprompt is too long\b/i, /\binput length and `?max_tokens`? exceed context limit\b/i],
    'context-length 400',
  ],
  ['content-filter', /\boutput blocked by content filtering policy\b/i, 'content-policy'],
  ['lost-stream-error', /^Expected a normalized Anthropic stream error$/, 'upstream-failure'],
]);
