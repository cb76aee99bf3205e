import { describe, expect, it } from 'vitest';
import {
  abandonPromise,
  checkedRandom,
  decision,
  harmlessRandom,
  HookResultError,
  synchronous,
} from '../../src/runtime/hook-result.ts';
import { settle } from '../support/manual-clock.ts';
import { thenable } from '../support/thenable.ts';

const promises: [string, () => unknown][] = [
  ['a promise', () => Promise.resolve(true)],
  ['one that rejects', () => Promise.reject(new Error('of a hook'))],
  ['a thenable', () => thenable(() => {})],
];

describe('the result of a hook that decides', () => {
  it.each([true, false, undefined])('may be %s', value => expect(decision('hook', value)).toBe(value));

  it.each<[string, () => unknown]>([...promises, ['a number', () => 1], ['null', () => null], ['a text', () => 'yes']])(
    'may not be %s',
    async (_, made) => {
      expect(() => decision('hook', made())).toThrow(HookResultError);
      await settle();
    },
  );
});

describe('the result of a synchronous hook', () => {
  it('passes as it is', () => {
    const value = { answer: true };
    expect(synchronous('hook', value, 'anything')).toBe(value);
  });

  it.each(promises)('is not %s, and the message says what it is', (_, made) => {
    expect(() => synchronous('hook', made(), 'a number')).toThrow(
      'option `hook` returned a promise; it takes a function that returns a number at once.',
    );
  });
});

it('a promise is left to itself, whatever it does', async () => {
  const throwing = thenable(() => {
    throw new Error('of a thenable');
  });
  const unreadable = new Proxy(
    {},
    {
      get() {
        throw new Error('of a getter');
      },
    },
  );
  expect([abandonPromise(throwing), abandonPromise(unreadable), abandonPromise('text')]).toEqual([true, false, false]);
  await settle();
});

describe('randomness', () => {
  it.each([0, 0.5, 1])('may be %s', value => expect(checkedRandom(() => value)()).toBe(value));

  it.each([-0.1, 1.1, Number.NaN, '0.5', undefined])(
    'may not be %s; where no call could be told it is the middle',
    value => {
      const random = () => value as number;
      expect(() => checkedRandom(random)()).toThrow(HookResultError);
      expect(harmlessRandom(random)()).toBe(0.5);
    },
  );
});
