import { describe, expect, it, test } from 'vitest';
import { createClassifier } from '../../../src/classify/classify.ts';
import { apiCallError, classifyResponse } from '../api-call-error.ts';

const NOW = Date.UTC(2026, 10, 21, 12, 0, 0);
const { classify } = createClassifier({ now: () => NOW });
const WEEK_MS = 604_800_000;
const waitOf = (headers: Record<string, string>, body: unknown = ''): number | undefined =>
  classify(apiCallError(429, body, headers)).retryAfterMs;

describe('headers', () => {
  const cases: [name: string, headers: Record<string, string>, expected: number | undefined][] = [
    ['milliseconds', { 'retry-after-ms': '250' }, 250],
    ['milliseconds win over seconds', { 'retry-after-ms': '250', 'retry-after': '7' }, 250],
    ['seconds', { 'retry-after': '7' }, 7000],
    ['decimal seconds', { 'retry-after': '0.5' }, 500],
    ['zero', { 'retry-after': '0' }, 0],
    ['surrounding space', { 'retry-after': ' 7 ' }, 7000],
    ['capital letters in the name', { 'Retry-After': '7' }, 7000],
    ['negative', { 'retry-after': '-1' }, undefined],
    ['garbage', { 'retry-after': 'soon' }, undefined],
    ['a number and more', { 'retry-after': '7 apples' }, undefined],
    ['an ISO date is no number', { 'retry-after': '2026-11-21T12:00:15Z' }, 15_000],
    ['an ISO date without a zone', { 'retry-after': '2026-11-21T12:00:15' }, undefined],
    ['an ISO date in the past', { 'retry-after': '2026-11-21T11:00:00Z' }, 0],
    ['spelled', { 'retry-after': '60 seconds' }, 60_000],
    ['spelled, with two units and a comma', { 'retry-after': '1 minute, 30 seconds' }, 90_000],
    ['ISO 8601', { 'retry-after': 'PT60S' }, 60_000],
    ['ISO 8601 with days', { 'retry-after': 'P1DT2H3M4.5S' }, 93_784_500],
    ['ISO 8601 with months, which have no fixed length', { 'retry-after': 'P1M' }, undefined],
    ['ISO 8601 without anything', { 'retry-after': 'PT' }, undefined],
    ['a clock', { 'retry-after': '00:01:30' }, 90_000],
    ['an epoch in seconds', { 'retry-after': String(NOW / 1000 + 20) }, 20_000],
    ['Azure’s milliseconds', { 'x-ms-retry-after-ms': '1500', 'retry-after': '7' }, 1500],
    ['retry-after with a prefix', { 'x-retry-after': '7' }, 7000],
    ['Helicone', { 'x-ratelimit-after': '12' }, 12_000],
    ['GitHub Models', { 'x-ratelimit-type': 'UserByModelByMinute', 'x-ratelimit-timeremaining': '41' }, 41_000],
    ['exponent', { 'retry-after': '1e3' }, undefined],
    ['HTTP-date by our clock', { 'retry-after': 'Sat, 21 Nov 2026 12:00:10 GMT' }, 10_000],
    [
      "HTTP-date by the sender's clock",
      { 'retry-after': 'Sat, 21 Nov 2026 12:00:10 GMT', date: 'Sat, 21 Nov 2026 12:00:05 GMT' },
      5000,
    ],
    ['a list: the longest', { 'retry-after': '5, 10' }, 10_000],
    ['a list without spaces, the longest first', { 'retry-after': '10,5' }, 10_000],
    ['a list of milliseconds', { 'retry-after-ms': '250, 1500' }, 1500],
    ['a list with an item that is no wait', { 'retry-after': '5, soon, -20' }, 5000],
    ['a list of nothing but rubbish', { 'retry-after': ', -1, soon' }, undefined],
    ['quotes', { 'retry-after': '"7"' }, 7000],
    ['a compact duration', { 'retry-after': '1m30s' }, 90_000],
    ['an open decimal', { 'retry-after': '7.' }, 7000],
    [
      'a list of dates, which have commas of their own',
      { 'retry-after': 'Sat, 21 Nov 2026 12:00:10 GMT, Sat, 21 Nov 2026 12:00:20 GMT' },
      20_000,
    ],
    ['a list of a date and seconds', { 'retry-after': '30, Sat, 21 Nov 2026 12:00:10 GMT' }, 30_000],
    ['a list of a date of RFC 850 and seconds', { 'retry-after': 'Saturday, 21-Nov-26 12:00:40 GMT, 30' }, 40_000],
    ['a list of asctime dates', { 'retry-after': 'Sat Nov 21 12:00:10 2026,Sat Nov 21 12:00:30 2026' }, 30_000],
    ['a week at most: eleven digits', { 'retry-after': '99999999999' }, WEEK_MS],
    ['a week at most: more digits than a number has', { 'retry-after': '9'.repeat(400) }, WEEK_MS],
    ['a week at most: eleven digits of milliseconds', { 'retry-after-ms': '99999999999' }, WEEK_MS],
    ['a week at most: a date', { 'retry-after': 'Fri, 31 Dec 9999 23:59:59 GMT' }, WEEK_MS],
    ['a week less a second is as it is', { 'retry-after': '604799' }, WEEK_MS - 1000],
    ['the example of RFC 850: 1994 and not 2094', { 'retry-after': 'Sunday, 06-Nov-94 08:49:37 GMT' }, 0],
    ['HTTP-date in the past', { 'retry-after': 'Sat, 21 Nov 2026 11:00:00 GMT' }, 0],
    ['RFC 850 date', { 'retry-after': 'Saturday, 21-Nov-26 12:00:10 GMT' }, 10_000],
    ['asctime date', { 'retry-after': 'Sat Nov 21 12:00:10 2026' }, 10_000],
    ['date with another zone', { 'retry-after': 'Sat, 21 Nov 2026 12:00:10 +0100' }, undefined],
    ['impossible date', { 'retry-after': 'Sat, 41 Nov 2026 12:00:10 GMT' }, undefined],
    ['the only reset of a throttle', { 'x-ratelimit-reset': '30' }, 30_000],
    ['two resets without remaining', { 'x-ratelimit-reset-a': '30', 'x-ratelimit-reset-b': '9' }, undefined],
    ['Discord', { 'x-ratelimit-reset-after': '1.5', 'x-ratelimit-remaining': '0' }, 1500],
    ['Discord with something left', { 'x-ratelimit-reset-after': '1.5', 'x-ratelimit-remaining': '2' }, undefined],
    ['with one dash more', { 'x-rate-limit-reset': String(NOW / 1000 + 20), 'x-rate-limit-remaining': '0' }, 20_000],
    ['watsonx', { 'x-requests-limit-reset': '20', 'x-requests-limit-remaining': '0' }, 20_000],
    [
      'Anthropic’s priority tier',
      {
        'anthropic-priority-input-tokens-reset': '2026-11-21T12:00:15Z',
        'anthropic-priority-input-tokens-remaining': '0',
      },
      15_000,
    ],
    ['a reset of something else', { 'x-session-reset': '20', 'x-session-remaining': '0' }, undefined],
    ['reset with remaining left', { 'x-ratelimit-reset': '30', 'x-ratelimit-remaining': '5' }, undefined],
    ['reset of a used-up limit', { 'x-ratelimit-reset': '30', 'x-ratelimit-remaining': '0' }, 30_000],
    ['OpenAI durations', { 'x-ratelimit-reset-tokens': '1m30s', 'x-ratelimit-remaining-tokens': '0' }, 90_000],
    ['milliseconds duration', { 'x-ratelimit-reset-requests': '644ms', 'x-ratelimit-remaining-requests': '0' }, 644],
    ['epoch seconds', { 'x-ratelimit-reset': String(NOW / 1000 + 20), 'x-ratelimit-remaining': '0' }, 20_000],
    ['epoch milliseconds', { 'x-ratelimit-reset': String(NOW + 20_000), 'x-ratelimit-remaining': '0' }, 20_000],
    [
      'Anthropic RFC 3339',
      {
        'anthropic-ratelimit-input-tokens-reset': '2026-11-21T12:00:15Z',
        'anthropic-ratelimit-input-tokens-remaining': '0',
      },
      15_000,
    ],
    [
      'the longest of several used-up limits',
      {
        'x-ratelimit-reset-tokens': '2s',
        'x-ratelimit-remaining-tokens': '0',
        'x-ratelimit-reset-requests': '9s',
        'x-ratelimit-remaining-requests': '0',
      },
      9000,
    ],
    ['epoch microseconds', { 'x-ratelimit-reset': String((NOW + 20_000) * 1e3), 'x-ratelimit-remaining': '0' }, 20_000],
    ['epoch nanoseconds', { 'x-ratelimit-reset': `${NOW + 20_000}000000`, 'x-ratelimit-remaining': '0' }, 20_000],
    ['an epoch in the past', { 'x-ratelimit-reset': String(NOW / 1000 - 20), 'x-ratelimit-remaining': '0' }, 0],
    ['decimal seconds of a reset', { 'x-ratelimit-reset': '1.5', 'x-ratelimit-remaining': '0' }, 1500],
    [
      'an HTTP-date as a reset',
      { 'x-ratelimit-reset': 'Sat, 21 Nov 2026 12:00:10 GMT', 'x-ratelimit-remaining': '0' },
      10_000,
    ],
    ['a reset in a month is told as a week', { 'x-ratelimit-reset': '2592000', 'x-ratelimit-remaining': '0' }, WEEK_MS],
    [
      'an RFC 3339 time that there is not',
      { 'x-ratelimit-reset': '2026-13-41T12:00:15Z', 'x-ratelimit-remaining': '0' },
      undefined,
    ],
    ['combined resets: that of the used-up limit', { 'ratelimit-reset': '1, 60', 'ratelimit-remaining': '0, 5' }, 1000],
    ['combined resets: the longest of both', { 'ratelimit-reset': '1, 60', 'ratelimit-remaining': '0, 0' }, 60_000],
    ['combined resets of one remaining', { 'ratelimit-reset': '1, 60', 'ratelimit-remaining': '0' }, 60_000],
    ['parameters', { 'ratelimit-reset': '30;w=60', 'ratelimit-remaining': '0;w=60' }, 30_000],
    ['one RateLimit header', { ratelimit: '"burst";r=0;t=30, "day";r=500;t=80000' }, 30_000],
    ['a RateLimit without a time', { ratelimit: '"a";r=0', 'ratelimit-policy': '"b";q=9;w=7,"a";q=1;w=60' }, 60_000],
    ['a RateLimit without a time or a policy', { ratelimit: '"a";r=0', 'ratelimit-policy': '"b";q=9;w=7' }, undefined],
    ['one RateLimit header with something left', { ratelimit: '"burst";r=10;t=30' }, undefined],
    ['one RateLimit header of an early draft', { ratelimit: 'limit=10, remaining=0, reset=40' }, 40_000],
    [
      'retry-after wins over a reset',
      { 'retry-after': '3', 'x-ratelimit-reset': '30', 'x-ratelimit-remaining': '0' },
      3000,
    ],
  ];
  test.each(cases)('%s', (_name, headers, expected) => {
    expect(waitOf(headers)).toBe(expected);
  });
});

