import { expect, it } from 'vitest';
import { REQUIRED, wrongField } from '../../src/runtime/check-failure.ts';
import { makeFailure } from '../../src/failure.ts';

const good = makeFailure('rule', { category: 'overloaded' });

it('a failure that has all fields is right, also with those that may be absent', () => {
  expect(wrongField(good, REQUIRED)).toBeUndefined();
  const more = { statusCode: 503, wireStatus: 400, code: 2005, retryAfterMs: 0, logId: 'l', remedy: 'r' };
  expect(wrongField({ ...good, ...more }, REQUIRED)).toBeUndefined();
});

it.each<[string, unknown]>([
  ['category', 'sad'],
  ['scope', 'world'],
  ['retryable', 1],
  ['fallback', 'yes'],
  ['rule', ''],
  ['statusCode', 99],
  ['statusCode', 502.5],
  ['wireStatus', '400'],
  ['code', {}],
  ['retryAfterMs', -1],
  ['retryAfterMs', Infinity],
  ['logId', 7],
  ['remedy', null],
])('a wrong %s is named with what it takes: %o', (field, got) => {
  const wrong = wrongField({ ...good, [field]: got }, REQUIRED);
  expect(wrong).toEqual({ field, got, takes: expect.any(String) });
});

it.each(REQUIRED)('%s may be absent only where it is not required', field => {
  const { [field]: _, ...rest } = good;
  expect([wrongField(rest, REQUIRED)?.field, wrongField(rest)]).toEqual([field, undefined]);
});
