/** Gateways of APIs in general: Azure API Management, AWS API Gateway, Apigee, Envoy. */
import { all } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

const azureApiManagementRules: Rules = rules('azure-apim', [
  // https://learn.microsoft.com/azure/api-management/quota-policy
  [
    'quota',
    /\bout of (?:call volume|bandwidth) quota\b|\btoken quota is exceeded\b/i,
    'rate-limit account no-retry',
    'The quota of this API Management subscription is used up until it is replenished.',
  ],
  // https://learn.microsoft.com/azure/api-management/llm-content-safety-policy
  ['content-safety', /\brequest blocked by\b.{0,40}\bcontent[- ]safety\b/i, 'content-policy request no-fallback'],
  // https://learn.microsoft.com/azure/api-management/error-handling-policies
  ['operation', /\bunable to match incoming request to an operation\b/i, 'gateway-config provider', 'Check baseURL.'],
  ['backend', /^backend connection failure\b/i, 'upstream-failure'],
]);

const awsApiGatewayRules: Rules = rules('aws-api-gateway', [
  // https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
  ['usage-plan', all(429, /^limit exceeded$/i), 'rate-limit account no-retry'],
  [
    'unsigned',
    all(403, /^missing authentication token$/i),
    'auth',
    'Sign the request, and check the path: unknown paths are answered so, too.',
  ],
]);

const apigeeRules: Rules = rules('apigee', [
  // https://cloud.google.com/apigee/docs/api-platform/troubleshoot/runtime/error-catalog-runtime
  ['quota', 'policies.ratelimit.QuotaViolation policies.ratelimit.SpikeArrestViolation', 'rate-limit account'],
  ['handshake', 'messaging.adaptors.http.flow.SslHandshakeFailed', 'upstream-failure no-retry'],
  [
    'route',
    'messaging.adaptors.http.flow.ApplicationNotFound messaging.runtime.RouteFailed',
    'gateway-config provider',
    'Check baseURL.',
  ],
  [
    'body',
    'protocol.http.TooBigBody steps.jsonthreatprotection.ExecutionFailed',
    'invalid-request provider fallback 400',
  ],
]);

const envoyRules: Rules = rules('envoy', [
  // https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_conn_man/response_code_details
  ['overflow', /\bupstream connect error\b.{0,200}\breset reason: overflow\b/i, 'overloaded provider'],
  // https://github.com/envoyproxy/ai-gateway
]);

export const apiManagementRules: Rules = [
  ...azureApiManagementRules,
  ...awsApiGatewayRules,
  ...apigeeRules,
  ...envoyRules,
];
