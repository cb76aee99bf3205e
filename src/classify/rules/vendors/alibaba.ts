/** Alibaba Model Studio. */
import { all, documented, from, maybeFrom } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

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
      /\bfree allocated quota exceeded\b/i,
      all(from('alibaba'), /\bfree (?:tier|quota)\b.{0,200}\b(?:exhausted|exceeded|used up)\b/i),
    ],
    'billing model',
  ],
  ['not-purchased', 'CommodityNotPurchased', 'billing', 'Subscribe the workspace to the service.'],
  ['plan-quota', /\b(?:hour|week|month) allocated quota exceeded\b/i, 'rate-limit account no-retry'],
  ['all-models', /\ball models are temporarily rate[- ]limited\b/i, 'rate-limit account'],
  ['serving', all('ModelServingError', /\bthrottled\b/i), 'overloaded'],
  ['timeout', 'ResponseTimeout InternalError.Timeout', 'timeout', 'Stream long requests.'],
  [
    'algo',
    all(
      'InternalError.Algo',
      /\bmissing content-length of multimodal url\b|\brole must be in\b|\blist index out of range\b/i,
    ),
    'invalid-request',
  ],
  ['role', all(400, 'ServiceUnavailableError', /\brole must be\b/i), 'invalid-request'],
  ['own-rule', 'FaqRuleBlocked CustomRoleBlocked', 'content-policy request no-fallback'],
  [
    'url',
    [all('InvalidURL', maybeFrom('alibaba')), /^url error, please check url/i],
    'invalid-request model fallback',
    'The model belongs to another endpoint of Model Studio: check base URL and model.',
  ],
  ['workspace', 'WorkSpaceNotFound', 'not-found provider'],
  ['disconnected', 'ClientDisconnect', 'stream-interrupted request'],
  [
    'inspection',
    ['DataInspectionFailed data_inspection_failed IPInfringementSuspect', /\binappropriate content\b/i],
    'content-policy',
  ],
  ['input-length', /\brange of input length should be\b/i, 'context-length'],
]);
