/** Anthropic: error types, and the texts that tell apart what one type covers. */
import { all, any, code, documented, from, phrase, type Rule, ruleTable, status } from '../rule.ts';

const ERRORS = 'https://platform.claude.com/docs/en/api/errors';
const LIMITS = 'https://platform.claude.com/docs/en/api/rate-limits';

export const anthropicRules: readonly Rule[] = [
  ...ruleTable('anthropic', LIMITS, [
    [
      'usage-limit',
      documented(
        /\b(?:you(?: have|'ve) )?(?:reached|exceeded) (?:your|the) (?:specified |organization'?s? )?(?:workspace )?api usage limits?\b|\bworkspace api usage limits?\b/i,
      ),
      {
        category: 'billing',
        remedy: 'Raise the spend limit in the Claude Console, or wait until the date the message names.',
      },
    ],
    [
      'credit-balance',
      any(code('billing_error'), documented(/\b(?:your )?credit balance is too low\b/i)),
      { category: 'billing', remedy: 'Buy credits in the Claude Console under Plans & Billing.' },
    ],
    [
      'long-context',
      documented(
        /\bextra usage is required for long context|\b(?:the )?long context (?:beta )?is not (?:yet )?available for this (?:subscription|account|organization)\b/i,
      ),
      { category: 'billing' },
    ],
  ]),
  ...ruleTable('anthropic', ERRORS, [
    [
      'overloaded',
      any(code('overloaded_error'), status(529)),
      { category: 'overloaded', scope: 'provider', statusCode: 529 },
    ],
    [
      'authentication',
      all(code('authentication_error'), any(from('anthropic'), phrase(/\bx-api-key\b|\boauth\b|\bbearer token\b/i))),
      { category: 'auth', remedy: 'Check the Anthropic API key.' },
    ],
    [
      'organization-disabled',
      documented(/\b(?:this |your )?organization has been disabled\b/i),
      { category: 'permission', scope: 'account', statusCode: 403 },
    ],
    [
      'prompt-too-long',
      phrase(/\bprompt is too long\b/i, /\binput length and `?max_tokens`? exceed context limit\b/i),
      { category: 'context-length', statusCode: 400 },
    ],
    [
      'content-filter',
      phrase(/\boutput blocked by content filtering policy\b/i),
      { category: 'content-policy', scope: 'provider' },
    ],
    ['lost-stream-error', phrase(/^Expected a normalized Anthropic stream error$/), { category: 'upstream-failure' }],
  ]),
];
