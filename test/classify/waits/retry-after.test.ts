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
    ['a number and more', { 'retry-after': '7 seconds' }, undefined],
    ['ISO date is no number', { 'retry-after': '2027-12-31T00:00:00Z' }, undefined],
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
    ['reset without remaining', { 'x-ratelimit-reset': '30' }, undefined],
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
    ['a date is no wait', { error: { message: 'Limit resets at: 2026-10-03 18:10:19 UTC' } }, undefined],
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
