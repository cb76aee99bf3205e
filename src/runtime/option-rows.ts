/**
 * Options as rows of one table: what each of them takes, and what holds where it is left out. The table has a row for
 * every option of its type; an option without one does not compile.
 *
 * What tables are made of is marked as free of side effects, so that a bundle drops those that it does not use.
 */
import { checkKeys, checkNumber, optionError, type NumberRule } from './check-options.ts';

/** Throws a `TypeError` that names the option for a value that it does not take; `undefined` is taken by each. */
export type Check = (owner: string, option: string, value: unknown) => void;

export interface Row<Default = undefined> {
  readonly takes: Check;
  readonly default: Default;
}

/** The rows of all options; those that are `Defaulted` have a default of the option's own type, the others none. */
export type Rows<Options, Defaulted extends keyof Options = never> = {
  readonly [Name in keyof Options]-?: Row<Name extends Defaulted ? Exclude<Options[Name], undefined> : undefined>;
};

/** Options with their defaults. */
export type Filled<Options, Defaulted extends keyof Options = never> = {
  readonly [Name in keyof Options]-?: Name extends Defaulted
    ? Exclude<Options[Name], undefined>
    : Exclude<Options[Name], undefined> | undefined;
};

/** An option without a default. */
export const option = /* @__NO_SIDE_EFFECTS__ */ (takes: Check): Row => ({ takes, default: undefined });

export const withDefault = /* @__NO_SIDE_EFFECTS__ */ <Value>(value: Value, takes: Check): Row<Value> => ({
  takes,
  default: value,
});

type AnyRows = Readonly<Record<string, Row<unknown>>>;

/**
 * @param ownKeys further options, which the caller checks
 * @throws {TypeError} naming the option, what it got and what it takes
 */
export function checkRows(
  owner: string,
  path: string,
  options: unknown,
  rows: AnyRows,
  ownKeys: readonly string[] = [],
): void {
  checkKeys(owner, path, options, [...ownKeys, ...namesOf(rows)]);
  for (const [name, { takes }] of Object.entries(rows)) {
    takes(owner, path === '' ? name : `${path}.${name}`, (options as Record<string, unknown>)[name]);
  }
}

/** Checked options with their defaults. */
/* @__NO_SIDE_EFFECTS__ */
export function filled<Options extends object, Defaulted extends keyof Options>(
  options: Options | undefined,
  rows: Rows<Options, Defaulted>,
): Filled<Options, Defaulted> {
  const given = (options ?? {}) as Record<string, unknown>;
  const all = Object.entries(rows as AnyRows).map(([name, row]) => [
    name,
    given[name] === undefined ? row.default : given[name],
  ]);
  return Object.fromEntries(all) as Filled<Options, Defaulted>;
}

/** The names of all options but some. */
export const namesOf = <Table extends AnyRows>(rows: Table, but: readonly (keyof Table & string)[] = []): string[] =>
  Object.keys(rows).filter(name => !but.includes(name));

/** An object of options of its own. */
export const group =
  /* @__NO_SIDE_EFFECTS__ */
  (rows: AnyRows): Check =>
    (owner, name, value) => {
      if (value !== undefined) checkRows(owner, name, value, rows);
    };

/** What `false` switches off. */
export const orFalse =
  /* @__NO_SIDE_EFFECTS__ */
  (takes: Check): Check =>
    (owner, name, value) => {
      if (value !== false) takes(owner, name, value);
    };

export const number =
  /* @__NO_SIDE_EFFECTS__ */
  (rule: NumberRule = {}): Check =>
    (owner, name, value) =>
      checkNumber(owner, name, value, rule);

/* @__NO_SIDE_EFFECTS__ */
export function oneOf(...choices: readonly string[]): Check {
  const takes = choices
    .map(choice => `'${choice}'`)
    .join(', ')
    .replace(/, (?=[^,]+$)/, ' or ');
  return (owner, name, value) => {
    if (value === undefined || choices.includes(value as string)) return;
    throw optionError(owner, name, value, takes);
  };
}
