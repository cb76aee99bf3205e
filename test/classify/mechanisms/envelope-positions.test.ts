/** Where codes, types, statuses and messages stand in envelopes that nobody has listed. */
import { describe, expect, test } from 'vitest';
import { classify } from '../../../src/classify/classify.ts';
import { apiCallError } from '../api-call-error.ts';
import { judges, type Sample } from './verdicts.ts';

const BILLING = 'billing@account final fallback';
const LIMIT = 'rate-limit@model retry fallback';
const AUTH = 'auth@provider final fallback';
const REQUEST = 'invalid-request@request final stop';

const positions: [name: string, body: unknown][] = [
  ['Pascal case', { Code: 'insufficient_quota', Message: 'x' }],
  ['Pascal case, nested twice', { Response: { Error: { Code: 'insufficient_quota', Message: 'x' }, RequestId: 'r' } }],
  ['a metadata object', { ResponseMetadata: { Error: { Code: 'insufficient_quota' } } }],
  ['kebab case', { error: { 'error-code': 'insufficient_quota', 'error-message': 'x' } }],
  ['dotted', { 'error.code': 'insufficient_quota', 'error.message': 'x' }],
  ['all lower case', { errorcode: 'insufficient_quota', errormsg: 'x' }],
  ['abbreviated', { errCode: 'insufficient_quota', errMsg: 'x' }],
  ['a name', { error: { name: 'insufficient_quota', message: 'x' } }],
  ['a reason', { error: { reason: 'insufficient_quota' } }],
  ['a kind', { failure: { kind: 'insufficient_quota' } }],
  ['a slug', { error: { slug: 'insufficient_quota', message: 'x' } }],
  ['a fault', { fault: { faultstring: 'x', detail: { errorcode: 'insufficient_quota' } } }],
  ['GraphQL', { errors: [{ message: 'x', extensions: { code: 'insufficient_quota' } }] }],
  ["a provider's error", { message: 'x', provider_error: { code: 'insufficient_quota' } }],
  ['an original error', { error: { message: 'x', originalError: { type: 'insufficient_quota' } } }],
  ['a header', { header: { code: 'insufficient_quota', message: 'x' } }],
  ['a payload', { payload: { error: { code: 'insufficient_quota' } } }],
  ['a result', { result: { error: { code: 'insufficient_quota' } } }],
  ['an object of errors by provider', { errors: { acme: { code: 'insufficient_quota', message: 'x' } } }],
  ['attempts', { message: 'all failed', retry_history: [{ provider: 'acme', error: { code: 'insufficient_quota' } }] }],
  ['a list in a list', [{ errors: [{ code: 'insufficient_quota' }] }]],
  ['JSON in a string', { error: JSON.stringify({ error: { code: 'insufficient_quota' } }) }],
  ['JSON in JSON in a string', JSON.stringify(JSON.stringify({ error: { code: 'insufficient_quota' } }))],
  ['a bare code as detail', { detail: 'insufficient_quota' }],
  ['a bare code as message', { message: 'insufficient_quota' }],
  ['a bare code in a list', { messages: ['insufficient_quota'] }],
  ['a bare code as title', { title: 'insufficient_quota' }],
  ['the URI of a problem', { type: 'https://acme.example/errors/insufficient_quota', title: 'x', detail: 'y' }],
  ['the fragment of a problem', { type: 'https://acme.example/problems#insufficient-quota', title: 'x' }],
  ['camel case', { error: { code: 'insufficientQuota' } }],
  ['Pascal case of the code', { error: { code: 'InsufficientQuota' } }],
  ['kebab case of the code', { error: { code: 'insufficient-quota' } }],
  ['a path of the code', { error: { code: 'billing.insufficient_quota' } }],
  ['a prefix of the code', { error: { code: 'ERR_INSUFFICIENT_QUOTA' } }],
  ['an exception', { exception: 'InsufficientQuotaException', message: 'x' }],
  ['a colon in the code', { error: { code: 'acme:insufficient_quota' } }],
];

describe('the same code, wherever and however it is written', () => {
  judges(positions.map(([name, body]) => [name, 400, body, BILLING] satisfies Sample));
});

