/** What vendors document of their own errors, and the same codes from somebody else. */
import { describe, expect, test } from 'vitest';
import { classify } from '../../../src/classify/classify.ts';
import { apiCallError, label } from '../api-call-error.ts';

type Row = [name: string, url: string, status: number, body: unknown, expected: string];

const openai = (code: string, message = 'x', type = 'x') => ({ error: { message, type, code } });
const text = (message: string) => ({ error: { message } });
const anthropic = (type: string, message: string, details = {}) => ({
  type: 'error',
  error: { type, message, details },
});
const google = (code: number, status: string, message = 'x') => ({ error: { code, status, message } });

const OPENAI = 'https://api.openai.com/v1';
const ANTHROPIC = 'https://api.anthropic.com/v1';
const GOOGLE = 'https://generativelanguage.googleapis.com/v1beta';
const AZURE = 'https://x.openai.azure.com/openai';
const COHERE = 'https://api.cohere.com/v2';
const ARK = 'https://ark.cn-beijing.volces.com/api/v3';
const QWEN = 'https://dashscope.aliyuncs.com/api/v1';
const ZHIPU = 'https://open.bigmodel.cn/api/paas/v4';
const MINIMAX = 'https://api.minimax.io/v1';
const KIMI = 'https://api.moonshot.ai/v1';
const BAIDU = 'https://qianfan.baidubce.com/v2';
const SPARK = 'https://spark-api-open.xf-yun.com/v1';
const ELSEWHERE = 'https://llm.example.com/v1';

const BILLING = 'billing@account final fallback';
const REFUSED = 'content-policy@provider final fallback';
const TOO_LONG = 'context-length@model final fallback';
const MISSING = 'not-found@model final fallback';
const BAD = 'invalid-request@request final stop';
const OTHER_MODEL = 'invalid-request@model final fallback';
const SPENT = 'rate-limit@account final fallback';
const ACCOUNT_RATE = 'rate-limit@account retry fallback';
const RATE = 'rate-limit@model retry fallback';
const PERMISSION = 'permission@model final fallback';
const NOT_ALLOWED = 'permission@provider final fallback';
const ACCOUNT = 'permission@account final fallback';
const BUSY = 'overloaded@model retry fallback';
const BROKEN = 'server-error@provider retry fallback';

