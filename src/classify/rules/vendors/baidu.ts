/** Baidu Qianfan: words in its new API, numbers in the old one. */
import { all, from, type Matcher } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

/** Numbers that mean anything elsewhere. */
const number = (codes: string): Matcher => all(from('baidu'), codes);

export const baiduRules: Rules = rules('baidu', [
  // https://cloud.baidu.com/doc/qianfan-api/s/rmwbl43x7
  ['balance', 'BILLING_INSUFFICIENT_BALANCE QUOTA_USER_DAILY_FREE', 'billing'],
  [
    'plan-quota',
    `coding_plan_hour_quota_exceeded coding_plan_week_quota_exceeded coding_plan_month_quota_exceeded
      QUOTA_USER_DAILY_REQUEST`,
    'rate-limit account no-retry',
  ],
  ['account-rate', 'RATE_LIMIT_TOTAL_QPS RATE_LIMIT_SEARCH_QPS', 'rate-limit account'],
  ['too-long', 'characters_too_long tokens_too_long 336103', 'context-length'],
  // https://ai.baidu.com/ai-doc/AppBuilder/4m8sgh88y
  ['rate', ['336501 336502', number('18'), /\bopen api qps request limit reached\b/i], 'rate-limit'],
  ['busy', ['336100', number('4')], 'overloaded'],
  ['per-day', [number('17 19'), /\bopen api (?:daily|total) request limit reached\b/i], 'rate-limit account no-retry'],
  ['token', number('110 111'), 'auth'],
  ['permission', number('6'), 'permission'],
  ['internal', '336000 336001', 'server-error'],
  ['argument', '336104', 'invalid-request'],
]);
