/** GitHub Models and GitHub Copilot. */
import { all, from, maybeFrom } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

export const githubRules: Rules = rules('github', [
  // https://docs.github.com/en/github-models/use-github-models/prototyping-with-ai-models
  ['concurrency', all('RateLimitReached', /\bUserConcurrentRequests\b/i), 'rate-limit account'],
  ['per-day', all('RateLimitReached', /\bUserByModelByDay\b/i), 'rate-limit no-retry'],
  ['model', 'unavailable_model unsupported_api_for_model', 'not-found'],
  ['tokens', all('tokens_limit_reached', maybeFrom('github')), 'context-length'],
  // https://github.com/github/copilot-sdk
  [
    'copilot-quota',
    ['session_quota_exceeded additional_spend_limit_reached', all(from('github'), 'quota_exceeded quota')],
    'billing',
  ],
  ['copilot-week', 'user_weekly_rate_limited', 'rate-limit account no-retry'],
  ['copilot-rate', ['integration_rate_limited', all(from('github'), 'rate_limited')], 'rate-limit account'],
]);
