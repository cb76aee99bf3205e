/**
 * Checks of what callers pass in. A script with a slip in it would otherwise prove the wrong thing, so every slip is a
 * `TypeError` that names the option, what it got and what it takes.
 */

/** The longest delay a timer can hold; a longer one fires at once. */
const MAX_TIMER_MS = 2_147_483_647;

function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  return String(value);
}

/** The error for an option that got something it does not take. */
export function optionError(option: string, got: unknown, takes: string): TypeError {
  return new TypeError(`${option} got ${shown(got)}, takes ${takes}`);
}

/** A number of milliseconds: 0 or more, and no more than a timer can hold. */
export function checkMs(option: string, value: unknown): number {
  if (typeof value !== 'number' || !(value >= 0 && value <= MAX_TIMER_MS))
    throw optionError(option, value, `milliseconds from 0 to ${MAX_TIMER_MS}`);
  return value;
}

/** A whole number, 0 or more. */
export function checkCount(option: string, value: unknown): number {
  if (!Number.isInteger(value) || (value as number) < 0) throw optionError(option, value, 'a whole number, 0 or more');
  return value as number;
}

/** An HTTP status that a complete response can have. */
export function checkStatus(option: string, value: unknown): number {
  if (!Number.isInteger(value) || (value as number) < 200 || (value as number) > 599)
    throw optionError(option, value, 'an HTTP status from 200 to 599');
  return value as number;
}

/** One of a few words. */
export function checkChoice<Choice extends string>(option: string, value: unknown, choices: readonly Choice[]): Choice {
  if (!choices.includes(value as Choice))
    throw optionError(option, value, choices.map(choice => `'${choice}'`).join(' or '));
  return value as Choice;
}

/** An options object without unknown names: a misspelt option must not pass silently. */
export function checkNames(where: string, options: unknown, names: readonly string[]): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw optionError(`${where} options`, options, 'an object');
  for (const name of Object.keys(options))
    if (!names.includes(name)) throw optionError(`${where} options`, name, names.join(', '));
}
