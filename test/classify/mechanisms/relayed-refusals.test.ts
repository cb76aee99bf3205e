/** Refusals that relays pass on: their sentences in odd places, their statuses in texts, money under other types. */
import { describe } from 'vitest';
import { judges, judgesThrown } from './verdicts.ts';

const UPSTREAM = 'upstream_error';
const AUTH = 'auth@provider final fallback';

describe('where a sentence or a status stands', () => {
  judges([
    [
      'a sentence in the place of a parameter',
      400,
      { error: { message: 'Param Incorrect', type: UPSTREAM, param: 'max_tokens is too large for this model' } },
      'invalid-request@model final fallback',
    ],
    [
      'a status in the place of a parameter',
      400,
      { error: { message: 'Organization has been restricted.', type: UPSTREAM, param: '400' } },
      'permission@account final fallback',
    ],
    [
      "the status line of Go's SDKs",
      500,
      { error: { message: 'complete: POST "https://x.test/v1/chat": 404 Not Found {"message":"no"}' } },
      'not-found@model final fallback',
    ],
    [
      'one bare phrase among other texts',
      400,
      { error: { message: 'Turns must be in order.', code: 400, status: 'Bad Request' } },
      'invalid-request@request final stop',
    ],
  ]);
  judgesThrown([
    ['500: NotFoundError - Error code: 404 - The deployment was not there.', 'not-found@model final fallback'],
    ['HTTP 503: Error 503 - gone for a while', 'overloaded@model retry fallback'],
  ]);
});

describe('money under another type', () => {
  judges([
    [
      'a request that is called invalid',
      400,
      { message: 'Insufficient quota available for instant inference.', type: 'invalid_request_error' },
      'billing@account final fallback',
    ],
    [
      'a permission',
      403,
      { code: 'permission-denied', error: 'You have run out of credits or need a subscription.' },
      'billing@account final fallback',
    ],
    [
      'words that were asked for',
      400,
      { error: { message: "Invalid content: 'insufficient quota'", type: 'invalid_request_error' } },
      'invalid-request@request final stop',
    ],
  ]);
});

describe('windows', () => {
  judgesThrown([
    ['500 - Token limit (500,000 per day) exceeded.', 'rate-limit@model final fallback'],
    ['429 - Token limit (5,000 per minute) exceeded.', 'rate-limit@model retry fallback'],
  ]);
  judges([
    ['of a session', 429, { error: 'you have reached your session usage limit' }, 'rate-limit@account final fallback'],
  ]);
});

describe('a type in brackets, reasons in a list, a status in other words', () => {
  judgesThrown([
    [
      'Error from provider (Acme): Upstream request failed: [invalid_request_error] reasoning `encrypted_content` was not issued to this caller',
      'invalid-request@request final fallback',
    ],
    ['API error: 410 "Search is gone"', 'not-found@model final fallback'],
    ['adapter status=400 body={"code":1,"message":"the messages are odd"}', 'invalid-request@request final stop'],
    ['HTTP 400: HTTP error from acme: 400', 'invalid-request@provider final fallback'],
    [
      'operation error Bedrock Runtime: Converse, https response error StatusCode: 400, RequestID: r, ValidationException: text must be non-empty',
      'invalid-request@request final stop',
    ],
  ]);
  judges([
    [
      'reasons beside a word that says less',
      402,
      { error: 'Rate limited', reasons: ['plan-used', 'not-enough-credits'] },
      'billing@account final fallback',
    ],
    [
      "the invalid argument of Google's behind a relay's type",
      400,
      { error: { code: 400, status: 'UPSTREAM_ERROR', message: '{"error":{"code":400,"status":"INVALID_ARGUMENT"}}' } },
      'invalid-request@request final stop',
    ],
  ]);
});

describe('refused content, in any wrapper', () => {
  const POLICY = 'content-policy@provider final fallback';
  const OWN = 'content-policy@request final stop';
  judges([
    ["an owner's guardrail in a 500", 500, { error: { message: 'Bedrock guardrail failed: I cannot say.' } }, OWN],
    [
      'a guardrail that did not run',
      500,
      { error: { message: 'Acme guardrail failed: connection refused' } },
      'upstream-failure@provider retry fallback',
    ],
    [
      "an owner's word list in a typed 400",
      400,
      { error: { message: "Content blocked: keyword 'x' detected", type: 'invalid_request_error' } },
      OWN,
    ],
    ['risk control in a 500', 500, { error: { message: 'The request was rejected by risk control' } }, POLICY],
  ]);
  judgesThrown([
    ["Acme 5's safeguards flagged this message", POLICY],
    ['This content was flagged for possible cybersecurity risk', POLICY],
    ['Harmful content detected in prompt', POLICY],
    ["Guardrail 'pii' blocked this request", OWN],
    ['Violated Acme moderation policy', OWN],
    ['Content moderation failed: timed out', 'timeout@network retry fallback'],
    ['The door was blocked by a chair', 'unknown@model final fallback'],
  ]);
});

describe('what a plan allows in some hours, and what a key has used up', () => {
  const WINDOW = 'rate-limit@account final fallback';
  judgesThrown([
    ["You've hit your limit · resets 2:10pm (Europe/Moscow)", WINDOW],
    ['5-hour limit reached ∙ resets 3pm', WINDOW],
    ["You've hit your usage limit. Upgrade or try again in 3 days 4 hours.", WINDOW],
    [
      'You have exhausted your capacity on this model. Your quota will reset after 3h24m.',
      'rate-limit@model final fallback',
    ],
    ['Rate limit reached, the limit resets in 20s', 'rate-limit@model retry fallback'],
    ['Context limit exceeded, please reset the conversation', 'context-length@model final fallback'],
    ['401 API key has reached the max token limit', 'billing@account final fallback'],
    ['No credentials for provider: acme', AUTH],
    ['No available accounts', 'overloaded@model retry fallback'],
  ]);
  judges([
    [
      'a relay without a key, in a typed 400',
      400,
      { error: { message: 'No credentials for provider: acme', type: 'invalid_request_error' } },
      AUTH,
    ],
  ]);
});
