import { describe, expect, test } from 'vitest';
import { classify } from '../../../src/classify/classify.ts';
import { apiCallError, classifyResponse, label } from '../api-call-error.ts';

type Case = [name: string, status: number, body: unknown, expected: string, headers?: Record<string, string>];

const openrouter = (code: number, message: string, metadata: Record<string, unknown>): unknown => ({
  error: { code, message, metadata },
  user_id: 'user_1',
});
const portkey = (message: string): unknown => ({ status: 'failure', message });
const newApi = (code: string, message: string): unknown => ({ error: { message, type: 'new_api_error', code } });
const bifrost = (type: string, status_code: number, message: string): unknown => ({
  type,
  is_bifrost_error: true,
  status_code,
  error: { message },
});
const ngrok = (number: number, message: string): unknown => ({
  error: { message, type: 'api_error', code: `ERR_NGROK_${number}` },
});
const litellm = (message: string, type: string, code: string): unknown => ({
  error: { message, type, param: null, code },
});

/** From the gateways' documentation and sources: status, body, what it means. */
const cases: Case[] = [
  [
    'openrouter in flight',
    402,
    openrouter(402, 'Insufficient credits for requests in flight', {
      reason: 'in_flight_budget_exhausted',
      limit_source: 'openrouter_in_flight_budget',
    }),
    'rate-limit@account retry fallback',
  ],
  [
    'openrouter guardrail budget',
    403,
    openrouter(403, 'Budget limit exceeded', { limit_source: 'openrouter_guardrail_budget', limit_usd: 10 }),
    'billing@account final fallback',
  ],
  [
    'openrouter key limit',
    403,
    openrouter(403, 'Limit exceeded', { limit_source: 'openrouter_key_limit' }),
    'billing@account final fallback',
  ],
  [
    'openrouter guardrail',
    403,
    openrouter(403, 'Request blocked: prompt injection patterns detected', { patterns: ['x'] }),
    'content-policy@request final stop',
  ],
  [
    'openrouter precondition',
    412,
    openrouter(412, 'Precondition failed', { error_type: 'precondition_failed' }),
    'invalid-request@provider final fallback',
  ],
  [
    'openrouter image address',
    400,
    openrouter(400, 'x', { error_type: 'image_download_failed' }),
    'invalid-request@request final fallback',
  ],
  [
    'openrouter image format',
    400,
    openrouter(400, 'x', { error_type: 'unsupported_image_format' }),
    'invalid-request@model final fallback',
  ],
  [
    'litellm database',
    503,
    litellm('DB not connected', 'no_db_connection', '503'),
    'server-error@gateway retry fallback',
  ],
  [
    'litellm database at the key',
    401,
    litellm('No connected db.', 'no_db_connection', '401'),
    'auth@gateway final fallback',
  ],
  [
    'litellm identity provider',
    503,
    litellm('x', 'auth_provider_unavailable', '503'),
    'upstream-failure@gateway retry fallback',
  ],
  [
    'litellm deployments',
    400,
    litellm('There are no healthy deployments for this model. Received Model Group=a', 'invalid_request_error', '400'),
    'not-found@model final fallback',
  ],
  [
    'litellm tags',
    401,
    litellm('Not allowed to access model due to tags configuration', 'auth_error', '401'),
    'permission@model final fallback',
  ],
  ['litellm old budget', 429, { detail: 'Max budget limit reached.' }, 'billing@account final fallback'],
  [
    'litellm vector store',
    401,
    litellm('x', 'key_vector_store_access_denied', '401'),
    'permission@request final fallback',
  ],
  [
    'litellm limiter',
    429,
    litellm('Rate limit exceeded', 'None', '429'),
    'rate-limit@account retry fallback',
    { rate_limit_type: 'tokens' },
  ],
  [
    'litellm budget limiter',
    429,
    litellm('Limit exceeded', 'None', '429'),
    'billing@account final fallback',
    { rate_limit_type: 'budget' },
  ],
  [
    'litellm fallbacks',
    429,
    litellm(
      'litellm.RateLimitError: RateLimitError: OpenAIException - slow down. Received Model Group=a\nAvailable Model Group Fallbacks=[b]\nError doing the fallback: litellm.AuthenticationError: Incorrect API key provided: insufficient_quota',
      'None',
      '429',
    ),
    'rate-limit@model retry fallback',
  ],
  ['portkey function', 500, portkey('embed is not supported by anthropic'), 'invalid-request@provider final fallback'],
  ['portkey provider', 500, portkey('Provider foo not found'), 'gateway-config@provider final fallback'],
  ['portkey configuration', 400, portkey('Invalid content type passed'), 'gateway-config@gateway final fallback'],
  ['portkey budget', 412, portkey('x'), 'billing@account final fallback'],
  ['helicone router', 404, { error: { message: 'Router id not found' } }, 'gateway-config@gateway final fallback'],
  ['helicone wallet', 403, { error: 'Your wallet has been suspended' }, 'billing@account final fallback'],
  ['ngrok body', 400, ngrok(3801, 'The request body is invalid'), 'invalid-request@request final stop'],
  ['ngrok no model', 422, ngrok(3804, 'No matching models found'), 'not-found@model final fallback'],
  ['ngrok selection', 422, ngrok(3803, 'x'), 'gateway-config@gateway final fallback'],
  ['ngrok other key', 403, ngrok(27008, 'x'), 'auth@gateway final fallback'],
  [
    'ngrok offline',
    404,
    'The endpoint abc.ngrok-free.app is offline. ERR_NGROK_3200',
    'upstream-failure@provider retry fallback',
  ],
  [
    'ngrok month',
    403,
    'This ngrok account has reached its network bandwidth limit for the month. ERR_NGROK_725',
    'rate-limit@account final fallback',
  ],
  ['new-api channel key', 500, newApi('channel:invalid_key', 'x'), 'auth@provider final fallback'],
  ['new-api no key', 401, newApi('channel:no_available_key', 'x'), 'auth@provider final fallback'],
  ['new-api channel', 500, newApi('channel:model_mapped_error', 'x'), 'gateway-config@model final fallback'],
  ['new-api slow channel', 500, newApi('channel:response_time_exceeded', 'x'), 'timeout@provider retry fallback'],
  ['new-api convert', 500, newApi('convert_request_failed', 'not implemented'), 'invalid-request@model final fallback'],
  ['new-api request', 500, newApi('count_token_failed', 'x'), 'invalid-request@request final stop'],
  ['new-api plan', 403, newApi('entitlement_inactive', 'x'), 'billing@account final fallback'],
  ['new-api day', 429, newApi('entitlement_daily_limit_exceeded', 'x'), 'rate-limit@account final fallback'],
  ['new-api data', 500, newApi('query_data_error', 'x'), 'server-error@gateway retry fallback'],
  ['new-api quota', 401, newApi('', '该令牌额度已用尽 (request id: 1)'), 'billing@account final fallback'],
  ['new-api model', 403, newApi('', '该令牌无权访问模型 gpt-5'), 'permission@model final fallback'],
  ['new-api banned', 403, newApi('', '用户已被封禁'), 'permission@account final fallback'],
  ['new-api saturated', 429, newApi('', '当前分组上游负载已饱和，请稍后再试'), 'overloaded@model retry fallback'],
  [
    'new-api window',
    429,
    newApi('', '您已达到总请求数限制：1440分钟内最多请求100次'),
    'rate-limit@account final fallback',
  ],
  ['new-api minute', 429, newApi('', '您已达到请求数限制：1分钟内最多请求10次'), 'rate-limit@account retry fallback'],
  [
    'kong guard',
    400,
    { error: { message: 'bad request - prompt pattern is blocked' } },
    'content-policy@request final stop',
  ],
  [
    'kong tokens',
    429,
    { message: 'AI token rate limit exceeded for provider(s): openai' },
    'rate-limit@provider retry fallback',
  ],
  [
    'envoy overflow',
    503,
    'upstream connect error or disconnect/reset before headers. reset reason: overflow',
    'overloaded@provider retry fallback',
  ],
  [
    'apim quota',
    403,
    { statusCode: 403, message: 'Out of call volume quota. Quota will be replenished in 02:11:30.' },
    'rate-limit@account final fallback',
  ],
  [
    'apim operation',
    404,
    { statusCode: 404, message: 'Unable to match incoming request to an operation.' },
    'gateway-config@provider final fallback',
  ],
  [
    'apim content safety',
    403,
    { statusCode: 403, message: 'Request blocked by llm-content-safety policy' },
    'content-policy@request final stop',
  ],
  [
    'api gateway plan',
    429,
    { message: 'Limit Exceeded' },
    'rate-limit@account final fallback',
    { 'x-amzn-errortype': 'LimitExceededException' },
  ],
  [
    'api gateway unsigned',
    403,
    { message: 'Missing Authentication Token' },
    'auth@provider final fallback',
    { 'x-amzn-errortype': 'MissingAuthenticationTokenException' },
  ],
  ['bifrost key', 403, bifrost('virtual_key_blocked', 403, 'Virtual key is inactive'), 'auth@gateway final fallback'],
  ['bifrost tokens', 429, bifrost('token_limited', 429, 'x'), 'rate-limit@account retry fallback'],
  ['bifrost model', 403, bifrost('model_blocked', 403, 'x'), 'permission@model final fallback'],
  [
    'bifrost provider',
    400,
    { is_bifrost_error: true, error: { message: 'unsupported provider: foo' } },
    'gateway-config@provider final fallback',
  ],
  [
    'hatz',
    403,
    { error: { message: 'LLM Gateway is not enabled for your organization' } },
    'permission@account final fallback',
  ],
  [
    'railway',
    404,
    { status: 'error', code: 404, message: 'Application not found' },
    'gateway-config@provider final fallback',
  ],
  ['caddy', 404, '', 'gateway-config@provider final fallback', { server: 'Caddy' }],
  [
    'cost limit',
    429,
    { title: 'x', detail: 'The monthly cost limit has been exceeded' },
    'billing@account final fallback',
  ],
];

