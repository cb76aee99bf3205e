/** Relays that quote the status of somebody behind them, and types that only name the side at fault. */
import { describe } from 'vitest';
import { judges, type Sample } from './verdicts.ts';

const AUTH = 'auth@provider final fallback';
const FORBIDDEN = 'permission@provider final fallback';
const GONE = 'not-found@model final fallback';
const BILLING = 'billing@account final fallback';
const BEHIND = 'invalid-request@provider final fallback';
const LIMIT = 'rate-limit@model retry fallback';
const ERROR = 'server-error@provider retry fallback';

/** What stands in the sentence, and what it means behind a 500 or a 502. */
const permanent: [sentence: string, expected: string][] = [
  ['upstream returned 401', AUTH],
  ['Upstream status 404', GONE],
  ['HTTP 401 from provider', AUTH],
  ['Received 402 from upstream', BILLING],
  ['inference call failed (status 402)', BILLING],
  ['status_code=401, the vendor said no', AUTH],
  ['request to vendor failed with 401', AUTH],
  ['[401] unauthorized', AUTH],
  ['Error from upstream (401)', AUTH],
  ['non-200 status code: 401', AUTH],
  ['Got non-2xx response: 402', BILLING],
  ['Upstream 4xx error: 401 Unauthorized', AUTH],
  ['the backend responded with HTTP 401 Unauthorized', AUTH],
  ['unexpected server response: 401', AUTH],
  ['The requested URL returned error: 401', AUTH],
  ['bad response status code 404', GONE],
  ['unexpected status 402 Payment Required: {}', BILLING],
  ['error, status code: 401, status: 401 Unauthorized, message: x', AUTH],
  ['Response status code does not indicate success: 402 (Payment Required).', BILLING],
  ['Server returned HTTP response code: 401 for URL', AUTH],
  ["Client error '401 Unauthorized' for url [url]", AUTH],
  ['API call failed: 401', AUTH],
  ['HTTP/1.1 402 Payment Required', BILLING],
  ['origin answered 401', AUTH],
  ['code=401', AUTH],
  ['a 401 response from the vendor API', AUTH],
  ['upstream rejected: 422 Unprocessable Entity', BEHIND],
  ['chat backend replied with status 400', BEHIND],
];

describe('a permanent status behind a 5xx', () => {
  judges(
    permanent.flatMap(([sentence, expected]): Sample[] => [
      [sentence, 500, { error: { message: sentence, type: 'upstream_error' } }, expected],
      [sentence, 502, { detail: sentence }, expected],
    ]),
  );
});

describe('a passing status behind a client error', () => {
  judges([
    ['overload', 400, { message: 'Backend call failed with HTTP status 503' }, 'overloaded@provider retry fallback'],
    ['a limit', 400, { error: 'upstream returned 429' }, LIMIT],
    ['a limit behind a 422', 422, { error: { message: 'Too Many Requests (HTTP 429)' } }, LIMIT],
    [
      'a bad gateway',
      400,
      { error: { message: 'litellm.BadRequestError: AcmeException - Error code: 502 - x' } },
      'upstream-failure@provider retry fallback',
    ],
    ['a timeout', 424, { detail: 'provider responded with status 408' }, 'timeout@provider retry fallback'],
    ['a server error', 400, { message: 'the model host answered with 500 Internal Server Error' }, ERROR],
    ['a limit behind a 503', 503, { error: 'request failed with status code 429' }, LIMIT],
    [
      'a limit behind a 502',
      502,
      { error: { message: 'provider acme: unexpected status 429 Too Many Requests' } },
      LIMIT,
    ],
    ['a gateway timeout', 400, { error: { message: 'HTTP error! status: 504' } }, 'timeout@provider retry fallback'],
    [
      'a dead origin',
      400,
      { error: { message: 'origin returned error: 520' } },
      'upstream-failure@provider retry fallback',
    ],
  ]);
});

describe('a status of something that the request names', () => {
  judges([
    [
      'a tool server',
      424,
      { error: { message: 'Error retrieving tools from MCP server: crm. The server returned 401.' } },
      'invalid-request@request final fallback',
    ],
    [
      'an image that its host refuses',
      400,
      { error: { message: 'failed to download image: received status code: 503 for url [url]' } },
      'invalid-request@request final fallback',
    ],
    [
      'a file that is not there',
      500,
      { error: { message: 'unable to fetch the file from its url: HTTP 404' } },
      'invalid-request@request final fallback',
    ],
  ]);
});