describe('codes that nobody listed, by their parts', () => {
  judges([
    ['a budget', 400, { error: { type: 'invalid_request_error', code: 'workspace_budget_exceeded' } }, BILLING],
    ['a balance', 403, { error: { code: 'USER_BALANCE_NOT_ENOUGH' } }, BILLING],
    ['a wallet', 400, { errorCode: 'InsufficientWalletBalance' }, BILLING],
    ['a quota of a gateway', 403, { source: 'gateway', code: 'ACME_CREDITS_EXHAUSTED' }, BILLING],
    [
      'a spike',
      500,
      { fault: { faultstring: 'x', detail: { errorcode: 'policies.ratelimit.SpikeArrestViolation' } } },
      'rate-limit@account retry fallback',
    ],
    ['a limit of requests', 400, { code: 'RequestLimitReached' }, LIMIT],
    ['a key', 400, { error: { code: 'ProviderApiKeyMissing', message: 'x' } }, AUTH],
    ['a model', 400, { error: { code: 'DeploymentModelNotFound', message: 'x' } }, 'not-found@model final fallback'],
    ['a context', 400, { error: { code: 'ContextWindowSizeExceeded' } }, 'context-length@model final fallback'],
    ['a queue', 400, { error: { code: 'inference_queue_full' } }, 'overloaded@model retry fallback'],
    ['a timeout', 500, { error: { code: 'UPSTREAM_TIMED_OUT' } }, 'timeout@provider retry fallback'],
  ]);
});

describe('formats that are no JSON', () => {
  judges([
    ['XML', 400, '<?xml version="1.0"?><Error><Code>Throttling</Code><Message>Rate exceeded</Message></Error>', LIMIT],
    [
      'XML of a query',
      400,
      '<ErrorResponse><Error><Type>Sender</Type><Code>InsufficientBalance</Code></Error></ErrorResponse>',
      BILLING,
    ],
    ['a form', 400, 'error=insufficient_quota&error_description=Top+up', BILLING],
    [
      'a challenge',
      403,
      '',
      'permission@provider final fallback',
      { 'www-authenticate': 'Bearer error="insufficient_scope"' },
    ],
    [
      'a challenge of a token',
      400,
      '{}',
      AUTH,
      { 'www-authenticate': 'Bearer realm="x", error="invalid_token", error_description="The access token expired"' },
    ],
    ["Azure's header", 400, '{"message":"x"}', BILLING, { 'x-ms-error-code': 'InsufficientQuota' }],
    [
      "AWS's header",
      400,
      '{"message":"x"}',
      LIMIT,
      { 'x-amzn-errortype': 'ThrottlingException:http://internal.example/' },
    ],
    ['a header of nobody', 400, '{"message":"x"}', BILLING, { 'x-error-code': 'insufficient_credits' }],
  ]);
});

describe('what is no error stays closed', () => {
  judges([
    [
      'the request that is quoted',
      400,
      { error: { message: 'bad', request: { code: 'insufficient_quota' } } },
      REQUEST,
    ],
    ['a tool that is quoted', 400, { error: { message: 'bad', tool: { name: 'insufficient_quota' } } }, REQUEST],
    ['the conversation', 400, { message: 'bad', messages: [{ role: 'user', name: 'insufficient_quota' }] }, REQUEST],
    [
      'the input of a validator',
      422,
      { detail: [{ loc: ['body'], msg: 'bad', type: 'x', input: { type: 'insufficient_quota' } }] },
      REQUEST,
    ],
    ['half an answer', 400, { error: { message: 'bad' }, choices: [{ error: 'insufficient_quota' }] }, REQUEST],
    [
      'a sentence about a code',
      400,
      { error: { message: 'the value insufficient_quota is not an enum member' } },
      REQUEST,
    ],
    ['a model id', 400, { message: 'acme-large-4.1' }, REQUEST],
    [
      'an address of a specification',
      400,
      {
        type: 'https://datatracker.ietf.org/doc/html/rfc7231#section-6.5.1',
        title: 'One or more validation errors occurred.',
        status: 400,
      },
      REQUEST,
    ],
  ]);

  test('a code is found below a great many keys and levels in no time', () => {
    let body: unknown = { error: { code: 'insufficient_quota' } };
    for (let level = 0; level < 4000; level += 1) body = { error: body };
    const started = performance.now();
    classify(apiCallError(400, { error: { data: Array.from({ length: 5000 }, () => ({ info: { error: {} } })) } }));
    expect(classify(apiCallError(400, body)).category).toBe('invalid-request');
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

test('the code, the message and the parameter are those of the envelope', () => {
  const failure = classify(
    apiCallError(400, { Response: { Error: { Code: 'LimitExceeded.Rpm', Message: 'Slower.' } } }),
  );
  expect(failure).toMatchObject({ category: 'rate-limit', code: 'LimitExceeded.Rpm' });
});
