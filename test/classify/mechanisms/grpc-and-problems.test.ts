/** gRPC statuses in every form in which they travel, problem documents, and the envelopes of the large clouds. */
import { describe, expect, test } from 'vitest';
import { classify } from '../../../src/classify/classify.ts';
import { label } from '../api-call-error.ts';
import { judges, type Sample } from './verdicts.ts';

const REQUEST = 'invalid-request@request final stop';

const codes: [number: number, name: string, expected: string][] = [
  [1, 'Canceled', 'upstream-failure@provider retry fallback'],
  [2, 'Unknown', 'server-error@provider retry fallback'],
  [3, 'InvalidArgument', REQUEST],
  [4, 'DeadlineExceeded', 'timeout@model retry fallback'],
  [5, 'NotFound', 'not-found@model final fallback'],
  [7, 'PermissionDenied', 'permission@provider final fallback'],
  [8, 'ResourceExhausted', 'rate-limit@model retry fallback'],
  [10, 'Aborted', 'server-error@provider retry fallback'],
  [12, 'Unimplemented', 'invalid-request@model final fallback'],
  [13, 'Internal', 'server-error@provider retry fallback'],
  [14, 'Unavailable', 'overloaded@model retry fallback'],
  [15, 'DataLoss', 'server-error@provider retry fallback'],
  [16, 'Unauthenticated', 'auth@provider final fallback'],
];
const upper = (name: string): string => name.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();

describe('a gRPC status', () => {
  judges(
    codes.flatMap(([number, name, expected]): Sample[] => [
      [`of Go, ${name}`, 500, { error: `could not load: rpc error: code = ${name} desc = it is so` }, expected],
      [`of JavaScript, ${name}`, 500, { error: { message: `${number} ${upper(name)}: it is so` } }, expected],
      [
        `of Python, ${name}`,
        502,
        { detail: `<_InactiveRpcError status = StatusCode.${upper(name).replace('CANCELED', 'CANCELLED')}>` },
        expected,
      ],
      [`of a transcoder, ${name}`, 500, { code: number, message: 'it is so', details: [] }, expected],
      [`in trailers, ${name}`, 200, '', expected, { 'grpc-status': String(number), 'grpc-message': 'it%20is%20so' }],
    ]),
  );
  judges([
    [
      'an oversized message',
      500,
      { error: 'rpc error: code = ResourceExhausted desc = trying to send message larger than max (9 vs. 4)' },
      'invalid-request@provider final fallback',
    ],
    [
      'of success is none',
      200,
      { choices: [{ message: { content: 'hi' }, finish_reason: 'stop' }] },
      'unknown@model final fallback',
      { 'grpc-status': '0' },
    ],
    [
      'a small number without details is none',
      500,
      { code: 16, message: 'it is so' },
      'server-error@provider retry fallback',
    ],
    ['a count before a word is none', 500, { message: '5 ITEMS: broken' }, 'server-error@provider retry fallback'],
    [
      'a permission that Connect names',
      403,
      { code: 'permission_denied', message: 'no' },
      'permission@provider final fallback',
    ],
    [
      'a limit that Connect names',
      429,
      { code: 'resource_exhausted', message: 'slow' },
      'rate-limit@model retry fallback',
    ],
  ]);

  test('thrown by a client, without any response', () => {
    const failure = classify(Object.assign(new Error('16 UNAUTHENTICATED: bad token'), { code: 16 }));
    expect(label(failure)).toBe('auth@provider final fallback');
  });
});

const problem = (status: number, rest: object): unknown => ({ type: 'about:blank', status, ...rest });

describe('a problem document', () => {
  judges([
    [
      'of credit, by its type',
      403,
      problem(403, { type: 'https://acme.example/probs/out-of-credit', title: 'No.', detail: 'x' }),
      'billing@account final fallback',
    ],
    [
      'of a rate',
      429,
      problem(429, { title: 'Too Many Requests', detail: 'slower' }),
      'rate-limit@model retry fallback',
    ],
    ['of a key', 401, problem(401, { title: 'Unauthorized', detail: 'x' }), 'auth@provider final fallback'],
    ['of a key, by its status behind a 502', 502, problem(401, { title: 'x' }), 'auth@provider final fallback'],
    [
      'of a model, whose title is its phrase',
      404,
      problem(404, { title: 'Not Found', detail: "Function 'acme': not here" }),
      'not-found@model final fallback',
    ],
    [
      'of a path, with nothing but its phrase',
      404,
      problem(404, { title: 'Not Found' }),
      'gateway-config@provider final fallback',
    ],
    ['of a request', 400, problem(400, { title: 'Bad Request', detail: 'top_p is too warm' }), REQUEST],
    [
      'with extensions',
      400,
      problem(400, { title: 'x', extensions: { code: 'model_not_found' } }),
      'not-found@model final fallback',
    ],
    ['with errors', 422, problem(422, { title: 'x', errors: { top_p: ['is too warm'] } }), REQUEST],
    [
      'of capacity, by its type',
      503,
      problem(503, { type: '/problems/no-capacity', title: 'x' }),
      'overloaded@model retry fallback',
    ],
    [
      'of an expired token',
      403,
      problem(403, { type: 'urn:acme:token-expired', title: 'x', detail: 'y', code: 'token_expired' }),
      'auth@provider final fallback',
    ],
  ]);

  test('says its detail, not its title', () => {
    const failure = classify(
      new Error('{"title":"Not Found","detail":"The model acme-1 is not deployed","status":404}'),
    );
    expect(failure.category).toBe('not-found');
  });
});

describe("a cloud's envelope", () => {
  judges([
    [
      'AWS by __type',
      400,
      { __type: 'com.amazon.acme#ThrottlingException', message: 'x' },
      'rate-limit@model retry fallback',
    ],
    [
      'AWS by a code in Pascal case',
      400,
      { Code: 'ThrottlingException', Message: 'x' },
      'rate-limit@model retry fallback',
    ],
    [
      'AWS by an exception that nobody lists',
      400,
      { __type: 'TokenBucketThrottledException', message: 'x' },
      'rate-limit@model retry fallback',
    ],
    [
      'AWS, an exception of access',
      400,
      { __type: 'AccessDeniedException', message: 'x' },
      'permission@model final fallback',
    ],
    ['AWS, a validation', 400, { __type: 'ValidationException', message: 'x' }, REQUEST],
    [
      'Google by a reason in its details',
      400,
      {
        error: {
          code: 400,
          message: 'x',
          status: 'INVALID_ARGUMENT',
          details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID' }],
        },
      },
      'auth@provider final fallback',
    ],
    [
      'Google by its status',
      503,
      { error: { code: 503, message: 'x', status: 'UNAVAILABLE' } },
      'overloaded@model retry fallback',
    ],
    [
      'Google, as a list',
      404,
      [{ error: { code: 404, message: 'x', status: 'NOT_FOUND' } }],
      'not-found@model final fallback',
    ],
    [
      'Azure by its inner error',
      400,
      { error: { code: 'x', message: 'y', innererror: { code: 'ResponsibleAIPolicyViolation' } } },
      'content-policy@provider final fallback',
    ],
    [
      'Azure in Pascal case',
      403,
      { Error: { Code: 'InsufficientQuota', Message: 'x' } },
      'billing@account final fallback',
    ],
    [
      'Tencent',
      200,
      { Response: { Error: { Code: 'LimitExceeded.Rate', Message: 'x' }, RequestId: 'r' } },
      'rate-limit@model retry fallback',
    ],
  ]);
});
