import { APICallError, RetryError } from 'ai';
import { describe, expect, test } from 'vitest';
import { classify, createClassifier } from '../../../src/classify/classify.ts';
import { readError, hasTransportEvidence } from '../../../src/classify/read-error.ts';
import { classifyResponse, label } from '../api-call-error.ts';

const UPSTREAM = 'upstream-failure@provider retry fallback';
const envelope = {
  success: false,
  result: [],
  messages: [],
  error: [{ code: 2005, message: 'Failed to get response from provider' }],
};

describe('places of an envelope', () => {
  const cases: [name: string, error: unknown][] = [
    ['body as text', { name: 'AI_APICallError', message: '', statusCode: 400, responseBody: JSON.stringify(envelope) }],
    ['body as object', { name: 'AI_APICallError', message: '', statusCode: 400, responseBody: envelope }],
    ['data', { name: 'AI_APICallError', message: '', statusCode: 400, data: envelope }],
    [
      'errors list',
      {
        name: 'AI_APICallError',
        message: '',
        statusCode: 400,
        responseBody: JSON.stringify({ errors: envelope.error }),
      },
    ],
    [
      'internalCode',
      {
        name: 'AI_APICallError',
        message: '',
        statusCode: 400,
        responseBody: '{"name":"AiGatewayError","internalCode":2005}',
      },
    ],
    ['axios', { name: 'AxiosError', message: 'x', stack: '', response: { status: 400, headers: {}, data: envelope } }],
    ['stream error part', envelope],
    ['text of a stream error part', JSON.stringify(envelope)],
    ['message of an SDK', new Error('400 [{"code":2005,"message":"Failed to get response from provider"}]')],
    ['binding', new Error('2005: Failed to get response from provider')],
    [
      'cause',
      new Error('wrapped', {
        cause: { name: 'AI_APICallError', message: '', statusCode: 400, responseBody: JSON.stringify(envelope) },
      }),
    ],
    [
      'type validation value',
      { name: 'AI_TypeValidationError', message: 'Type validation failed: Value: …', stack: '', value: envelope },
    ],
    [
      'parse error text',
      { name: 'AI_JSONParseError', message: 'JSON parsing failed: Text: …', stack: '', text: JSON.stringify(envelope) },
    ],
    ['frozen without prototype', Object.freeze(Object.assign(Object.create(null) as object, envelope))],
  ];
  test.each(cases)('%s', (_name, error) => {
    expect(label(classify(error))).toBe(UPSTREAM);
    expect(classify(error)).toMatchObject({ rule: 'cloudflare:2005', code: 2005, statusCode: 502 });
  });
});

describe('statuses and ids', () => {
  test('the wire status stays, the status tells the meaning', () => {
    const failure = classifyResponse(400, envelope, { 'cf-aig-log-id': '01LOG', 'cf-ray': 'ray' });
    expect(failure).toMatchObject({ wireStatus: 400, statusCode: 502, logId: '01LOG' });
  });

  test('a 502 that is an empty account is not a 502', () => {
    expect(classifyResponse(502, { error: { message: 'x', type: 'insufficient_funds' } })).toMatchObject({
      wireStatus: 502,
      statusCode: 402,
    });
  });

  test.each([
    [{ 'x-request-id': 'req_1', 'cf-ray': 'ray' }, 'req_1'],
    [{ 'request-id': 'req_2' }, 'req_2'],
    [{ 'x-amzn-requestid': 'amzn' }, 'amzn'],
    [{ 'apim-request-id': 'apim' }, 'apim'],
    [{ 'cf-ray': 'ray' }, 'ray'],
  ])('log id of %o', (headers, expected) => {
    expect(classifyResponse(500, '', headers as Record<string, string>).logId).toBe(expected);
  });

  test('a request id in the body serves where no header has one', () => {
    expect(
      classifyResponse(500, { type: 'error', error: { type: 'api_error', message: 'x' }, request_id: 'req_9' }).logId,
    ).toBe('req_9');
  });

  test('digits in free text are no status', () => {
    expect(label(classify(new Error('processed 429 items, 503 left')))).toBe('unknown@model final fallback');
    expect(classify(new Error('Request failed with status code 503')).statusCode).toBe(503);
  });

  test('a provider behind the gateway fails as itself', () => {
    const failure = classifyResponse(
      401,
      { error: { message: 'Incorrect API key provided', code: 'invalid_api_key' } },
      { 'cf-aig-log-id': 'l' },
    );
    expect(label(failure)).toBe('auth@provider final fallback');
  });
});

