/** Errors of SDKs of which nothing is known but the class, or a line of text of the client's own. */
import { describe } from 'vitest';
import { judgesThrown } from './verdicts.ts';

const UNKNOWN = 'unknown@model final fallback';
const AUTH = 'auth@provider final fallback';
const NETWORK = 'network@network retry fallback';

describe('a class without a status', () => {
  judgesThrown([
    ['no', 'permission@provider final fallback', 'PermissionDeniedError'],
    ['no', 'permission@provider final fallback', 'LanguageModelError', { code: 'NoPermissions' }],
    ['no', 'not-found@model final fallback', 'NotFoundError'],
    ['no', 'rate-limit@model retry fallback', 'ResourceExhausted'],
    ['no', 'overloaded@model retry fallback', 'ServiceUnavailableError'],
    ['no', 'timeout@provider retry fallback', 'DeadlineExceeded'],
    ['no', 'server-error@provider retry fallback', 'InternalServerError'],
    ['no', 'invalid-request@request final fallback', 'BadRequestError'],
    ['no', 'stream-interrupted@network retry fallback', 'RemoteProtocolError'],
    ['no', 'billing@account final fallback', 'BudgetExceededError'],
    ['Could not parse response content', 'context-length@model final fallback', 'LengthFinishReasonError'],
    ['Could not parse response content', 'content-policy@provider final fallback', 'ContentFilterFinishReasonError'],
    ['no', AUTH, 'Error', { lc_error_code: 'MODEL_AUTHENTICATION' }],
    [
      'No object generated: could not parse the response.',
      'server-error@model retry fallback',
      'AI_NoObjectGeneratedError',
    ],
    ["Model tried to call unavailable tool 'x'.", 'server-error@model retry fallback', 'AI_NoSuchToolError'],
    ['Failed to parse. Text: "rate limit exceeded"', 'server-error@model retry fallback', 'OutputParserException'],
    ['no', 'content-policy@provider final fallback', 'RefusalError'],
    // AWS throws its codes as names.
    ['no', 'billing@account final fallback', 'InsufficientCreditsException'],
    // A status or a word says more than the class.
    ['no', 'rate-limit@model retry fallback', 'InternalServerError', { status: 429 }],
    ['Overloaded', 'overloaded@model retry fallback', 'InternalServerError'],
    // A look-up that failed for now, and one that found nothing.
    ["Failed to resolve 'api.example.com' ([Errno 11002] getaddrinfo failed)", NETWORK, 'NameResolutionError'],
    ['[Errno -3] Temporary failure in name resolution', NETWORK, 'gaierror'],
    [
      "Failed to resolve 'api.example.com' ([Errno 11001] getaddrinfo failed)",
      'network@network final fallback',
      'NameResolutionError',
    ],
    ['no', UNKNOWN, 'AcmeError'],
  ]);
});

describe('a code of Connect before the text', () => {
  judgesThrown([
    ['[resource_exhausted] Error', 'rate-limit@model retry fallback', 'ConnectError', { code: 8 }],
    ['[unavailable] shutting down', 'overloaded@model retry fallback', 'ConnectError', { code: 14 }],
    ['[unauthenticated] no session', AUTH, 'ConnectError', { code: 16 }],
    ['[deadline_exceeded] too late', 'timeout@model retry fallback', 'ConnectError', { code: 4 }],
    ['[unknown] [canceled] This operation was aborted', NETWORK, 'ConnectError', { code: 2 }],
    ['[internal] missing output message', NETWORK, 'ConnectError', { code: 13 }],
    ['[warning] odd', UNKNOWN],
    ['see [unavailable] in the list', UNKNOWN],
    ['[notes] unavailable on Monday', UNKNOWN],
  ]);
});

describe('a key that was never there', () => {
  judgesThrown([
    ['No LLM API key or client configured', AUTH],
    ['Please set the ACME_API_KEY environment variable', AUTH],
    ['Missing environment variable: `ACME_TOKEN`.', AUTH],
    ['API key not configured for provider acme', AUTH],
    ['Not logged in · Please run /login', AUTH],
    ['Your session has expired. Please log in again.', AUTH],
    ['Your refresh token was already used.', AUTH],
    ['The user wants a report on login sessions', UNKNOWN],
    ['the key of the map is odd', UNKNOWN],
    ['the token count is odd', UNKNOWN],
    // The key's server was not reached.
    ['Authentication error: error sending request for url (https://auth.example.com/token)', NETWORK],
    ['Could not obtain a token: connect ETIMEDOUT 192.0.2.1:443', 'timeout@network retry fallback'],
  ]);
});

describe('a line of a wrapper', () => {
  judgesThrown([
    ['LLM call failed after 3 attempts: 401 Unauthorized', AUTH],
    ['agent stopped: 429 Too Many Requests', 'rate-limit@model retry fallback'],
    ['giving up (503 Service Unavailable)', 'overloaded@provider retry fallback'],
    [
      'Request failed with status code 429',
      'rate-limit@model retry fallback',
      'AxiosError',
      { code: 'ERR_BAD_REQUEST' },
    ],
    ["You've reached your weekly limit · resets Mon 9am", 'rate-limit@account final fallback'],
    ['5-hour limit reached', 'rate-limit@model final fallback'],
    ['Unable to reach the model provider', NETWORK],
    ['No response from model after 60 seconds', 'timeout@network retry fallback'],
    ['Redirected too many times', 'gateway-config@provider final fallback', 'FetchError'],
    ['I paid 429 euros', UNKNOWN],
    ['reached chapter 5, limit of the book', UNKNOWN],
    ['Elm Street 429 is closed', UNKNOWN],
  ]);
});

describe('a setting, a plan or a line that failed before any answer', () => {
  judgesThrown([
    ['Region is missing', 'gateway-config@provider final fallback'],
    ['Missing baseURL', 'gateway-config@provider final fallback'],
    ['Unknown provider: acme', 'not-found@model final fallback'],
    ['Unable to locate credentials', AUTH, 'NoCredentialsError'],
    ['This model requires a paid plan', 'billing@account final fallback'],
    ['Please add a payment method', 'billing@account final fallback'],
    ['net/http: TLS handshake timeout', 'timeout@network retry fallback'],
    ['Error reading from stream', 'stream-interrupted@network retry fallback'],
    ['the region of the poem is missing', UNKNOWN],
    ['a provider of food', UNKNOWN],
    ['the plan of the house', UNKNOWN],
  ]);
});

describe('a model in the process itself', () => {
  judgesThrown([
    ['x', 'server-error@model final fallback', 'WebGPUNotAvailableError'],
    ['WebGPU is not supported here', 'server-error@model final fallback'],
    ['no available backend found. ERR: [wasm]', 'server-error@model final fallback'],
    ['Failed to get GPU adapter', 'server-error@model final fallback'],
    ['the GPU device was lost', 'server-error@model retry fallback'],
    ['The session has been destroyed.', 'server-error@model retry fallback'],
    ['llama_decode failed: no KV slot', 'server-error@model retry fallback'],
    ['the device is slow', UNKNOWN],
    ['the session is long', UNKNOWN],
    ['adapter of the toy is lost', UNKNOWN],
  ]);
});
