/** Uniform checks of what users pass in: every message names the option, what it got and what it takes. */

/** Names a value in a message; also one that does not let itself be looked at. */
export function show(value: unknown): string {
  try {
    if (typeof value === 'string') return JSON.stringify(value);
    if (typeof value === 'function') return 'a function';
    if (Array.isArray(value)) return 'an array';
    if (typeof value !== 'object' || value === null) return String(value);
    return typeof (value as { then?: unknown }).then === 'function' ? 'a promise' : 'an object';
  } catch {
    return 'an unreadable object';
  }
}

/** The error for an option with a value that it does not take. */
export function optionError(owner: string, option: string, got: unknown, takes: string): TypeError {
  return new TypeError(`${owner}: option \`${option}\` takes ${takes}; got ${show(got)}.`);
}

/** Throws for options that do not exist: a misspelt one would be ignored in silence. */
export function checkKeys(owner: string, path: string, options: unknown, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw path === ''
      ? new TypeError(`${owner}: takes an object of options; got ${show(options)}.`)
      : optionError(owner, path, options, 'an object');
  }
  for (const key of Object.keys(options)) {
    if (known.includes(key)) continue;
    const name = path === '' ? key : `${path}.${key}`;
    throw new TypeError(
      `${owner}: unknown option \`${name}\`; it takes ${known.map(item => `\`${item}\``).join(', ')}.`,
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
    `${noun} from ${min}${max < Infinity ? ` to ${max}` : ''}${orInfinity ? ', Infinity' : ''}${orFalse ? ' or false' : ''}`,
  );
}

/** Checks a function that may be absent. */
export function checkFunction(owner: string, option: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'function') throw optionError(owner, option, value, 'a function');
}

/** Checks a boolean that may be absent. */
export function checkBoolean(owner: string, option: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'boolean') throw optionError(owner, option, value, 'true or false');
}

/** A field name as RFC 9110 has it. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~\w-]+$/;

/** Checks a list of header names that may be absent. */
export function checkHeaderNames(owner: string, option: string, value: unknown): void {
  if (value === undefined) return;
  const takes = 'an array of header names';
  if (!Array.isArray(value)) throw optionError(owner, option, value, takes);
  for (const [index, name] of value.entries()) {
    if (typeof name === 'string' && HEADER_NAME.test(name)) continue;
    throw optionError(owner, `${option}[${index}]`, name, 'a header name');
  }
}