describe('wrappers', () => {
  const busy = new APICallError({
    message: '',
    url: 'https://x',
    requestBodyValues: {},
    statusCode: 529,
    responseBody: '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}',
  });
  const denied = new APICallError({
    message: '',
    url: 'https://x',
    requestBodyValues: {},
    statusCode: 401,
    responseBody: '',
  });

  test('the last error of a RetryError decides', () => {
    const retry = new RetryError({ message: 'm', reason: 'errorNotRetryable', errors: [busy, denied] });
    expect(label(classify(retry))).toBe('auth@provider final fallback');
  });

  test('cycles end', () => {
    const first = new Error('first');
    const second = new Error('second', { cause: first });
    Object.assign(first, { cause: second });
    expect(classify(first).category).toBe('unknown');
  });

  test('errors made before any request have no transport evidence', () => {
    const noKey = Object.assign(new Error('OpenAI API key is missing.'), { name: 'AI_LoadAPIKeyError' });
    expect(hasTransportEvidence(noKey)).toBe(false);
    expect(hasTransportEvidence(new TypeError('x is not a function'))).toBe(false);
    expect(hasTransportEvidence(busy)).toBe(true);
    expect(hasTransportEvidence(Object.assign(new Error('x'), { code: 'ECONNRESET' }))).toBe(true);
    expect(
      hasTransportEvidence({ name: 'AI_TypeValidationError', message: 'm', stack: '', value: { code: 502 } }),
    ).toBe(true);
  });
});

const bad = (): never => {
  throw new Error('bug');
};

describe('own rules', () => {
  test("the user's rules come first", () => {
    const rule = {
      id: 'mine',
      origin: 'mine',
      source: 'https://x',
      match: () => true,
      failure: { category: 'billing' as const },
    };
    const { classify: own } = createClassifier({ rules: [rule] });
    expect(own(new Error('x'))).toMatchObject({ rule: 'mine', category: 'billing', scope: 'account' });
  });

  test('a rule or hook that throws is as if it were not there', () => {
    const { classify: own } = createClassifier({
      rules: [{ id: 'bad', origin: 'x', source: 'https://x', match: bad, failure: { category: 'billing' } }],
      classify: bad,
    });
    expect(own(Object.assign(new Error(''), { statusCode: 503 })).category).toBe('overloaded');
  });

  test("the user's word is the last one", () => {
    const { classify: own, inspect } = createClassifier({
      classify: (_error, failure) => (failure.rule === 'status:5xx' ? { ...failure, retryable: false } : undefined),
    });
    expect(own(Object.assign(new Error(''), { statusCode: 599 })).retryable).toBe(false);
    expect(own(Object.assign(new Error(''), { statusCode: 503 })).retryable).toBe(true);
    expect(inspect({ status: 200, body: { choices: [{ message: { content: 'hi' } }] } })).toBeUndefined();
  });
});

describe('a status in a text', () => {
  test.each([
    ['API Error: Request rejected (429)', 429],
    ['Cloudflare API error (503): no answer', 503],
    ['Error 529: Overloaded', 529],
    ['The upstream returned 503', 503],
    ['The upstream returned HTTP status 503 Service Unavailable', 503],
    ["Server error '502 Bad Gateway' for url 'https://api.example.com'", 502],
    ['Unauthorized', 401],
    ['Too Many Requests.', 429],
  ])('is read where it is anchored: %s', (message, status) => {
    expect(readError(new Error(message), {}).evidence.status).toBe(status);
  });

  test.each([
    'The model returned 500 tokens',
    'Error 500 tokens were dropped',
    'Expected 429 items',
    'Limit 30000, used 29937, requested 503',
    'Not authorized by 401 voters',
  ])('is no count: %s', message => {
    expect(readError(new Error(message), {}).evidence.status).toBeUndefined();
  });
});
