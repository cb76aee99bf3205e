/** Uniform checks of what users pass in: every message names the option, what it got and what it takes. */

import { meant } from './option-names.ts';
import { isAsync, isOptions, show } from './show.ts';

/** The error for an option with a value that it does not take. */
export function optionError(owner: string, option: string, got: unknown, takes: string): TypeError {
  return new TypeError(`${owner}: option \`${option}\` takes ${takes}; got ${show(got)}.`);
}

const listed = (names: readonly string[]) => names.map(name => `\`${name}\``).join(', ');

/**
 * Throws for options that do not exist: a misspelt one would be ignored in silence.
 *
 * @param nested names that are taken one level below, with their path
 */
export function checkKeys(
  owner: string,
  path: string,
  options: unknown,
  known: readonly string[],
  nested: () => readonly string[] = () => [],
): void {
  if (!isOptions(options)) {
    throw path === ''
      ? new TypeError(`${owner}: takes an object of options; got ${show(options)}.`)
      : optionError(owner, path, options, `an object with some of ${listed(known)}`);
  }
  for (const key of Object.keys(options)) {
    if (known.includes(key)) continue;
    const above = path === '' ? '' : `${path}.`;
    const hint = meant(key, above, known, nested());
    throw new TypeError(
      `${owner}: unknown option \`${above}${key}\`${hint && ` (${hint})`}; it takes ${listed(known)}.`,
    );
  }
}

/** What a numeric option takes. */
export interface NumberRule {
  /** Smallest value; 0 by default. */
  min?: number;
  /** Largest value; none by default. */
  max?: number;
  integer?: boolean;
  /** Unit for the message, e.g. `milliseconds`. */
  unit?: string;
  /** Whether `false` switches the option off. */
  orFalse?: boolean;
  /** Whether `Infinity` is a value. */
  orInfinity?: boolean;
}

/** Checks a number that may be absent. */
export function checkNumber(owner: string, option: string, value: unknown, rule: NumberRule = {}): void {
  const { min = 0, max = Infinity, integer = false, unit, orFalse = false, orInfinity = false } = rule;
  if (value === undefined || (orFalse && value === false)) return;
  const isNumber = typeof value === 'number' && (Number.isFinite(value) || (orInfinity && value === Infinity));
  if (isNumber && value >= min && value <= max && (!integer || Number.isInteger(value) || value === Infinity)) return;
  const noun = `${integer ? 'a whole number' : 'a number'}${unit === undefined ? '' : ` of ${unit}`}`;
  throw optionError(
    owner,
    option,
    value,
    `${noun}${min > -Infinity ? ` from ${min}` : ''}${max < Infinity ? ` to ${max}` : ''}${orInfinity ? ', Infinity' : ''}${orFalse ? ' or false' : ''}`,
  );
}

/** Throws a `TypeError` that names the option for a value that it does not take; `undefined` is taken by each. */
export type Check = (owner: string, option: string, value: unknown) => void;

/** A check by one question. */
/* @__NO_SIDE_EFFECTS__ */
export const takes =
  (what: string, isRight: (value: unknown) => boolean): Check =>
  (owner, option, value) => {
    if (value !== undefined && !isRight(value)) throw optionError(owner, option, value, what);
  };

/** Checks a function that may be absent. */
export const checkFunction: Check = takes('a function', value => typeof value === 'function');

/**
 * Checks a hook that has to answer at once. An async one is told when it is passed in: those on failures are called for the
 * first time when something fails.
 *
 * @param returns for the message
 */
/* @__NO_SIDE_EFFECTS__ */
export const checkSynchronous = (returns: string): Check =>
  takes(`a function that returns ${returns} at once`, value => typeof value === 'function' && !isAsync(value));

/** Checks an object of functions that may be absent. */
export function checkMethods(
  owner: string,
  option: string,
  value: unknown,
  methods: readonly string[],
  besides = '',
): void {
  if (value === undefined) return;
  const given = (value ?? {}) as Record<string, unknown>;
  if (methods.every(name => typeof given[name] === 'function')) return;
  throw optionError(owner, option, value, `an object with ${listed(methods)}${besides}`);
}

/** Checks a boolean that may be absent. */
export const checkBoolean: Check = takes('true or false', value => typeof value === 'boolean');

/** Checks an object that may be absent. */
export const checkObject: Check = takes('an object', isOptions);

const isText = (value: unknown): value is string => typeof value === 'string';

/** Checks a text that may be absent. */
export const checkText: Check = takes('a string', isText);

/** Checks a list that may be absent, item by item. */
/* @__NO_SIDE_EFFECTS__ */
export const listOf =
  (what: string, item: string, isRight: (one: unknown) => boolean): Check =>
  (owner, option, value) => {
    takes(`an array of ${what}`, Array.isArray)(owner, option, value);
    for (const [index, one] of ((value ?? []) as unknown[]).entries())
      if (!isRight(one)) throw optionError(owner, `${option}[${index}]`, one, item);
  };

/** Checks a list of texts that may be absent. */
export const checkTexts: Check = /* @__PURE__ */ listOf('strings', 'a string', isText);

/** A field name as RFC 9110 has it. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~\w-]+$/;

/** Checks a list of header names that may be absent. */
export const checkHeaderNames: Check = /* @__PURE__ */ listOf(
  'header names',
  'a header name',
  name => typeof name === 'string' && HEADER_NAME.test(name),
);