const cases: Row[] = [
  ['credits', OPENAI, 429, openai('credit_balance_exhausted'), BILLING],
  ['the month’s limit', OPENAI, 429, openai('organization_usage_limit_exceeded'), BILLING],
  ['a spend limit', OPENAI, 429, openai('organization_spend_limit_exceeded'), BILLING],
  ['a project’s spend limit', OPENAI, 429, openai('project_spend_limit_exceeded'), BILLING],
  [
    'a service tier',
    OPENAI,
    400,
    { error: { message: 'Invalid service_tier argument', type: 'invalid_request_error', param: 'service_tier' } },
    'invalid-request@provider final fallback',
  ],
  [
    'an overload by type',
    OPENAI,
    503,
    { error: { message: 'x', type: 'service_unavailable_error' } },
    BROKEN.replace('server-error', 'overloaded'),
  ],
  ['a biological prompt', OPENAI, 400, openai('bio_policy', 'x', 'invalid_request_error'), REFUSED],
  ['residency', OPENAI, 400, openai('data_residency_mismatch'), NOT_ALLOWED],
  ['an image that is too large', OPENAI, 400, openai('image_too_large'), OTHER_MODEL],
  ['an empty image', OPENAI, 400, openai('empty_image_file'), BAD],

  [
    'a spend limit by its code alone',
    ANTHROPIC,
    429,
    anthropic('rate_limit_error', 'x', { error_code: 'enforced_spend_limit_reached' }),
    BILLING,
  ],
  [
    'a browser',
    ANTHROPIC,
    401,
    anthropic('authentication_error', 'CORS requests are not allowed for this Organization'),
    NOT_ALLOWED,
  ],

  ['no credit left', GOOGLE, 402, google(402, 'RESOURCE_EXHAUSTED'), BILLING],
  [
    'the free tier’s country',
    GOOGLE,
    400,
    google(400, 'FAILED_PRECONDITION', 'Gemini API free tier is not available in your country.'),
    NOT_ALLOWED,
  ],
  ['a precondition', GOOGLE, 400, google(400, 'FAILED_PRECONDITION'), NOT_ALLOWED],
  ['a precondition of another vendor', COHERE, 400, google(400, 'FAILED_PRECONDITION'), BAD],
  ['something that exists', GOOGLE, 409, google(409, 'ALREADY_EXISTS'), BAD],

  [
    'no capacity',
    AZURE,
    429,
    text('The service is temporarily unable to process your request. Please try again later.'),
    BUSY,
  ],
  [
    'abuse monitoring',
    AZURE,
    403,
    text(
      'Your resource has been temporarily blocked because we detected behavior that may violate our content policy.',
    ),
    ACCOUNT,
  ],

  ['a token of a deny-list', COHERE, 498, { message: 'invalid token' }, REFUSED],
  [
    'the output cap',
    COHERE,
    400,
    { message: 'too many tokens: max tokens must be less than or equal to 4096' },
    OTHER_MODEL,
  ],
  ['a model that is not ready', COHERE, 400, { message: 'finetuned model with name x is not ready for serving' }, BUSY],
  [
    'a connector',
    COHERE,
    400,
    { message: 'connectors failed with continue on failure disabled' },
    'invalid-request@request final fallback',
  ],
  [
    'a key’s rate',
    COHERE,
    429,
    { message: 'You are past the per minute request limit, please wait.' },
    'rate-limit@provider retry fallback',
  ],

  [
    'DeepSeek’s filter',
    'https://api.deepseek.com',
    400,
    openai('invalid_request_error', 'Content Exists Risk', 'invalid_request_error'),
    REFUSED,
  ],
  [
    'an invalid DeepSeek request',
    'https://api.deepseek.com',
    422,
    openai('invalid_request_error', 'Invalid Parameters', 'invalid_request_error'),
    BAD,
  ],

  ['a prompt', ARK, 400, openai('InputTextSensitiveContentDetected.PolicyViolation', 'x', 'BadRequest'), REFUSED],
  ['an image', ARK, 400, openai('OutputImageRiskDetection'), REFUSED],
  ['anything sensitive', ELSEWHERE, 400, openai('SensitiveContentDetected.SevereViolation'), REFUSED],
  [
    'a review that failed',
    ARK,
    400,
    openai('ContentSecurityDetectionError'),
    'upstream-failure@provider retry fallback',
  ],
  ['the context', ARK, 400, openai('OutofContextError', 'x', 'BadRequest'), TOO_LONG],
  ['a closed endpoint', ARK, 400, openai('InvalidEndpoint.ClosedEndpoint', 'x', 'BadRequest'), MISSING],
  ['a parameter', ARK, 400, openai('InvalidParameter.UnsupportedParameter', 'x', 'BadRequest'), OTHER_MODEL],
  ['another parameter', ARK, 400, openai('InvalidParameter', 'x', 'BadRequest'), BAD],
  ['the account’s state', ARK, 401, openai('InvalidAccountStatus', 'x', 'Unauthorized'), ACCOUNT],
  ['no plan', ARK, 403, openai('InvalidSubscription', 'x', 'Forbidden'), BILLING],
  ['an overdue service', ARK, 403, openai('OperationDenied.ServiceOverdue', 'x', 'Forbidden'), BILLING],
  ['a model that is not open', ARK, 404, openai('ModelNotOpen', 'x', 'NotFound'), PERMISSION],
  [
    'a stored context',
    ARK,
    403,
    openai('OperationDenied.InvalidState', 'x', 'Forbidden'),
    'invalid-request@request final fallback',
  ],
  ['the account’s rate', ARK, 429, openai('APIAccountRpmRateLimitExceeded', 'x', 'TooManyRequests'), ACCOUNT_RATE],
  ['the endpoint’s rate', ARK, 429, openai('RateLimitExceeded.EndpointRPMExceeded', 'x', 'TooManyRequests'), RATE],
  ['the day', ARK, 429, openai('RateLimitExceeded.FoundationModelTPDExceeded'), 'rate-limit@model final fallback'],
  [
    'the free trial',
    ARK,
    429,
    openai('QuotaExceeded', 'Your account has exhausted its free trial quota for the x model.'),
    'billing@model final fallback',
  ],
  ['five hours', ARK, 429, openai('QuotaExceeded', 'You have exceeded the 5-hour usage quota.'), SPENT],
  ['five hours of agents', ARK, 429, openai('QuotaExceeded.AgentPlanQuotaExceeded'), SPENT],
  ['the set limit', ARK, 429, openai('SetLimitExceeded'), 'billing@model final fallback'],
  ['a burst', ARK, 429, openai('RequestBurstTooFast'), BUSY],

  ['no subscription', QWEN, 429, { code: 'CommodityNotPurchased', message: 'x' }, BILLING],
  ['the week of a plan', QWEN, 429, { code: 'Throttling', message: 'week allocated quota exceeded' }, SPENT],
  [
    'all models',
    QWEN,
    429,
    { code: 'Throttling', message: 'All models are temporarily rate-limited. Please try again in a few minutes.' },
    ACCOUNT_RATE,
  ],
  ['a throttle', QWEN, 429, { code: 'Throttling.RateQuota', message: 'x' }, RATE],
  [
    'a throttle under 500',
    QWEN,
    500,
    {
      code: 'ModelServingError',
      message: 'Too many requests. Your requests are being throttled due to system capacity limits.',
    },
    BUSY,
  ],
  ['a timeout', QWEN, 500, { code: 'InternalError.Timeout', message: 'x' }, 'timeout@provider retry fallback'],
  ['a role', QWEN, 500, { code: 'InternalError.Algo', message: 'Role must be in [user, assistant]' }, BAD],
  [
    'an error of the service',
    QWEN,
    500,
    { code: 'InternalError.Algo', message: 'An internal error has occurred' },
    BROKEN,
  ],
  ['the infringement filter', QWEN, 400, { code: 'IPInfringementSuspect', message: 'x' }, REFUSED],
  ['the owner’s own rule', QWEN, 400, { code: 'CustomRoleBlocked', message: 'x' }, 'content-policy@request final stop'],
  ['another path', QWEN, 400, { code: 'InvalidURL', message: 'x' }, OTHER_MODEL],
  ['a wrong URL elsewhere', COHERE, 400, { code: 'InvalidURL', message: 'x' }, BAD],
  ['no workspace', QWEN, 404, { code: 'WorkSpaceNotFound', message: 'x' }, 'not-found@provider final fallback'],
  [
    '503 for a role',
    QWEN,
    400,
    {
      code: 'ServiceUnavailableError',
      message: 'Role must be user or assistant and Content length must be greater than 0',
    },
    BAD,
  ],
  [
    'a free tier',
    QWEN,
    403,
    { code: 'x', message: 'The free tier of the model has been exhausted.' },
    'billing@model final fallback',
  ],
  [
    'a free tier elsewhere',
    ELSEWHERE,
    429,
    text('The limit of requests per minute of the free tier is used up.'),
    RATE,
  ],

  ['1113', ZHIPU, 429, openai('1113'), BILLING],
  ['1110', ZHIPU, 429, openai('1110'), ACCOUNT],
  ['1112', ZHIPU, 429, openai('1112', '您的账户已被锁定'), ACCOUNT],
  ['1120', ZHIPU, 429, openai('1120'), 'server-error@account retry fallback'],
  ['1212', ZHIPU, 400, openai('1212'), OTHER_MODEL],
  ['1220', ZHIPU, 403, openai('1220'), PERMISSION],
  ['1221', ZHIPU, 404, openai('1221'), MISSING],
  ['1300', ZHIPU, 400, openai('1300'), REFUSED],
  [
    '1300 of Mistral',
    'https://api.mistral.ai/v1',
    429,
    { type: 'rate_limited', code: '1300', message: 'x' },
    'rate-limit@provider retry fallback',
  ],
  ['1304', ZHIPU, 429, openai('1304'), 'rate-limit@provider final fallback'],
  ['1304 elsewhere', COHERE, 500, openai('1304'), BROKEN],
  ['1305', ZHIPU, 429, openai('1305'), BUSY],
  ['1308', ZHIPU, 429, openai('1308'), SPENT],
  ['1311', ZHIPU, 429, openai('1311'), PERMISSION],
  ['1313', ZHIPU, 429, openai('1313'), SPENT],
  ['434', ZHIPU, 434, openai('x'), NOT_ALLOWED],
  ['435', ZHIPU, 435, openai('x'), 'invalid-request@provider final fallback'],
  ['435 elsewhere', ELSEWHERE, 435, openai('x'), 'invalid-request@provider final fallback'],

  ['1039', MINIMAX, 200, { base_resp: { status_code: 1039, status_msg: 'token limit' } }, RATE],
  ['2056', MINIMAX, 200, { base_resp: { status_code: 2056, status_msg: 'usage limit exceeded' } }, SPENT],
  ['2042', MINIMAX, 200, { base_resp: { status_code: 2042, status_msg: 'no access to this voice_id' } }, BAD],
  ['1302 of MiniMax', MINIMAX, 500, openai('1302'), BROKEN],

  ['a plan’s period', KIMI, 429, text("You've reached your usage limit for this period."), SPENT],
  ['terminated', KIMI, 403, text('Access terminated'), ACCOUNT],
  [
    'agents only',
    KIMI,
    403,
    text('Kimi For Coding is currently only available for Coding Agents such as Kimi CLI.'),
    NOT_ALLOWED,
  ],

  ['balance', BAIDU, 429, openai('BILLING_INSUFFICIENT_BALANCE'), BILLING],
  ['the week', BAIDU, 429, openai('coding_plan_week_quota_exceeded'), SPENT],
  ['requests', BAIDU, 429, openai('rpm_rate_limit_exceeded'), RATE],
  ['all requests', BAIDU, 429, openai('RATE_LIMIT_TOTAL_QPS'), ACCOUNT_RATE],
  [
    'characters',
    BAIDU,
    400,
    openai('characters_too_long', 'the max input characters is 8000', 'invalid_request_error'),
    TOO_LONG,
  ],
  ['336501', BAIDU, 400, { error_code: 336_501, error_msg: 'x' }, RATE],
  ['17', BAIDU, 400, { error_code: 17, error_msg: 'x' }, SPENT],
  ['110', BAIDU, 400, { error_code: 110, error_msg: 'x' }, 'auth@provider final fallback'],
  ['17 elsewhere', ELSEWHERE, 400, { error_code: 17, error_msg: 'x' }, BAD],

  ['10907', SPARK, 400, { error: { code: '10907', message: 'x', type: 'api_error' } }, TOO_LONG],
  ['11200', SPARK, 400, { error: { code: '11200', message: 'x', type: 'api_error' } }, BILLING],
  ['11201', SPARK, 400, { code: 11_201, message: 'x' }, SPENT],
  ['11202', SPARK, 400, { code: 11_202, message: 'x' }, ACCOUNT_RATE],
  ['10013', SPARK, 400, { code: 10_013, message: 'x' }, REFUSED],
  ['10110', SPARK, 400, { code: 10_110, message: 'x' }, BUSY],
  ['10163', SPARK, 400, { code: 10_163, message: 'x' }, BAD],
  ['10013 elsewhere', ELSEWHERE, 400, { code: 10_013, message: 'x' }, BAD],

  [
    'sampling',
    ANTHROPIC,
    400,
    anthropic('invalid_request_error', '`temperature` and `top_p` cannot both be specified for this model.'),
    OTHER_MODEL,
  ],
  ['a grant', GOOGLE, 400, { error: 'invalid_grant', error_description: 'x' }, 'auth@provider final fallback'],
  ['StepFun’s review', 'https://api.stepfun.com/v1', 451, openai('x', 'x', 'censorship_blocked'), REFUSED],
  ['451 elsewhere', ELSEWHERE, 451, openai('x'), NOT_ALLOWED],
  ['StepFun’s balance', 'https://api.stepfun.com/v1', 402, text('x'), BILLING],
];