describe('numbers that are no status', () => {
  judges([
    ['a count', 500, { error: { message: 'The server received 402 requests within a second and failed' } }, ERROR],
    ['a size', 500, { error: { message: 'the backend returned 404 tokens of 500 and stopped' } }, ERROR],
    ['a duration', 500, { error: { message: 'no response within 401 ms, internal error' } }, ERROR],
    [
      'a position',
      400,
      { error: { message: 'messages.429.content is not a string' } },
      'invalid-request@request final stop',
    ],
    [
      'a limit of a parameter',
      400,
      { error: { message: 'n must be less than 500' } },
      'invalid-request@request final stop',
    ],
    ['a larger number', 500, { error: { message: 'internal error: code 4010032' } }, ERROR],
    [
      'a success',
      502,
      { error: { message: 'upstream returned 200 with an empty body' } },
      'upstream-failure@provider retry fallback',
    ],
    ['the same status', 500, { error: { message: 'Request failed with status code 500' } }, ERROR],
    ['a decimal', 500, { error: { message: 'the score returned 401.5, internal error' } }, ERROR],
    [
      'a refusal of the request by its parameter',
      400,
      {
        error: {
          message: 'stop: expected one of the codes, got status 503',
          type: 'invalid_request_error',
          param: 'stop',
        },
      },
      'invalid-request@request final stop',
    ],
  ]);
});

const FILLERS = [
  'api_error',
  'server_error',
  'internal_error',
  'internal_server_error',
  'InternalServerError',
  'upstream_error',
  'provider_error',
  'backend_error',
  'bad_response_status_code',
  'ApiError',
];

describe('a type that only names the side at fault overrules no client status', () => {
  judges(
    FILLERS.flatMap((type): Sample[] => [
      [type, 400, { error: { message: 'x', type } }, BEHIND],
      [type, 401, { error: { message: 'x', type } }, AUTH],
      [type, 402, { error: { message: 'x', type } }, BILLING],
      [type, 403, { error: { message: 'x', type, code: type } }, FORBIDDEN],
      [type, 404, { error: { message: 'x', type } }, GONE],
      [type, 429, { error: { message: 'x', type } }, LIMIT],
    ]),
  );
  judges([
    ['a model by its words', 422, { type: 'api_error', message: 'No matching models found' }, GONE],
    [
      'a feature by its words',
      400,
      { type: 'server_error', message: 'tools are not implemented' },
      'invalid-request@model final fallback',
    ],
    ['an invalid request type at 402', 402, { error: { type: 'invalid_request_error', message: 'x' } }, BILLING],
    ['an invalid request type at 401', 401, { error: { type: 'invalid_request_error', message: 'x' } }, AUTH],
    ['an invalid request type at 404', 404, { error: { type: 'invalid_request_error', message: 'x' } }, GONE],
    ['an invalid request type at 429', 429, { error: { type: 'invalid_request_error', message: 'x' } }, LIMIT],
    [
      'an invalid request at 400',
      400,
      { error: { type: 'invalid_request_error', message: 'x' } },
      'invalid-request@request final stop',
    ],
    ['a server error of a server', 500, { error: { type: 'api_error', message: 'x' } }, ERROR],
    [
      'a failed upstream of a relay',
      503,
      { error: { type: 'upstream_error', message: 'x' } },
      'upstream-failure@provider retry fallback',
    ],
  ]);
});

describe('whose key was refused', () => {
  judges([
    ["the relay's channel", 401, { error: { type: 'new_api_error', code: 'channel:invalid_key', message: 'x' } }, AUTH],
    [
      "the relay's own token",
      401,
      { error: { type: 'new_api_error', message: '无效的令牌' } },
      'auth@gateway final fallback',
    ],
    ['passed on by a source', 401, { error: { message: 'x' }, source: 'provider' }, AUTH],
    [
      'of the gateway by its source',
      401,
      { error: { message: 'x' }, source: 'gateway' },
      'auth@gateway final fallback',
    ],
    ['quoted by a relay', 502, { error: { type: 'new_api_error', message: 'status_code=401, x' } }, AUTH],
    [
      "passed on by a gateway's headers",
      401,
      { error: { message: 'litellm.AuthenticationError: AcmeException - Incorrect API key provided' } },
      AUTH,
      { 'x-litellm-version': '1' },
    ],
    ["an exception's name", 403, { error: { message: 'AcmeException - Forbidden', type: 'None' } }, FORBIDDEN],
    [
      'a backend of a proxy',
      401,
      { type: 'error', error: { type: 'AcmeBackendError', code: '401', message: 'no' } },
      AUTH,
    ],
    ['provider beside error', 401, { provider: 'acme', error: { message: 'acme error: bad key' } }, AUTH],
    ['an upstream error', 401, { error: { type: 'upstream_error', message: 'x' } }, AUTH],
  ]);
});
