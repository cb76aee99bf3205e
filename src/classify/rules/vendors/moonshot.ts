/** Moonshot (Kimi). */
import { documented } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

export const moonshotRules: Rules = rules('moonshot', [
  // https://platform.moonshot.ai/docs/api/errors
  ['quota', 'exceeded_current_quota_error', 'billing'],
  ['overloaded', 'engine_overloaded_error', 'overloaded'],
  ['rate-per-day', /\breached organization (?:max )?TPD\b/i, 'rate-limit provider no-retry'],
  [
    'rate',
    ['rate_limit_reached_error', /\breached organization (?:max )?(?:RPM|TPM|concurrency)\b/i],
    'rate-limit provider',
  ],
  ['auth', 'invalid_authentication_error incorrect_api_key_error', 'auth'],
  ['high-risk', /\bconsidered high risk\b/i, 'content-policy'],
  [
    'plan',
    documented(
      /\b(?:you(?: have|'ve) reached your )?usage limit for this billing cycle\b|\b(?:we(?: are|'re) )?unable to verify your membership\b/i,
    ),
    'billing',
  ],
]);
