/** Moonshot (Kimi). */
import { all, documented, from } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

export const moonshotRules: Rules = rules('moonshot', [
  // https://platform.moonshot.ai/docs/api/errors
  ['quota', 'exceeded_current_quota_error', 'billing'],
  ['rate-per-day', /\breached organization (?:max )?TPD\b/i, 'rate-limit provider no-retry'],
  [
    'rate',
    ['rate_limit_reached_error', /\breached organization (?:max )?(?:RPM|TPM|concurrency)\b/i],
    'rate-limit provider',
  ],
  ['high-risk', /\bconsidered high risk\b/i, 'content-policy'],
  // https://www.kimi.com/code/docs/en/kimi-code/error-reference.html
  [
    'plan-period',
    documented(/\b(?:you(?: have|'ve) reached your )?usage limit for this period\b/i),
    'rate-limit account no-retry',
  ],
  ['terminated', all(from('moonshot'), documented(/\baccess terminated\b/i)), 'permission account'],
  [
    'coding-agents',
    documented(/\b(?:kimi for coding )?is currently only available for coding agents\b/i),
    'permission provider',
    'The key is for coding agents only: use one of the open platform.',
  ],
  [
    'plan',
    documented(
      /\b(?:you(?: have|'ve) reached your )?usage limit for this billing cycle\b|\b(?:we(?: are|'re) )?unable to verify your membership\b/i,
    ),
    'billing',
  ],
]);
