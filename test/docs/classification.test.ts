/** docs/classification.md, held to the code. */
import { APICallError } from 'ai';
import { describe, expect, it } from 'vitest';
import { CATEGORIES } from '../../src/failure.ts';
import { classify, type Rule } from '../../src/index.ts';
import { plain, readTable } from './tables.ts';

const page = 'docs/classification.md';
const yes = (value: boolean) => (value ? 'yes' : 'no');

it('lists every category with its row', () => {
  const documented = readTable(page, 'category').map(row => Object.values(row).map(plain));
  const actual = Object.entries(CATEGORIES).map(([category, { retryable, fallback, scope, statusCode = '' }]) => [
    category,
    yes(retryable),
    yes(fallback),
    scope,
    String(statusCode),
  ]);
  expect(documented).toEqual(actual);
});

const callError = (facts: Partial<ConstructorParameters<typeof APICallError>[0]>) =>
  new APICallError({ message: '', url: 'https://api.example/v1', requestBodyValues: {}, statusCode: 429, ...facts });

describe('the waits that the page names', () => {
  const now = 'Wed, 21 Oct 2026 07:28:00 GMT';
  it.each([
    ['retry-after-ms', { responseHeaders: { 'retry-after-ms': '1500', 'retry-after': '9' } }, 1_500],
    ['retry-after in seconds', { responseHeaders: { 'retry-after': '12' } }, 12_000],
    [
      'retry-after as a date',
      { responseHeaders: { 'retry-after': 'Wed, 21 Oct 2026 07:28:30 GMT', date: now } },
      30_000,
    ],
    ['a field of the body', { responseBody: '{"error":{"message":"busy","retry_after":12}}' }, 12_000],
    ['the text', { responseBody: '{"error":{"message":"Please try again in 7m12s."}}' }, 432_000],
    [
      'a used-up allowance',
      { responseHeaders: { 'x-ratelimit-reset-requests': '1s', 'x-ratelimit-remaining-requests': '0' } },
      1_000,
    ],
    [
      'an allowance that is not used up',
      { responseHeaders: { 'x-ratelimit-reset-requests': '1s', 'x-ratelimit-remaining-requests': '9' } },
      undefined,
    ],
  ])('%s', (_, facts, wait) => {
    expect(classify(callError(facts)).retryAfterMs).toBe(wait);
  });
});

it('takes a rule as the page shows it', async () => {
  const rule: Rule = {
    id: 'acme:maintenance',
    origin: 'acme',
    source: 'https://acme.example/docs/errors',
    match: ({ status, words }) => status === 418 && words.has('maintenance'),
    failure: { category: 'overloaded', scope: 'provider' },
  };
  const { createClassifier } = await import('../../src/classify/classify.ts');
  const error = callError({ statusCode: 418, responseBody: '{"error":{"type":"maintenance","message":"Back soon"}}' });
  expect(createClassifier({ rules: [rule] }).classify(error)).toMatchObject({
    rule: 'acme:maintenance',
    category: 'overloaded',
    scope: 'provider',
    retryable: true,
  });
});

it.each([
  ['a number in running text', callError({ statusCode: 400, message: 'max 1500 tokens, not 5020' }), 'invalid-request'],
  ['an answer that talks about errors', new Error('The model said: error 502'), 'unknown'],
])('never matches %s', (_, error, category) => {
  expect(classify(error).category).toBe(category);
});