/** Alike, and somebody else's. */
const controls: Case[] = [
  ['a failure that is not Portkey’s', 400, { status: 'failure', error: { message: 'x' } }, 'invalid-request'],
  ['an image that is not OpenRouter’s', 400, { error: { code: 'unprocessable', message: 'x' } }, 'invalid-request'],
  ['an AWS permission', 403, { message: 'User is not authorized' }, 'permission'],
  ['an empty 404 elsewhere', 404, '', 'not-found', { server: 'nginx' }],
];

const notMatched = /^(?:portkey|openrouter|vercel|bifrost|ngrok|platform|aws-api-gateway|litellm):/;

describe('gateways', () => {
  test.each(cases)('%s', (_name, status, body, expected, headers) => {
    expect(label(classifyResponse(status, body, headers))).toBe(expected);
  });

  test.each(controls)('not of them: %s', (_name, status, body, category, headers) => {
    const failure = classifyResponse(status, body, headers);
    expect(failure.category).toBe(category);
    expect(failure.rule).not.toMatch(notMatched);
  });

  test('412 is a budget only with the marks or the words of one', () => {
    expect(classifyResponse(412, { error: { message: 'Precondition failed' } }).category).toBe('invalid-request');
    expect(classifyResponse(412, { error: { message: 'Usage limit reached' } }).category).toBe('billing');
  });

  test("Vercel's free tier is a limit of the model's", () => {
    const error = Object.assign(
      apiCallError(429, { error: { message: 'Free tier rate limit exceeded', type: 'rate_limit_exceeded' } }),
      { url: 'https://ai-gateway.vercel.sh/v1/chat/completions' },
    );
    expect(label(classify(error))).toBe('rate-limit@model retry fallback');
  });

  test('no provider behind Vercel keeps no data', () => {
    const error = Object.assign(
      apiCallError(400, {
        error: { message: 'No provider for this model supports zero data retention', type: 'invalid_request_error' },
      }),
      { url: 'https://ai-gateway.vercel.sh/v1/chat/completions' },
    );
    expect(label(classify(error))).toBe('invalid-request@model final fallback');
  });
});
