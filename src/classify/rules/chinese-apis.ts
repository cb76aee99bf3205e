/** What is particular to MiniMax, Moonshot, Alibaba and Zhipu: numeric codes, and OpenAI's words in another sense. */
import { all, any, code, documented, from, type Matcher, phrase, type Rule, ruleTable, status } from '../rule.ts';

/** MiniMax writes its code in base_resp, or behind the text: 'insufficient balance (1008)'. */
function minimax(number: number): Matcher {
  const quoted = new RegExp(String.raw`\(${number}\)\s{0,20}$`);
  return any(all(from('minimax'), code(number)), phrase(quoted));
}

/** Some code begins with the word and a dot, or is the word. */
function codeStartsWith(word: string): Matcher {
  return ({ words }) => [...words].some(found => found === word || found.startsWith(`${word}.`));
}

export const chineseApiRules: readonly Rule[] = [
  ...ruleTable('minimax', 'https://platform.minimax.io/docs/api-reference/errorcode', [
    ['1008', any(minimax(1008), code('insufficient_balance_error')), { category: 'billing' }],
    ['2056', any(minimax(2056)), { category: 'rate-limit', retryable: false, scope: 'account' }],
    ['1002', any(minimax(1002), minimax(1041), minimax(2045)), { category: 'rate-limit' }],
    ['1004', any(minimax(1004), minimax(2049)), { category: 'auth' }],
    ['1026', any(minimax(1026), minimax(1027)), { category: 'content-policy', scope: 'provider' }],
    ['1039', minimax(1039), { category: 'rate-limit', retryable: false }],
    ['1001', minimax(1001), { category: 'timeout' }],
    ['1000', any(minimax(1000), minimax(1013), minimax(1024), minimax(1033)), { category: 'server-error' }],
    ['2013', any(minimax(2013), minimax(1042)), { category: 'invalid-request' }],
    ['2061', any(minimax(2061)), { category: 'permission' }],
  ]),
  ...ruleTable('moonshot', 'https://platform.moonshot.ai/docs/api/errors', [
    ['quota', code('exceeded_current_quota_error'), { category: 'billing' }],
    ['overloaded', code('engine_overloaded_error'), { category: 'overloaded' }],
    [
      'rate-per-day',
      phrase(/\breached organization (?:max )?TPD\b/i),
      { category: 'rate-limit', scope: 'provider', retryable: false },
    ],
    [
      'rate',
      any(code('rate_limit_reached_error'), phrase(/\breached organization (?:max )?(?:RPM|TPM|concurrency)\b/i)),
      { category: 'rate-limit', scope: 'provider' },
    ],
    ['auth', code('invalid_authentication_error', 'incorrect_api_key_error'), { category: 'auth' }],
    ['high-risk', phrase(/\bconsidered high risk\b/i), { category: 'content-policy', scope: 'provider' }],
    [
      'plan',
      documented(
        /\b(?:you(?: have|'ve) reached your )?usage limit for this billing cycle\b|\b(?:we(?: are|'re) )?unable to verify your membership\b/i,
      ),
      { category: 'billing' },
    ],
  ]),
  ...ruleTable('alibaba', 'https://help.aliyun.com/en/model-studio/error-code', [
    [
      'arrearage',
      any(
        code('Arrearage', 'PrepaidBillOverdue', 'PostpaidBillOverdue'),
        documented(/\b(?:access denied, please make sure your )?account is in good standing\b/i),
      ),
      { category: 'billing' },
    ],
    [
      'free-quota',
      any(
        code('AllocationQuota.FreeTierOnly'),
        phrase(/\bfree (?:tier|quota|allocated quota)\b.{0,200}\b(?:exhausted|exceeded|used up)\b/i),
      ),
      { category: 'billing', scope: 'model' },
    ],
    ['throttling', codeStartsWith('throttling'), { category: 'rate-limit' }],
    [
      'inspection',
      any(code('DataInspectionFailed', 'data_inspection_failed'), phrase(/\binappropriate content\b/i)),
      { category: 'content-policy', scope: 'provider' },
    ],
    ['input-length', phrase(/\brange of input length should be\b/i), { category: 'context-length' }],
  ]),
  ...ruleTable('zhipu', 'https://docs.z.ai/api-reference/api-code', [
    ['balance', all(code(1113)), { category: 'billing' }],
    ['plan-limit', all(code(1308, 1310)), { category: 'rate-limit', retryable: false, scope: 'account' }],
    ['plan-expired', all(code(1309)), { category: 'billing' }],
    ['rate', code(1302, 1303, 1304), { category: 'rate-limit', scope: 'provider' }],
    ['busy', all(code(1305, 1312)), { category: 'overloaded' }],
    ['unsafe', all(code(1301)), { category: 'content-policy', scope: 'provider' }],
    ['model', all(code(1211, 1220)), { category: 'not-found' }],
    ['token', all(code(1000, 1001, 1002, 1003), status(401)), { category: 'auth' }],
    ['too-long', all(code(1261)), { category: 'context-length' }],
  ]),
];