describe('vendors', () => {
  test.each(cases)('%s of %s', (_name, url, status, body, expected) => {
    expect(label(classify(Object.assign(apiCallError(status, body), { url })))).toBe(expected);
  });
});

describe('a failed response of OpenAI', () => {
  const rows: [code: string, expected: string][] = [
    ['vector_store_timeout', 'timeout@request retry fallback'],
    ['failed_to_download_image', 'invalid-request@request final fallback'],
    ['image_content_policy_violation', REFUSED],
    ['unsupported_image_media_type', OTHER_MODEL],
    ['image_too_small', BAD],
  ];
  test.each(rows)('%s', (code, expected) => {
    const body = { id: 'resp_1', object: 'response', status: 'failed', error: { code, message: 'x' }, output: [] };
    expect(label(classify(undefined, { response: { status: 200, headers: {}, body } }))).toBe(expected);
  });
});

test('a filter of Azure that did not run is no failure', () => {
  const choice = {
    message: { role: 'assistant', content: 'Hi' },
    finish_reason: 'stop',
    content_filter_results: { error: { code: 'content_filter_error', message: 'The contents are not filtered' } },
  };
  const response = { status: 200, headers: {}, body: { object: 'chat.completion', choices: [choice] } };
  expect(classify(undefined, { response }).rule).toBe('response:success');
});
