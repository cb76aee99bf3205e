import { expect, it } from 'vitest';
import { factsOf, noteFacts } from '../../src/report/attempt-facts.ts';
import { noUsage, usage } from '../support/part-source.ts';

it('what an attempt had given before it failed is kept beside its error, not in it', () => {
  const error = Object.freeze(new Error('gone'));
  expect(factsOf(error)).toBeUndefined();
  noteFacts(error, { firstContentMs: 0, usage });
  expect([factsOf(error), Object.keys(error)]).toEqual([{ firstContentMs: 0, usage }, []]);
});

it('what is not known is not noted', () => {
  const error = new Error('gone');
  noteFacts(error, { firstContentMs: undefined, usage: noUsage });
  expect(factsOf(error)).toEqual({});
});

it.each(['text', undefined, null, 7])('of %s nothing is kept', error => {
  noteFacts(error, { firstContentMs: 1 });
  expect(factsOf(error)).toBeUndefined();
});
