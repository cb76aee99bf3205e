/** What hosts of others' models document of their own errors, and the same words from somebody else. */
import { describe, expect, test } from 'vitest';
import { classify } from '../../../src/classify/classify.ts';
import { apiCallError, label } from '../api-call-error.ts';

type Row = [
  name: string,
  url: string,
  status: number,
  body: unknown,
  expected: string,
  headers?: Record<string, string>,
];

const openai = (code: string, message = 'x', type = 'x') => ({ error: { message, type, code } });
const text = (message: string) => ({ error: { message } });
const tgi = (error_type: string, error: string) => ({ error, error_type });
const watsonx = (code: string, message = 'x') => ({ errors: [{ code, message }], trace: 't', status_code: 400 });
const detail = (status: number, title: string, said: string) => ({ status, title, detail: said });

const BEDROCK = 'https://bedrock-runtime.us-east-1.amazonaws.com';
const TOGETHER = 'https://api.together.xyz/v1';
const FIREWORKS = 'https://api.fireworks.ai/inference/v1';
const NVIDIA = 'https://integrate.api.nvidia.com/v1';
const WATSONX = 'https://us-south.ml.cloud.ibm.com/ml/v1';
const SAP = 'https://api.ai.prod.eu-central-1.aws.ml.hana.ondemand.com/v2';
const DATABRICKS = 'https://adb-1.2.azuredatabricks.net/serving-endpoints';
const GITHUB = 'https://models.github.ai/inference';
const COPILOT = 'https://api.githubcopilot.com';
const HUGGING_FACE = 'https://router.huggingface.co/v1';
const NOVITA = 'https://api.novita.ai/openai/v1';
const SAMBANOVA = 'https://api.sambanova.ai/v1';
const FEATHERLESS = 'https://api.featherless.ai/v1';
const ELSEWHERE = 'https://llm.example.com/v1';

const BILLING = 'billing@account final fallback';
const TOO_LONG = 'context-length@model final fallback';
const MISSING = 'not-found@model final fallback';
const BAD = 'invalid-request@request final stop';
const OTHER_MODEL = 'invalid-request@model final fallback';
const SPENT = 'rate-limit@account final fallback';
const ACCOUNT_RATE = 'rate-limit@account retry fallback';
const RATE = 'rate-limit@model retry fallback';
const PERMISSION = 'permission@model final fallback';
const NOT_ALLOWED = 'permission@provider final fallback';
const BUSY = 'overloaded@model retry fallback';

const aws = (name: string) => ({ 'x-amzn-errortype': name });

