/** Anthropic: error types, and the texts that tell apart what one type covers. */
import { all, documented, from } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

export const anthropicRules: Rules = rules('anthropic', [
  // https://platform.claude.com/docs/en/api/rate-limits
  [
    'usage-limit',
    [
      'enforced_spend_limit_reached',
      documented(
        /\b(?:you(?: have|'ve) )?(?:reached|exceeded) (?:your|the) (?:specified |organization'?s? )?(?:workspace )?api usage limits?\b|\bworkspace api usage limits?\b/i,
      ),
    ],
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
    'cors',
    documented(/\bcors requests are not allowed for this organization\b/i),
    'permission provider 403',
    'This organization may not be called from a browser: send the request from a server.',
  ],
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
  // https://platform.claude.com/docs/en/about-claude/models/migration-guide
  // https://platform.claude.com/docs/en/api/errors
  ['lost-stream-error', /^Expected a normalized Anthropic stream error$/, 'upstream-failure'],
]);
