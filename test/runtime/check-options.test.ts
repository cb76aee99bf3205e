import { describe, expect, it } from 'vitest';
import { checkFunction, checkKeys, checkNumber } from '../../src/runtime/check-options.ts';

const message = (check: () => void) => {
  try {
    check();
  } catch (error) {
    return error instanceof TypeError ? error.message : `not a TypeError: ${String(error)}`;
  }
  return undefined;
};

describe('checkNumber', () => {
  it('names the option, what it got and what it takes', () => {
    expect(message(() => checkNumber('make', 'waitMs', -1, { unit: 'milliseconds', orFalse: true }))).toBe(
      'make: option `waitMs` takes a number of milliseconds from 0 or false; got -1.',
    );
    expect(message(() => checkNumber('make', 'parts', 1.5, { min: 1, integer: true }))).toBe(
      'make: option `parts` takes a whole number from 1; got 1.5.',
    );
    expect(message(() => checkNumber('make', 'parts', '5'))).toBe(
      'make: option `parts` takes a number from 0; got "5".',
    );
    expect(message(() => checkNumber('make', 'parts', Number.NaN))).toContain('got NaN');
  });

  it('takes what it says', () => {
    expect(message(() => checkNumber('make', 'waitMs', undefined))).toBeUndefined();
    expect(message(() => checkNumber('make', 'waitMs', 0))).toBeUndefined();
    expect(message(() => checkNumber('make', 'waitMs', false, { orFalse: true }))).toBeUndefined();
    expect(message(() => checkNumber('make', 'waitMs', Infinity, { orInfinity: true, integer: true }))).toBeUndefined();
    expect(message(() => checkNumber('make', 'waitMs', Infinity))).toContain('got Infinity');
  });
});

describe('checkKeys', () => {
  it('names an unknown option and the known ones', () => {
    expect(message(() => checkKeys('make', '', { waitMS: 1 }, ['waitMs', 'parts']))).toBe(
      'make: unknown option `waitMS` (did you mean `waitMs`?); it takes `waitMs`, `parts`.',
    );
    expect(message(() => checkKeys('make', 'timeouts', { idle: 1 }, ['idleMs']))).toContain('`timeouts.idle`');
  });

  it('wants an object', () => {
    expect(message(() => checkKeys('make', '', 5, []))).toBe('make: takes an object of options; got 5.');
    expect(message(() => checkKeys('make', 'timeouts', [], ['idleMs']))).toBe(
      'make: option `timeouts` takes an object with some of `idleMs`; got an empty array.',
    );
  });
});

describe('checkFunction', () => {
  it('wants a function', () => {
    expect(message(() => checkFunction('make', 'onEvent', {}))).toBe(
      'make: option `onEvent` takes a function; got an object.',
    );
    expect(message(() => checkFunction('make', 'onEvent', () => {}))).toBeUndefined();
  });
});