const cases: Row[] = [
  ['a conflict', BEDROCK, 400, { message: 'x' }, 'server-error@provider retry fallback', aws('ConflictException')],
  [
    'what it depends on',
    BEDROCK,
    424,
    { message: 'x' },
    'invalid-request@request final fallback',
    aws('DependencyFailedException'),
  ],
  ['an agreement', BEDROCK, 403, { message: 'x' }, PERMISSION, aws('MPAgreementBeingCreated')],
  ['the use-case form', BEDROCK, 404, { message: 'x' }, PERMISSION, aws('FTUFormNotFilled')],

  ['Groq’s capacity', 'https://api.groq.com/openai/v1', 498, text('x'), BUSY],
  ['498 elsewhere', FIREWORKS, 498, text('x'), 'auth@provider final fallback'],

  [
    'tokens of a sum',
    TOGETHER,
    403,
    openai('x', 'Input token count + max_tokens must be less than the context length', 'invalid_request_error'),
    TOO_LONG,
  ],
  ['the same without a type', TOGETHER, 403, text('`inputs` tokens + `max_new_tokens` must be <= 8193.'), TOO_LONG],
  ['a permission', TOGETHER, 403, text('Forbidden'), NOT_ALLOWED],
  ['403 elsewhere', ELSEWHERE, 403, text('Your token may not do this.'), NOT_ALLOWED],

  [
    'a suspended account',
    FIREWORKS,
    412,
    text('Account x is suspended, possibly due to reaching the monthly spending limit'),
    BILLING,
  ],
  ['an adapter that is not loaded', FIREWORKS, 412, text('x'), MISSING],
  ['a deployment that starts', FIREWORKS, 503, openai('DEPLOYMENT_SCALING_UP'), BUSY],

  [
    'a degraded function',
    NVIDIA,
    400,
    detail(400, 'Bad Request', "Function id 'f-1': DEGRADED function cannot be invoked"),
    BUSY,
  ],
  ['no function', NVIDIA, 404, detail(404, 'Not Found', "Function 'f-1': Not found for account 'a-1'"), MISSING],
  [
    'no worker',
    NVIDIA,
    503,
    detail(503, 'x', 'ResourceExhausted: Worker local total request limit reached (32/32)'),
    BUSY,
  ],
  ['no credits', NVIDIA, 402, detail(402, 'Payment Required', 'Cloud credits expired'), BILLING],

  [
    'the month’s tokens',
    WATSONX,
    403,
    watsonx('token_quota_reached', 'Request of 100 token(s) from quota was rejected'),
    BILLING,
  ],
  ['requests', WATSONX, 429, watsonx('rate_limit_reached_requests'), ACCOUNT_RATE],
  [
    'input tokens',
    WATSONX,
    400,
    watsonx(
      'invalid_input_argument',
      'the number of input tokens 9000 cannot exceed the total tokens limit 4096 for this model',
    ),
    TOO_LONG,
  ],
  ['functions', WATSONX, 400, watsonx('model_no_support_for_function'), OTHER_MODEL],
  ['an entity', WATSONX, 400, watsonx('invalid_request_entity'), BAD],

  [
    'the caller’s filter',
    SAP,
    400,
    { error: { code: 400, message: '400 - Filtering Module - Input Filter: Content filtered', location: 'x' } },
    'content-policy@request final stop',
  ],
  [
    'grounding',
    SAP,
    400,
    { error: { code: 400, message: '400 - Grounding Module: no pipeline', location: 'x' } },
    'invalid-request@request final fallback',
  ],
  [
    'a template',
    SAP,
    400,
    { error: { code: 400, message: '400 - Templating Module: unused parameters', location: 'x' } },
    BAD,
  ],

  ['a user’s rate', DATABRICKS, 429, { error_code: 'RESOURCE_EXHAUSTED', message: 'x' }, ACCOUNT_RATE],
  [
    'a queue',
    DATABRICKS,
    429,
    { error_code: 'REQUEST_LIMIT_EXCEEDED', message: 'Exceeded workspace QPS rate limit for x' },
    RATE,
  ],
  [
    'the hour',
    DATABRICKS,
    429,
    { error_code: 'REQUEST_LIMIT_EXCEEDED', message: 'Exceeded workspace hourly rate limit for x' },
    'rate-limit@model final fallback',
  ],
  [
    'an endpoint that is not ready',
    DATABRICKS,
    400,
    { error_code: 'INVALID_STATE', message: 'x' },
    'overloaded@model final fallback',
  ],
  [
    'a limit of 0',
    DATABRICKS,
    403,
    {
      error_code: 'PERMISSION_DENIED',
      message: 'The endpoint is temporarily disabled due to a Databricks-set rate limit of 0.',
    },
    PERMISSION,
  ],
  [
    'a prompt',
    DATABRICKS,
    400,
    { error_code: 'INVALID_PARAMETER_VALUE', message: 'prompt token count (9000) cannot exceed 8192' },
    TOO_LONG,
  ],

  [
    'a minute',
    GITHUB,
    429,
    openai(
      'RateLimitReached',
      'Rate limit of 10 per 60s exceeded for UserByModelByMinute. Please wait 46 seconds before retrying.',
    ),
    RATE,
  ],
  [
    'a day',
    GITHUB,
    429,
    openai('RateLimitReached', 'Rate limit of 50 per 86400s exceeded for UserByModelByDay.'),
    'rate-limit@model final fallback',
  ],
  [
    'concurrency',
    GITHUB,
    429,
    openai(
      'RateLimitReached',
      'Rate limit of 2 exceeded for UserConcurrentRequests. Please wait 0 seconds before retrying.',
    ),
    ACCOUNT_RATE,
  ],
  ['a model', GITHUB, 400, openai('unavailable_model', 'Unavailable model: x'), MISSING],
  [
    'tokens',
    GITHUB,
    413,
    openai('tokens_limit_reached', 'Request body too large for x model. Max size: 8000 tokens.'),
    TOO_LONG,
  ],
  ['a session', COPILOT, 429, openai('session_quota_exceeded'), BILLING],
  ['a week', COPILOT, 429, openai('user_weekly_rate_limited'), SPENT],
  ['Copilot’s rate', COPILOT, 429, openai('rate_limited'), ACCOUNT_RATE],
  ['a model’s rate', COPILOT, 429, openai('user_model_rate_limited'), RATE],
  ['a rate elsewhere', ELSEWHERE, 429, openai('rate_limited'), RATE],

  [
    'inputs',
    HUGGING_FACE,
    422,
    tgi('validation', 'Input validation error: `inputs` must have less than 4096 tokens. Given: 9000'),
    TOO_LONG,
  ],
  [
    'inputs and outputs',
    HUGGING_FACE,
    422,
    tgi(
      'validation',
      'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 8192. Given: 9000 `inputs` tokens and 100 `max_new_tokens`',
    ),
    TOO_LONG,
  ],
  [
    'the output cap',
    HUGGING_FACE,
    422,
    tgi('validation', 'Input validation error: `max_new_tokens` must be <= 512. Given: 9000'),
    OTHER_MODEL,
  ],
  ['a grammar', HUGGING_FACE, 422, tgi('validation', 'Input validation error: grammar is not supported'), OTHER_MODEL],
  [
    'another validation',
    HUGGING_FACE,
    422,
    tgi('validation', 'Input validation error: `temperature` must be strictly positive'),
    BAD,
  ],
  ['a template', HUGGING_FACE, 422, tgi('template_error', 'Template error: invalid operation'), OTHER_MODEL],
  [
    'half an answer',
    HUGGING_FACE,
    500,
    tgi('incomplete_generation', 'Incomplete generation'),
    'stream-interrupted@model retry fallback',
  ],
  [
    'no answer',
    HUGGING_FACE,
    424,
    tgi('generation', 'Request failed during generation: Server error: x'),
    'server-error@model retry fallback',
  ],
  ['an overload', HUGGING_FACE, 429, tgi('overloaded', 'Model is overloaded'), BUSY],

  [
    'no balance',
    NOVITA,
    403,
    { code: 403, reason: 'NOT_ENOUGH_BALANCE', message: 'not enough balance', metadata: {} },
    BILLING,
  ],
  [
    'a key',
    NOVITA,
    403,
    { code: 403, reason: 'INVALID_API_KEY', message: 'invalid api key', metadata: {} },
    'auth@provider final fallback',
  ],
  ['a token limit', NOVITA, 429, { code: 429, reason: 'TOKEN_LIMIT_EXCEEDED', message: 'x', metadata: {} }, RATE],
  ['an identity', NOVITA, 403, { code: 403, reason: 'ACCESS_DENY', message: 'x', metadata: {} }, PERMISSION],

  [
    'a version',
    'https://api.replicate.com/v1',
    422,
    detail(
      422,
      'Invalid version or not permitted',
      'The specified version does not exist (or perhaps you don’t have permission to use it?)',
    ),
    MISSING,
  ],
  [
    'max tokens',
    'https://x.snowflakecomputing.com/api/v2/cortex',
    400,
    { message: 'max tokens of 4096 exceeded' },
    TOO_LONG,
  ],
  ['a full queue', SAMBANOVA, 504, text('Queue Full: too many requests are currently in flight'), BUSY],
  ['a full queue under 429', SAMBANOVA, 429, text('Queue Full: too many requests are currently in flight'), BUSY],
  ['504 elsewhere', ELSEWHERE, 504, text('x'), 'timeout@provider retry fallback'],

  [
    'Cerebras’ queue',
    'https://api.cerebras.ai/v1',
    429,
    openai('queue_exceeded', 'x', 'too_many_requests_error'),
    BUSY,
  ],
  [
    'Perplexity’s quota',
    'https://api.perplexity.ai',
    401,
    { error: { type: 'insufficient_quota', message: 'x', code: 401 } },
    BILLING,
  ],
  [
    'a restricted organization',
    'https://api.groq.com/openai/v1',
    400,
    openai('organization_restricted', 'x', 'invalid_request_error'),
    'permission@account final fallback',
  ],
  [
    'a paused endpoint',
    HUGGING_FACE,
    400,
    { error: 'Bad Request: The endpoint is paused, ask a maintainer to restart it' },
    MISSING,
  ],
  [
    'a batch',
    HUGGING_FACE,
    413,
    { message: 'batch size 33 > maximum allowed batch size 32', code: 413, type: 'Validation' },
    OTHER_MODEL,
  ],
  ['an API', COPILOT, 400, openai('unsupported_api_for_model'), MISSING],
  ['no executor', FEATHERLESS, 503, openai('no_executor', 'No valid Executor'), BUSY],
  ['a cold model', FEATHERLESS, 400, text('This Model is Cold'), 'overloaded@model final fallback'],
  ['concurrency', FEATHERLESS, 429, openai('concurrency_limit_exceeded'), ACCOUNT_RATE],
  ['DeepInfra', 'https://api.deepinfra.com/v1/openai', 429, { error: { message: 'Model busy, retry later' } }, BUSY],
];

describe('hosts', () => {
  test.each(cases)('%s of %s', (_name, url, status, body, expected, headers = {}) => {
    expect(label(classify(Object.assign(apiCallError(status, body, headers), { url })))).toBe(expected);
  });
});

test('an answer of NVIDIA that is to be asked for later', () => {
  const response = { status: 202, headers: { 'nvcf-status': 'pending-evaluation', 'nvcf-reqid': 'r-1' }, body: '' };
  expect(label(classify(undefined, { response }))).toBe('timeout@model final fallback');
});

test('the host signs its rule', () => {
  const error = Object.assign(apiCallError(403, { reason: 'ACCESS_DENY', message: 'x' }), { url: NOVITA });
  expect(classify(error).rule).toBe('novita:identity');
});
