/** What a provider says of the client that asks, of its credential, and of its own mistakes. */
import { describe } from 'vitest';
import { judges, judgesThrown, type Sample } from './verdicts.ts';

const REQUEST = 'invalid-request@request final stop';
const OUTDATED = 'gateway-config@gateway final fallback';
const KEY = 'auth@provider final fallback';
const TERMS = 'permission@provider final fallback';
const MISTAKE = 'server-error@model final fallback';
const CHECK = 'invalid-request@provider final fallback';

const typed = (message: string, expected: string): Sample => [
  message,
  400,
  { error: { type: 'invalid_request_error', message } },
  expected,
];

describe('a client, or a kind of credential, that is not served', () => {
  judges([
    typed('Please upgrade your client to continue', OUTDATED),
    typed('Your client version is no longer supported', OUTDATED),
    [
      'behind a throttle',
      429,
      { code: 'resource_exhausted', message: 'Please update to the latest version of Acme' },
      OUTDATED,
    ],
    typed('Personal access tokens are not supported for this endpoint', KEY),
    [
      'another kind',
      401,
      { error: { message: 'API keys are not supported by this API.', status: 'UNAUTHENTICATED' } },
      KEY,
    ],
    typed('This token is only valid for use with Acme CLI.', TERMS),
    typed('This credential is only authorized for use with Acme', TERMS),
    typed('the latest version of the prompt is odd', REQUEST),
    typed('tokens must be a list', REQUEST),
    [
      'a tier',
      429,
      { error: { message: 'Rate limit reached. Upgrade your app tier' } },
      'rate-limit@model retry fallback',
    ],
    typed('tool x can only be used once', REQUEST),
  ]);
  judgesThrown([
    ["Acme's free tier can only be used from within Acme", 'permission@account final fallback'],
    ['This model is only available within Acme', TERMS],
    ['A newer version of Acme is required.', OUTDATED],
    ['This fruit is only available in summer', 'unknown@model final fallback'],
  ]);
});

describe("an exception of the server's own code behind a client error", () => {
  judges([
    typed('list index out of range', MISTAKE),
    typed("'NoneType' object has no attribute 'get'", MISTAKE),
    typed("Cannot read properties of undefined (reading 'map')", MISTAKE),
    typed('Object of type Decimal is not JSON serializable', MISTAKE),
    ['Go', 422, { error: 'runtime error: invalid memory address or nil pointer dereference' }, MISTAKE],
    ['Python', 400, { error: "unsupported operand type(s) for +: 'int' and 'NoneType'" }, MISTAKE],
    typed('index must lie between 0 and 3', REQUEST),
    typed('the list of tools is out of order', REQUEST),
    typed('tools.0: object has no field name', REQUEST),
  ]);
});

describe("a check of the request behind a server's error", () => {
  const checked = (message: string, expected: string): Sample => [
    message,
    500,
    { error: { code: 500, type: 'server_error', message } },
    expected,
  ];
  judges([
    checked("Expected 'content' to be a string or an array", CHECK),
    checked("Missing 'messages'", CHECK),
    checked("Invalid type for 'tools': expected array", CHECK),
    checked("'messages' is required", CHECK),
    checked('unsupported content[].type', CHECK),
    checked("Only 'function' tools are supported", CHECK),
    checked('Value is not callable: null at row 49, column 79', 'invalid-request@model final fallback'),
    checked('Conversation roles must alternate user/assistant', 'invalid-request@model final fallback'),
    checked('Unknown filter on our side', 'server-error@provider retry fallback'),
    checked('something went wrong with content', 'server-error@provider retry fallback'),
    checked('Missing shard', 'server-error@provider retry fallback'),
  ]);
});

describe("a refusal in the sentence of a server's error", () => {
  const failed = (message: string, expected: string): Sample => [message, 500, { error: { message } }, expected];
  judges([
    failed('Invalid API key', KEY),
    failed('No active credentials for provider: acme', KEY),
    failed('unknown model: acme', 'not-found@model final fallback'),
    failed('model acme-7 does not exist', 'not-found@model final fallback'),
    failed('429 Too Many Requests', 'rate-limit@model retry fallback'),
    failed('dial tcp 192.0.2.1:8000: connect: connection refused', 'upstream-failure@provider retry fallback'),
    failed('the model is odd', 'server-error@provider retry fallback'),
    failed('the key of the map is odd', 'server-error@provider retry fallback'),
    failed('after 429 steps', 'server-error@provider retry fallback'),
  ]);
});

describe('a refusal of whoever is behind, or without a reason', () => {
  judges([
    [
      'an envelope in a 502',
      502,
      { error: 'x: {"error":{"message":"odd","type":"BadRequestError","code":400}}' },
      CHECK,
    ],
    ['an envelope in a 500', 500, { error: { code: 400, type: 'invalid_request_error', message: 'odd' } }, CHECK],
    ['an envelope in a 503', 503, { detail: '{"message":"odd","code":422}' }, CHECK],
    ['a status alone', 422, { error: { status: 422 } }, CHECK],
    ['nothing', 400, '', CHECK],
    ['its phrase', 400, 'Bad Request', CHECK],
    ['a reason', 400, { error: { message: 'odd' } }, REQUEST],
    ['a type', 400, { error: { type: 'invalid_request_error' } }, REQUEST],
    ['a parameter', 400, { error: { param: 'temperature' } }, REQUEST],
  ]);
});

describe('a payment that would pass by a queue', () => {
  const PAST = 'rate-limit@provider retry fallback';
  const MONEY = 'billing@account final fallback';
  const offer = (error: string): unknown => ({
    x402Version: 1,
    error,
    accepts: [{ scheme: 'exact', maxTimeoutSeconds: 60 }],
  });
  judges([
    ['a queue', 402, offer('Queue full for IP'), PAST],
    ['a queue of one', 402, offer('1 requests already queued'), PAST],
    ['a throttle', 402, offer('Too many requests, pay to continue'), PAST],
    ['a rate', 402, offer('rate limited'), PAST],
    ['a full queue', 402, { detail: 'the queue is full' }, PAST],
    ['rates', 402, { message: 'rate-limited: pay per request' }, PAST],
    ['a missing payment', 402, offer('X-PAYMENT header is required'), MONEY],
    ['no funds', 402, offer('insufficient_funds'), MONEY],
    ['no credits', 402, { error: 'rate limited: out of credits' }, MONEY],
  ]);
});