describe('bodies', () => {
  const cases: [name: string, body: unknown, expected: number | undefined][] = [
    ['Google RetryInfo', { error: { code: 429, details: [{ retryDelay: '34s' }] } }, 34_000],
    ['Google RetryInfo with a fraction', { error: { code: 429, details: [{ retryDelay: '34.074824224s' }] } }, 34_075],
    ['retry_after', { error: { message: 'x', retry_after: 12 } }, 12_000],
    ['retry_after_ms', { retry_after_ms: 1500, message: 'x' }, 1500],
    ['estimated_time', { error: 'Model is currently loading', estimated_time: 20.5 }, 20_500],
    [
      'metadata headers',
      { error: { code: 429, message: 'x', metadata: { headers: { 'Retry-After': '17' } } } },
      17_000,
    ],
    ['seconds with a fraction', { error: { message: 'Please try again in 1.5s.' } }, 1500],
    ['minutes and seconds', { error: { message: 'Please try again in 7m12s.' } }, 432_000],
    ['milliseconds', { error: { message: 'Please try again in 644ms.' } }, 644],
    ['spelled seconds', { error: { message: 'Please retry after 38 seconds.' } }, 38_000],
    ['retry in', { error: { message: 'Please retry in 34.07s.' } }, 34_070],
    ['try again in seconds', { error: { message: 'Try again in 5 seconds.' } }, 5000],
    ['spelled minutes', { error: { message: 'try again in 2 minutes' } }, 120_000],
    ['a limit is no wait', { error: { message: 'Limit 10 per 60s exceeded.' } }, undefined],
    ['a count of retries is no wait', { error: { message: 'Gave up after 5 retries.' } }, undefined],
    ['a date in the past is no wait', { error: { message: 'Limit resets at: 2026-10-03 18:10:19 UTC' } }, undefined],
    ['a date', { error: { message: 'Limit resets at: 2026-11-21 12:10:19 UTC' } }, 619_000],
    ['a date with an offset', { error: { message: 'It will reset at 2026-11-21 20:00:09 +0800 CST' } }, 9000],
    ['RFC 3339 in a text', { error: { message: 'Please try after 2026-11-21T12:00:07.071Z' } }, 7071],
    ['a minute', { error: { message: 'You will regain access on 2026-11-21 at 12:01 UTC.' } }, 60_000],
    ['a date without a zone', { error: { message: 'Your limit will reset at 2026-11-21 12:10:19' } }, undefined],
    ['a date that nothing waits for', { error: { message: 'Created 2026-11-21 12:10:19 UTC.' } }, undefined],
    ['spelled units that add up', { error: { message: 'Try again in 1 minute and 30 seconds.' } }, 90_000],
    ['three of them', { error: { message: 'Try again in 1 hour, 2 minutes, and 3 secs' } }, 3_723_000],
    ['hours and minutes', { error: { message: 'Please try again in 3 hours 52 minutes.' } }, 13_920_000],
    ['about', { error: { message: 'Your rate limit resets in ~7s.' } }, 7000],
    ['more', { error: { message: 'Please wait for 20 more seconds' } }, 20_000],
    ['thousands', { error: { message: 'retry after 1,500 ms' } }, 1500],
    ['back off', { error: { message: 'Please back off for 10s' } }, 10_000],
    ['a clock', { error: { message: 'Out of call volume quota. Quota will be replenished in 00:12:34.' } }, 754_000],
    ['a clock with days', { error: { message: 'Try again in 1.02:03:04' } }, 93_784_000],
    ['Chinese', { error: { message: '请求过于频繁，请 30 秒后重试' } }, 30_000],
    ['Chinese with two units', { error: { message: '请在1分30秒后重试' } }, 90_000],
    ['a quoted header', { error: { message: 'headers: retry-after: 20' } }, 20_000],
    ['a quoted header of minutes', { error: { message: 'retry-after: 2 minutes' } }, 120_000],
    ['a quoted date', { error: { message: 'retry-after: 2026-11-21' } }, undefined],
    ['an object of protobuf', { details: [{ retryDelay: { seconds: '7', nanos: 500_000_000 } }], message: 'x' }, 7500],
    ['snake case', { details: [{ retry_delay: { seconds: 7 } }], message: 'x' }, 7000],
    ['an empty object', { details: [{ retry_delay: {} }], message: 'x' }, undefined],
    ['a time in a field', { error: { message: 'x', resets_at: '2026-11-21T12:00:15Z' } }, 15_000],
    ['an epoch in a field', { error: { message: 'x', resets_at: NOW / 1000 + 15 } }, 15_000],
    ['a time in the past', { error: { message: 'x', reset_at: NOW - 5 } }, 0],
    ['a cooldown', { error: { message: 'x', cooldown_seconds: 8 } }, 8000],
    [
      'milliseconds in headers of any case',
      { error: { message: 'x', headers: { 'Retry-After-Ms': '1500', 'retry-after': '9' } } },
      1500,
    ],
    [
      'a reset in quoted headers',
      {
        error: {
          message: 'x',
          metadata: { headers: { 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': String(NOW + 15_000) } },
        },
      },
      15_000,
    ],
    [
      'a combined header in metadata',
      { error: { message: 'x', metadata: { headers: { 'Retry-After': '5, 17' } } } },
      17_000,
    ],
    ['a field of eleven digits', { error: { message: 'x', retry_after: '99999999999' } }, WEEK_MS],
    ['negative field', { error: { message: 'x', retry_after: -3 } }, undefined],
    ['worded field', { error: { message: 'x', retry_after: 'soon' } }, undefined],
  ];
  test.each(cases)('%s', (_name, body, expected) => {
    expect(waitOf({}, body)).toBe(expected);
  });
});

test('Zhipu writes Beijing’s time', () => {
  const body = { error: { code: '1308', message: 'Your limit will reset at 2026-11-21 20:00:09' } };
  const error = Object.assign(apiCallError(429, body), { url: 'https://api.z.ai/v4' });
  expect(classify(error).retryAfterMs).toBe(9000);
});

describe('odd header objects', () => {
  it.each<[string, unknown]>([
    ['a value that is a list', { 'Retry-After': ['5', '10'] }],
    ['a list of numbers', { 'retry-after': [10, 5] }],
    ['two names that differ in letters’ case', { 'Retry-After': '10', 'retry-after': '5' }],
    [
      'pairs',
      [
        ['retry-after', '5'],
        ['retry-after', '10'],
      ],
    ],
    ['a map', new Map([['retry-after', '5, 10']])],
    [
      'headers that were appended to',
      new Headers([
        ['retry-after', '5'],
        ['retry-after', '10'],
      ]),
    ],
  ])('%s', (_, headers) => {
    expect(classify(Object.assign(new Error('x'), { status: 429, headers })).retryAfterMs).toBe(10_000);
  });
});

describe('long waits', () => {
  test('a wait of 90 s is soon, one millisecond more is not', () => {
    expect(classifyResponse(429, '', { 'retry-after-ms': '90000' }).retryable).toBe(true);
    expect(classifyResponse(429, '', { 'retry-after-ms': '90001' }).retryable).toBe(false);
  });
});
