import { describe, expect, test } from 'vitest';
import { classifyResponse, label } from '../api-call-error.ts';

/** Written by hand from the providers' documentation: status, body, headers, what it means. */
const cases: [name: string, status: number, body: unknown, expected: string, headers?: Record<string, string>][] = [
  [
    'openai rate limit',
    429,
    { error: { message: 'Rate limit reached for requests', type: 'requests', code: 'rate_limit_exceeded' } },
    'rate-limit@model retry fallback',
  ],
  [
    'openai requests per day',
    429,
    {
      error: {
        message: 'Rate limit reached for gpt-4 on requests per day (RPD): Limit 200. Please try again in 7m12s.',
        type: 'requests',
        code: 'rate_limit_exceeded',
      },
    },
    'rate-limit@model final fallback',
  ],
  [
    'openai no quota',
    429,
    {
      error: {
        message: 'You exceeded your current quota, please check your plan and billing details.',
        type: 'insufficient_quota',
        code: 'insufficient_quota',
      },
    },
    'billing@account final fallback',
  ],
  [
    'openai wrong key',
    401,
    { error: { message: 'Incorrect API key provided: sk-…', type: 'invalid_request_error', code: 'invalid_api_key' } },
    'auth@provider final fallback',
  ],
  [
    'openai region',
    403,
    {
      error: {
        code: 'unsupported_country_region_territory',
        message: 'Country, region, or territory not supported',
        type: 'request_forbidden',
      },
    },
    'permission@provider final fallback',
  ],
  [
    'openai model',
    404,
    {
      error: {
        message: 'The model `gpt-9` does not exist or you do not have access to it.',
        type: 'invalid_request_error',
        code: 'model_not_found',
      },
    },
    'not-found@model final fallback',
  ],
  [
    'openai context',
    400,
    {
      error: {
        message:
          "This model's maximum context length is 128000 tokens. However, your messages resulted in 130000 tokens.",
        type: 'invalid_request_error',
        param: 'messages',
        code: 'context_length_exceeded',
      },
    },
    'context-length@model final fallback',
  ],
  [
    'openai unsupported parameter',
    400,
    {
      error: {
        message: "Unsupported parameter: 'temperature' is not supported with this model.",
        type: 'invalid_request_error',
        param: 'temperature',
        code: 'unsupported_parameter',
      },
    },
    'invalid-request@model final fallback',
  ],
  [
    'openai missing parameter',
    400,
    {
      error: {
        message: "Missing required parameter: 'messages[0].role'.",
        type: 'invalid_request_error',
        param: 'messages[0].role',
        code: 'missing_required_parameter',
      },
    },
    'invalid-request@request final stop',
  ],
  [
    'openai bad tool history',
    400,
    {
      error: {
        message:
          "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.",
        type: 'invalid_request_error',
        param: 'messages.[3].role',
        code: null,
      },
    },
    'invalid-request@request final stop',
  ],
  [
    'openai server error',
    500,
    {
      error: {
        message: 'The server had an error while processing your request. Sorry about that!',
        type: 'server_error',
        param: null,
        code: null,
      },
    },
    'server-error@provider retry fallback',
  ],
  [
    'openai overloaded',
    503,
    {
      error: {
        message: 'The engine is currently overloaded, please try again later',
        type: 'server_error',
        code: null,
      },
    },
    'overloaded@model retry fallback',
  ],
  [
    'openai slow down',
    503,
    { error: { message: 'Slow Down', type: 'service_unavailable', code: 'slow_down' } },
    'overloaded@model retry fallback',
  ],
  [
    'azure content filter',
    400,
    {
      error: {
        message: "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.",
        type: null,
        param: 'prompt',
        code: 'content_filter',
        status: 400,
        innererror: { code: 'ResponsibleAIPolicyViolation' },
      },
    },
    'content-policy@provider final fallback',
  ],
  [
    'azure deployment',
    404,
    { error: { code: 'DeploymentNotFound', message: 'The API deployment for this resource does not exist.' } },
    'not-found@model final fallback',
  ],
  [
    'azure key',
    401,
    { error: { code: '401', message: 'Access denied due to invalid subscription key or wrong API endpoint.' } },
    'auth@provider final fallback',
  ],
  [
    'anthropic overloaded',
    529,
    { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } },
    'overloaded@provider retry fallback',
  ],
  [
    'anthropic api error',
    500,
    { type: 'error', error: { type: 'api_error', message: 'Internal server error' } },
    'server-error@provider retry fallback',
  ],
  [
    'anthropic permission',
    403,
    {
      type: 'error',
      error: {
        type: 'permission_error',
        message: 'Your API key does not have permission to use the specified resource.',
      },
    },
    'permission@provider final fallback',
  ],
  [
    'anthropic model',
    404,
    { type: 'error', error: { type: 'not_found_error', message: 'model: claude-9' } },
    'not-found@model final fallback',
  ],
  [
    'anthropic too large',
    413,
    { type: 'error', error: { type: 'request_too_large', message: 'Request exceeds the maximum size' } },
    'invalid-request@provider final fallback',
  ],
  [
    'anthropic prompt too long',
    400,
    {
      type: 'error',
      error: { type: 'invalid_request_error', message: 'prompt is too long: 210000 tokens > 200000 maximum' },
    },
    'context-length@model final fallback',
  ],
  [
    'anthropic usage limit',
    400,
    {
      type: 'error',
      error: {
        type: 'invalid_request_error',
        message: 'You have reached your specified API usage limits. You will regain access on 2026-12-01 at 00:00 UTC.',
      },
    },
    'billing@account final fallback',
  ],
  [
    'anthropic timeout',
    504,
    { type: 'error', error: { type: 'timeout_error', message: 'Request timed out' } },
    'timeout@provider retry fallback',
  ],
  [
    'google unavailable',
    503,
    { error: { code: 503, message: 'The service is currently unavailable.', status: 'UNAVAILABLE' } },
    'overloaded@provider retry fallback',
  ],
  [
    'google per minute',
    429,
    {
      error: {
        code: 429,
        message: 'You exceeded your current quota, please check your plan and billing details.',
        status: 'RESOURCE_EXHAUSTED',
        details: [
          {
            '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
            violations: [{ quotaId: 'GenerateRequestsPerMinutePerProjectPerModel-FreeTier' }],
          },
          { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34s' },
        ],
      },
    },
    'rate-limit@model retry fallback',
  ],
  [
    'google per day',
    429,
    {
      error: {
        code: 429,
        message: 'You exceeded your current quota.',
        status: 'RESOURCE_EXHAUSTED',
        details: [
          {
            '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
            violations: [{ quotaId: 'GenerateRequestsPerDayPerProjectPerModel-FreeTier' }],
          },
          { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34s' },
        ],
      },
    },
    'rate-limit@model final fallback',
  ],
  [
    'google internal',
    500,
    { error: { code: 500, message: 'An internal error has occurred.', status: 'INTERNAL' } },
    'server-error@provider retry fallback',
  ],
  [
    'google deadline',
    504,
    { error: { code: 504, message: 'Deadline expired before operation could complete.', status: 'DEADLINE_EXCEEDED' } },
    'timeout@model retry fallback',
  ],
  [
    'google invalid argument',
    400,
    {
      error: {
        code: 400,
        message: 'Please ensure that function call turn comes immediately after a user turn.',
        status: 'INVALID_ARGUMENT',
      },
    },
    'invalid-request@request final stop',
  ],
  [
    'google location',
    400,
    { error: { code: 400, message: 'User location is not supported for the API use.', status: 'FAILED_PRECONDITION' } },
    'permission@provider final fallback',
  ],
  [
    'google unauthenticated',
    401,
    { error: { code: 401, message: 'Request had invalid authentication credentials.', status: 'UNAUTHENTICATED' } },
    'auth@provider final fallback',
  ],
  [
    'vertex permission',
    403,
    {
      error: {
        code: 403,
        message: "Permission 'aiplatform.endpoints.predict' denied on resource",
        status: 'PERMISSION_DENIED',
      },
    },
    'permission@model final fallback',
  ],
  [
    'bedrock unavailable',
    503,
    { message: 'Bedrock is unable to process your request.' },
    'overloaded@provider retry fallback',
    { 'x-amzn-errortype': 'ServiceUnavailableException' },
  ],
  [
    'bedrock expired token',
    403,
    { message: 'The security token included in the request is expired' },
    'auth@provider final fallback',
    { 'x-amzn-errortype': 'ExpiredTokenException' },
  ],
  [
    'bedrock timeout',
    408,
    { message: 'Model has timed out in processing the request.' },
    'timeout@model retry fallback',
    { 'x-amzn-errortype': 'ModelTimeoutException' },
  ],
  [
    'bedrock malformed',
    400,
    {
      message:
        'Malformed input request: #: required key [messages] not found, please reformat your input and try again.',
    },
    'invalid-request@request final stop',
    { 'x-amzn-errortype': 'ValidationException' },
  ],
  [
    'bedrock tokens per day',
    429,
    { message: 'Too many tokens per day, please wait before trying again.' },
    'rate-limit@model final fallback',
    { 'x-amzn-errortype': 'ThrottlingException' },
  ],
  [
    'openrouter credits',
    402,
    { error: { code: 402, message: 'Insufficient credits. Add more using https://openrouter.ai/settings/credits' } },
    'billing@account final fallback',
  ],
  [
    'openrouter upstream rate limit',
    429,
    {
      error: {
        message: 'Provider returned error',
        code: 429,
        metadata: {
          raw: 'x/y:free is temporarily rate-limited upstream. Please retry shortly.',
          provider_name: 'Venice',
        },
      },
      user_id: 'user_1',
    },
    'rate-limit@model retry fallback',
  ],
  [
    'openrouter bad gateway',
    502,
    { error: { message: 'Provider returned error', code: 502, metadata: { provider_name: 'X', raw: 'upstream' } } },
    'upstream-failure@provider retry fallback',
  ],
  [
    'openrouter nested context',
    400,
    {
      error: {
        message: 'Provider returned error',
        code: 400,
        metadata: {
          raw: '{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 210000 tokens > 200000 maximum"}}',
          provider_name: 'Anthropic',
        },
      },
    },
    'context-length@model final fallback',
  ],
  [
    'openrouter moderation',
    403,
    {
      error: {
        code: 403,
        message: 'x requires moderation',
        metadata: { reasons: ['violence'], flagged_input: '…', provider_name: 'OpenAI', model_slug: 'x' },
      },
    },
    'content-policy@provider final fallback',
  ],
  [
    'openrouter data policy',
    404,
    { error: { message: 'No endpoints found matching your data policy (Free model publication).', code: 404 } },
    'not-found@model final fallback',
  ],
  [
    'mistral validation',
    422,
    {
      object: 'error',
      message: { detail: [{ type: 'missing', loc: ['body', 'messages'], msg: 'Field required' }] },
      type: 'invalid_request_error',
    },
    'invalid-request@request final stop',
  ],
  [
    'mistral rate limit',
    429,
    { object: 'error', message: 'Rate limit exceeded', type: 'rate_limited', param: null, code: '1300' },
    'rate-limit@provider retry fallback',
  ],
  [
    'groq tool use',
    400,
    {
      error: {
        message: 'Failed to call a function. Please adjust your prompt.',
        type: 'invalid_request_error',
        code: 'tool_use_failed',
        failed_generation: '<x>',
      },
    },
    'server-error@model retry fallback',
  ],
  [
    'groq unknown url',
    404,
    {
      error: {
        message: 'Unknown request URL: POST /v1/chat/completions. Please check the URL for typos.',
        type: 'invalid_request_error',
        code: 'unknown_url',
      },
    },
    'gateway-config@provider final fallback',
  ],
  [
    'xai key',
    400,
    {
      code: 'Client specified an invalid argument',
      error: 'Incorrect API key provided: xa***. You can obtain an API key from https://console.x.ai.',
    },
    'auth@provider final fallback',
  ],
  [
    'deepseek overloaded',
    503,
    {
      error: {
        message: 'Service is too busy. We advise users to temporarily switch to alternative LLM API service providers.',
        type: 'service_unavailable_error',
        code: 'service_unavailable',
      },
    },
    'overloaded@provider retry fallback',
  ],
  ['cohere key', 401, { message: 'invalid api token' }, 'auth@provider final fallback'],
  [
    'minimax balance in 200',
    402,
    { base_resp: { status_code: 1008, status_msg: 'insufficient balance' } },
    'billing@account final fallback',
  ],
  [
    'portkey guardrail',
    446,
    {
      error: {
        message: 'The guardrail checks defined in the config failed.',
        type: 'hooks_failed',
        param: null,
        code: null,
      },
      hook_results: {},
    },
    'content-policy@request final stop',
  ],
  ['portkey budget', 412, { status: 'failure', message: 'Budget exhausted' }, 'billing@account final fallback'],
  [
    'litellm key',
    401,
    {
      error: {
        message:
          'Authentication Error, Invalid proxy server token passed. Unable to find token in cache or `LiteLLM_VerificationTable`',
        type: 'token_not_found_in_db',
        param: 'key',
        code: '401',
      },
    },
    'auth@gateway final fallback',
  ],
  [
    'litellm cooldown',
    429,
    {
      error: {
        message: 'No deployments available for selected model, Try again in 5 seconds. Passed model=gpt-4o.',
        type: 'None',
        param: 'None',
        code: '429',
      },
    },
    'rate-limit@model retry fallback',
  ],
  [
    'vercel key',
    401,
    { error: { message: 'Invalid API key', type: 'authentication_error' } },
    'auth@gateway final fallback',
    { 'x-vercel-ai-gateway': '1' },
  ],
  [
    'nginx page',
    502,
    '<html><head><title>502 Bad Gateway</title></head><body></body></html>',
    'upstream-failure@provider retry fallback',
  ],
  ['empty 503', 503, '', 'overloaded@provider retry fallback'],
  ['empty 500', 500, '', 'server-error@provider retry fallback'],
  ['plain 409', 409, '', 'server-error@provider retry fallback'],
  ['plain 422', 422, '', 'invalid-request@provider final fallback'],
  ['huggingface gated', 403, { error: 'You are trying to access a gated repo.' }, 'permission@model final fallback'],
  ['unknown path', 404, { detail: 'Not Found' }, 'gateway-config@provider final fallback'],
  [
    'openai rate limit typed server_error',
    429,
    {
      error: {
        type: 'server_error',
        code: 'rate_limit_exceeded',
        message: 'Rate limit reached. Please try again in 3.2s.',
      },
    },
    'rate-limit@model retry fallback',
  ],
  [
    'anthropic output cap',
    400,
    {
      type: 'error',
      error: {
        type: 'invalid_request_error',
        message: 'max_tokens: 100000 > 64000, which is the maximum allowed number of output tokens for claude-x',
      },
    },
    'invalid-request@model final fallback',
  ],
  [
    'anthropic tool pair',
    400,
    {
      type: 'error',
      error: {
        type: 'invalid_request_error',
        message: 'messages.1: `tool_use` ids were found without `tool_result` blocks immediately after',
      },
    },
    'invalid-request@request final stop',
  ],
  [
    'google key leaked',
    403,
    { error: { code: 403, message: 'Your API key was reported as leaked.', status: 'PERMISSION_DENIED' } },
    'auth@provider final fallback',
  ],
  [
    'bedrock end of life',
    404,
    { message: 'This model version has reached the end of its life.' },
    'not-found@model final fallback',
    { 'x-amzn-errortype': 'ResourceNotFoundException' },
  ],
  [
    'groq over capacity',
    503,
    { error: { message: 'x is currently over capacity. Please try again.', type: 'internal_server_error' } },
    'overloaded@model retry fallback',
  ],
  [
    'xai used credits',
    429,
    {
      code: 'Some resource has been exhausted',
      error: 'Your team has either used all available credits or reached its monthly spending limit.',
    },
    'billing@account final fallback',
  ],
  [
    'xai prompt length',
    400,
    {
      code: 'Client specified an invalid argument',
      error: "This model's maximum prompt length is 131072 but the request contains 200000 tokens.",
    },
    'context-length@model final fallback',
  ],
  [
    'cohere too many tokens',
    400,
    { message: 'too many tokens: total number of tokens in the prompt exceeds the limit of 4081.' },
    'context-length@model final fallback',
  ],
  [
    'workers-ai schema',
    400,
    { errors: [{ code: 5025, message: "This model doesn't support JSON Schema." }] },
    'invalid-request@model final fallback',
  ],
  [
    'openrouter error type',
    400,
    { error: { message: 'x', code: 400, metadata: { error_type: 'payment_required' } } },
    'billing@account final fallback',
  ],
  ['edge firewall', 403, 'error code: 1020', 'permission@provider final fallback', { server: 'cloudflare' }],
  [
    'balancer page',
    503,
    '<html><head><title>503 Service Temporarily Unavailable</title></head></html>',
    'overloaded@provider retry fallback',
  ],
];

describe('rules', () => {
  test.each(cases)('%s', (_name, status, body, expected, headers) => {
    expect(label(classifyResponse(status, body, headers))).toBe(expected);
  });
});
