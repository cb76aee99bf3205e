import { describe, expect, it } from 'vitest';
import { checkBoolean } from '../../src/runtime/check-options.ts';
import {
  checkRows,
  filled,
  group,
  namesOf,
  number,
  oneOf,
  option,
  orFalse,
  withDefault,
  type Rows,
} from '../../src/runtime/option-rows.ts';

interface Limits {
  mostMs?: number | undefined;
}
interface Options {
  limits?: Limits | false | undefined;
  kind?: 'a' | 'b' | 'c' | undefined;
  isOn?: boolean | undefined;
}

const LIMITS: Rows<Limits, 'mostMs'> = { mostMs: withDefault(5, number({ min: 1 })) };
const ROWS: Rows<Options, 'kind'> = {
  limits: option(orFalse(group(LIMITS))),
  kind: withDefault('a', oneOf('a', 'b', 'c')),
  isOn: option(checkBoolean),
};

const errorOf = (options: unknown, ownKeys?: readonly string[]): unknown => {
  try {
    checkRows('make', '', options, ROWS, ownKeys);
  } catch (error) {
    return error instanceof TypeError ? error.message : error;
  }
  return undefined;
};

describe('checkRows', () => {
  it.each([{}, { kind: undefined, limits: undefined }, { limits: false }, { limits: {}, kind: 'c', isOn: true }])(
    'takes %o',
    options => {
      expect(errorOf(options)).toBeUndefined();
    },
  );

  it.each([
    [{ kind: 'd' }, "make: option `kind` takes 'a', 'b' or 'c'; got \"d\"."],
    [{ limits: { mostMs: 0 } }, 'make: option `limits.mostMs` takes a number from 1; got 0.'],
    [{ limits: { leastMs: 1 } }, 'make: unknown option `limits.leastMs`; it takes `mostMs`.'],
    [{ limits: null }, 'make: option `limits` takes an object with some of `mostMs`; got null.'],
    [{ isOn: 1 }, 'make: option `isOn` takes true or false; got 1.'],
    [{ own: 1 }, 'make: unknown option `own`; it takes `limits`, `kind`, `isOn`.'],
    [null, 'make: takes an object of options; got null.'],
  ])('names the option of %o, what it got and what it takes', (options, message) => {
    expect(errorOf(options)).toBe(message);
  });

  it('leaves the options that are checked elsewhere alone', () => {
    expect(errorOf({ own: 1 }, ['own'])).toBeUndefined();
    expect(errorOf({ other: 1 }, ['own'])).toContain('it takes `own`, `limits`');
  });
});

describe('filled', () => {
  it('has every option, with its default where it is left out or undefined', () => {
    expect(filled<Options, 'kind'>({ kind: undefined, isOn: false }, ROWS)).toStrictEqual({
      limits: undefined,
      kind: 'a',
      isOn: false,
    });
    expect(filled<Limits, 'mostMs'>(undefined, LIMITS)).toStrictEqual({ mostMs: 5 });
    expect(filled<Limits, 'mostMs'>({ mostMs: 7 }, LIMITS)).toStrictEqual({ mostMs: 7 });
  });

  it('leaves the options as they are', () => {
    const options = Object.freeze({ isOn: true });
    expect(filled<Options, 'kind'>(options, ROWS)).not.toBe(options);
  });
});

it('a table without a row of an option, or with a default of another type, does not compile', () => {
  // @ts-expect-error there is no row for `isOn`
  const missing: Rows<Options> = { limits: option(number()), kind: option(number()) };
  // @ts-expect-error 'd' is no kind
  const wrong: Rows<Options, 'kind'> = { ...ROWS, kind: withDefault('d', oneOf('d')) };
  expect([namesOf(missing), namesOf(wrong, ['kind'])]).toEqual([
    ['limits', 'kind'],
    ['limits', 'isOn'],
  ]);
});
