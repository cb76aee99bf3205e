/** Volcengine Ark, BytePlus ModelArk: codes of a family and a detail behind a dot. */
import { all, codeLike, from } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

export const volcengineRules: Rules = rules('volcengine', [
  // https://docs.byteplus.com/en/docs/ModelArk/1299023
  [
    'sensitive',
    codeLike(/^(?:input|output)?(?:text|image|video|audio)?(?:sensitivecontentdetected|riskdetection)(?:\.|$)/),
    'content-policy',
  ],
  ['review-failed', 'ContentSecurityDetectionError', 'upstream-failure'],
  ['context', 'OutofContextError', 'context-length'],
  ['closed', 'InvalidEndpoint.ClosedEndpoint', 'not-found', 'Open the inference endpoint in the Ark console.'],
  [
    'unsupported',
    'InvalidParameter.UnsupportedParameter InvalidParameter.UnsupportedModel',
    'invalid-request model fallback',
  ],
  ['account', 'InvalidAccountStatus', 'permission account', "Ask the platform's support about the account's state."],
  ['subscription', 'InvalidSubscription', 'billing', 'The plan is not bought, or has expired.'],
  ['overdue', 'OperationDenied.ServiceOverdue AccountOverdueError', 'billing', 'Pay the overdue balance.'],
  ['not-open', 'OperationDenied.ServiceNotOpen ModelNotOpen', 'permission', 'Activate the model in the Ark console.'],
  // The state of a file or a stored context that the request names.
  [
    'object',
    'OperationDenied.InvalidState OperationDenied.UnsupportedPhase OperationDenied.FileQuotaExceeded',
    'invalid-request fallback',
  ],
  [
    'model-id',
    'InvalidEndpointOrModel.ModelIDAccessDisabled',
    'not-found',
    'Use an endpoint id (ep-…) in place of the model id.',
  ],
  [
    'account-rate',
    'APIAccountRpmRateLimitExceeded AccountRateLimitExceeded InflightBatchsizeExceeded',
    'rate-limit account',
  ],
  ['per-day', 'RateLimitExceeded.FoundationModelTPDExceeded', 'rate-limit no-retry'],
  ['free-quota', all('QuotaExceeded', /\bfree trial quota\b/i), 'billing model', 'Activate the model for paid use.'],
  [
    'plan-quota',
    [
      'QuotaExceeded.AgentPlanQuotaExceeded SessionQuotaExceeded AccountQuotaExceeded',
      all('QuotaExceeded', from('volcengine')),
    ],
    'rate-limit account no-retry',
  ],
  ['set-limit', 'SetLimitExceeded', 'billing model', "Raise the model's limit in the Ark console."],
  ['burst', 'RequestBurstTooFast', 'overloaded', 'Ramp up traffic more slowly.'],
]);
