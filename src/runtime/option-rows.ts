/**
 * Options as rows of one table: what each of them takes, and what holds where it is left out. The table has a row for
 * every option of its type; an option without one does not compile.
 *
 * What tables are made of is marked as free of side effects, so that a bundle drops those that it does not use.
 */
import { checkKeys, checkNumber, takes, type Check, type NumberRule } from './check-options.ts';

export interface Row<Default = undefined> {
  readonly takes: Check;
  readonly default: Default;
  /** What is in it, of an option that is an object of options: a name that is looked for in the wrong place is found. */
  readonly rows?: AnyRows | undefined;
}

/** The rows of all options; those that are `Defaulted` have a default of the option's own type, the others none. */
export type Rows<Options, Defaulted extends keyof Options = never> = {
  readonly [Name in keyof Options]-?: Row<Name extends Defaulted ? Exclude<Options[Name], undefined> : undefined>;
};

/** A table in a form that bundlers can leave out: a spread or a call of its own would keep it in every bundle. */
export const table = <Table>(make: () => Table): Table => make();

/** Options with their defaults. */
export type Filled<Options, Defaulted extends keyof Options = never> = {
  readonly [Name in keyof Options]-?: Name extends Defaulted
    ? Exclude<Options[Name], undefined>
    : Exclude<Options[Name], undefined> | undefined;
};

/** An option without a default. */
/* @__NO_SIDE_EFFECTS__ */
export const option = (takes: Check, rows?: AnyRows): Row => ({ takes, default: undefined, rows });

/* @__NO_SIDE_EFFECTS__ */
export const withDefault = <Value>(value: Value, takes: Check, rows?: AnyRows): Row<Value> => ({
  takes,
  default: value,
  rows,
});

export type { Check };

/** The rows of options of any type. */
export type AnyRows = Readonly<Record<string, Row<unknown>>>;

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
  const nested = () =>
    Object.entries(rows).flatMap(([name, row]) => Object.keys(row.rows ?? {}).map(below => `${name}.${below}`));
  checkKeys(owner, path, options, [...ownKeys, ...namesOf(rows)], nested);
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
/* @__NO_SIDE_EFFECTS__ */
export const group =
  (rows: AnyRows): Check =>
  (owner, name, value) => {
    if (value !== undefined) checkRows(owner, name, value, rows);
  };

/** What `false` switches off. */
/* @__NO_SIDE_EFFECTS__ */
export const orFalse =
  (takes: Check): Check =>
  (owner, name, value) => {
    if (value !== false) takes(owner, name, value);
  };

/* @__NO_SIDE_EFFECTS__ */
export const number =
  (rule: NumberRule = {}): Check =>
  (owner, name, value) =>
    checkNumber(owner, name, value, rule);

/* @__NO_SIDE_EFFECTS__ */
export function oneOf(...choices: readonly string[]): Check {
  const what = choices
    .map(choice => `'${choice}'`)
    .join(', ')
    .replace(/, (?=[^,]+$)/, ' or ');
  return takes(what, value => choices.includes(value as string));
}
