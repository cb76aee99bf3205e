/** Refusals that relays pass on: their sentences in odd places, their statuses in texts, money under other types. */
import { describe } from 'vitest';
import { judges, judgesThrown } from './verdicts.ts';

const UPSTREAM = 'upstream_error';

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
