import { expect, it } from 'vitest';
import { isInstance } from '../../src/runtime/is-instance.ts';
import { untouchable } from '../support/odd-parts.ts';

it.each<[string, unknown, boolean]>([
  ['an instance', new TypeError('no'), true],
  ['another error', new RangeError('no'), false],
  ['a text', 'no', false],
  ['nothing', undefined, false],
  ['what cannot be looked at', untouchable(), false],
])('%s', (_, value, expected) => {
  expect(isInstance(value, TypeError)).toBe(expected);
});
