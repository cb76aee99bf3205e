/** Classes of exceptions, as libraries of any language throw and print them, and sentences behind what clients put first. */
import { describe } from 'vitest';
import { judges, judgesThrown } from './verdicts.ts';

const UNKNOWN = 'unknown@model final fallback';
const AUTH = 'auth@provider final fallback';
const NETWORK = 'network@network retry fallback';
const CUT = 'stream-interrupted@network retry fallback';
const TIMEOUT = 'timeout@network retry fallback';

describe('a class that nobody listed, by its parts', () => {
  judgesThrown([
    ['no', AUTH, 'TokenExpiredException'],
    ['no', AUTH, 'MissingCredentialsError'],
    ['no', 'rate-limit@model retry fallback', 'AcmeRateLimitError'],
    ['no', 'rate-limit@model retry fallback', 'ThrottledByAcmeException'],
    ['no', 'context-length@model final fallback', 'ContextOverflowError'],
    ['no', NETWORK, 'SSLHandshakeException'],
    ['no', NETWORK, 'MaxRetryError'],
    ['no', NETWORK, 'LMTransportError'],
    ['no', CUT, 'ChunkedEncodingError'],
    ['no', CUT, 'EOFError'],
    ['no', TIMEOUT, 'SocketTimeoutException'],
    // No part of these names says what happened.
    ['no', UNKNOWN, 'RuntimeException'],
    ['no', UNKNOWN, 'OllamaException'],
    ['no', UNKNOWN, 'ConnectorConfigured'],
  ]);
});

describe('a class that a text names', () => {
  judgesThrown([
    ['I/O error: nested exception is javax.net.ssl.SSLHandshakeException: no', NETWORK],
    ['java.lang.RuntimeException: java.net.UnknownHostException: no', 'network@network final fallback'],
    ['acme.exceptions.RateLimitError: AcmeException - no', 'rate-limit@model retry fallback'],
    ['The run failed (ModelNotFoundError)', 'not-found@model final fallback'],
    // A word is no class, and a path names none.
    ['Handshakes are explained elsewhere', UNKNOWN],
    ['see docs/RateLimitError.md', UNKNOWN],
  ]);
});

describe('a code that a client of AWS prints', () => {
  judgesThrown([
    [
      'An error occurred (ThrottlingException) when calling the Converse operation: no',
      'rate-limit@model retry fallback',
    ],
    [
      'operation error Acme: Call, https response error StatusCode: 403, RequestID: x, api error ExpiredTokenException: no',
      AUTH,
    ],
    ['An error occurred (ThrottlingException) in the tool', 'rate-limit@model retry fallback'],
    ['An error occurred (see below) when calling the Converse operation: no', UNKNOWN],
  ]);
});

describe('a sentence behind what a client puts before it', () => {
  judgesThrown([
    ['acme.APIError: AcmeException - Connection error.', NETWORK],
    // A client that counts its own tries says no wait of the other side.
    ['API Error (Connection error.) · Retrying in 4 seconds… (attempt 1/3)', NETWORK],
    ['The connection errors page was updated', UNKNOWN],
    ['Post "https://api.example.com/v1/x": dial tcp: i/o timeout', TIMEOUT],
    [
      "400 FAILED_PRECONDITION. {'error': {'message': 'User location is not supported for the API use.'}}",
      'permission@provider final fallback',
    ],
  ]);
  judges([
    [
      'a refusal that quotes one',
      400,
      { error: { message: 'Bad text: "Connection error."', type: 'invalid_request_error', param: 'prompt' } },
      'invalid-request@request final stop',
    ],
  ]);
});

describe('a handshake, in any words', () => {
  judgesThrown([
    ['Received fatal alert: internal_error', NETWORK],
    // No parameters in common: the same at every attempt.
    ['Received fatal alert: handshake_failure', 'network@network final fallback'],
    ['client error (Connect): received fatal alert: ProtocolVersion', 'network@network final fallback'],
    ['[SSL: UNEXPECTED_EOF_WHILE_READING] EOF occurred in violation of protocol (_ssl.c:1000)', NETWORK],
    ['[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1000)', 'network@network final fallback'],
    ['[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed', 'network@network final fallback'],
  ]);
});

describe('a credential or a setting that a client misses', () => {
  judgesThrown([
    ['Could not refresh access token.', AUTH],
    ['Reauthentication is needed. Please run acme login.', AUTH],
    ['Did not find acme_api_key, please add an environment variable `ACME_API_KEY` which contains it', AUTH],
    [
      'Did not find region_name, please add an environment variable `ACME_REGION`',
      'gateway-config@provider final fallback',
    ],
    ['Error code: 308', 'gateway-config@provider final fallback'],
    ['Error code: 3081', UNKNOWN],
  ]);
});

describe('what a local server lacks, and what it lacks just now', () => {
  const LACKS = 'server-error@model final fallback';
  const NOW = 'server-error@model retry fallback';
  judges([
    ['memory', 400, { error: 'Loading was stopped due to insufficient system resources.' }, LACKS],
    ['a library', 500, { error: 'runner failed: libacme.so not found' }, LACKS],
    ['a model that it cannot load', 500, { error: 'unable to load model: /models/x' }, LACKS],
    ['a load that somebody broke off', 500, { error: 'failed to load model x: canceled' }, NOW],
    ['memory just now', 500, { error: 'runner terminated: out of memory' }, NOW],
    [
      'a file of the model',
      400,
      { error: 'stat /models/x: no such file or directory' },
      'not-found@model final fallback',
    ],
  ]);
});
