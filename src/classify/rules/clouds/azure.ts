/** Azure OpenAI. */
import { all, documented, from, maybeFrom } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

export const azureRules: Rules = rules('azure', [
  // https://learn.microsoft.com/azure/ai-foundry/openai/concepts/content-filter
  [
    'content-filter',
    ['ResponsibleAIPolicyViolation', all(from('azure'), 'content_filter content_policy_violation')],
    'content-policy',
  ],
  // https://learn.microsoft.com/azure/ai-foundry/openai/quotas-limits
  [
    'deployment',
    'DeploymentNotFound',
    'not-found',
    'Check the deployment name and the resource; a new deployment takes a few minutes.',
  ],
  [
    'no-capacity',
    [
      'NoCapacity ServerOverloaded EngineOverloaded',
      /\bexceeds the maximum usage size allowed during peak load\b|\bservice is temporarily unable to process your request\b/i,
    ],
    'overloaded',
    'The capacity of the region, not your quota: use another region, or provisioned throughput.',
  ],
  ['timeout', all(408, 'Timeout', maybeFrom('azure')), 'timeout model'],
  [
    'api-version',
    documented(/\bapi version not supported\b|\b(?:the )?api-version\b.{0,200}\b(?:required|not supported|invalid)\b/i),
    'gateway-config provider 404',
    'Set a supported api-version.',
  ],
  ['operation-not-supported', 'OperationNotSupported', 'invalid-request model fallback'],
  [
    'subscription-key',
    /\baccess denied due to (?:invalid|missing) subscription key\b/i,
    'auth',
    'Check the key and the endpoint of the Azure resource.',
  ],
  [
    'resource',
    all(404, '404', /^resource not found$/i),
    'gateway-config provider',
    'Check the resource name, the path and the api-version.',
  ],
  // https://github.com/pollinations/pollinations/issues/9707
  [
    'abuse',
    documented(/\b(?:your )?resource has been temporarily blocked because we detected behavior\b/i),
    'permission account',
    'The resource is blocked by abuse monitoring: contact Azure support.',
  ],
  // https://learn.microsoft.com/azure/ai-foundry/openai/quotas-limits
  ['subscription-disabled', 'SubscriptionDisabled ReadOnlyDisabledSubscription', 'billing'],
]);
