/** Checks the fields of a failure, or of a rule's verdict, that a user wrote. */
import { CATEGORIES, isCategory, type Failure } from '../failure.ts';

/** A field with a value that it does not take. */
export interface WrongField {
  field: string;
  got: unknown;
  takes: string;
}

type Check = readonly [takes: string, isRight: (value: unknown) => boolean];

const SCOPES: readonly unknown[] = [
  'request',
  'model',
  'account',
  'provider',
  'gateway',
  'network',
] satisfies Failure['scope'][];

const STATUS: Check = [
  'a whole number from 100 to 999',
  value => Number.isInteger(value) && Number(value) >= 100 && Number(value) <= 999,
];
const FLAG: Check = ['true or false', value => typeof value === 'boolean'];
const TEXT: Check = ['a string', value => typeof value === 'string'];

const FIELDS: Readonly<Record<Exclude<keyof Failure, 'cause'>, Check>> = /* @__PURE__ */ (() => ({
  category: [`one of ${Object.keys(CATEGORIES).join(', ')}`, isCategory],
  scope: [`one of ${SCOPES.join(', ')}`, value => SCOPES.includes(value)],
  retryable: FLAG,
  fallback: FLAG,
  rule: ['a name', value => typeof value === 'string' && value !== ''],
  statusCode: STATUS,
  wireStatus: STATUS,
  code: ['a string or a number', value => typeof value === 'string' || typeof value === 'number'],
  retryAfterMs: [
    'a number of milliseconds from 0',
    value => typeof value === 'number' && Number.isFinite(value) && value >= 0,
  ],
  logId: TEXT,
  remedy: TEXT,
}))();

/** What every failure has; the other fields may be absent. */
export const REQUIRED: readonly (keyof Failure)[] = ['category', 'scope', 'retryable', 'fallback', 'rule'];

/**
 * The first field that has a wrong value.
 *
 * @param required the fields that may not be absent
 */
export function wrongField(failure: object, required: readonly string[] = []): WrongField | undefined {
  for (const [field, [takes, isRight]] of Object.entries(FIELDS)) {
    const got: unknown = (failure as Record<string, unknown>)[field];
    if (got === undefined ? required.includes(field) : !isRight(got)) return { field, got, takes };
  }
  return undefined;
}
