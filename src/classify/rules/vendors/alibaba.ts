/** Alibaba Model Studio. */
import { documented, type Matcher } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

/** Some code begins with the word and a dot, or is the word. */
function codeStartsWith(word: string): Matcher {
  return ({ words }) => [...words].some(found => found === word || found.startsWith(`${word}.`));
}

export const alibabaRules: Rules = rules('alibaba', [
  // https://help.aliyun.com/en/model-studio/error-code
  [
    'arrearage',
    [
      'Arrearage PrepaidBillOverdue PostpaidBillOverdue',
      documented(/\b(?:access denied, please make sure your )?account is in good standing\b/i),
    ],
    'billing',
  ],
  [
    'free-quota',
    [
      'AllocationQuota.FreeTierOnly',
      /\bfree (?:tier|quota|allocated quota)\b.{0,200}\b(?:exhausted|exceeded|used up)\b/i,
    ],
    'billing model',
  ],
  ['throttling', codeStartsWith('throttling'), 'rate-limit'],
  ['inspection', ['DataInspectionFailed data_inspection_failed', /\binappropriate content\b/i], 'content-policy'],
  ['input-length', /\brange of input length should be\b/i, 'context-length'],
]);
