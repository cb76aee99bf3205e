import { describe, expect, test } from 'vitest';
import { createClassifier } from '../../src/classify/classify.ts';
import { apiCallError, classifyResponse } from './api-call-error.ts';

const NOW = Date.UTC(2026, 10, 21, 12, 0, 0);
const { classify } = createClassifier({ now: () => NOW });
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
    ['negative field', { error: { message: 'x', retry_after: -3 } }, undefined],
    ['worded field', { error: { message: 'x', retry_after: 'soon' } }, undefined],
  ];
  test.each(cases)('%s', (_name, body, expected) => {
    expect(waitOf({}, body)).toBe(expected);
  });
});

describe('long waits', () => {
  test('a wait of 90 s is soon, one millisecond more is not', () => {
    expect(classifyResponse(429, '', { 'retry-after-ms': '90000' }).retryable).toBe(true);
    expect(classifyResponse(429, '', { 'retry-after-ms': '90001' }).retryable).toBe(false);
  });
});
