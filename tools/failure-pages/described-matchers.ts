/**
 * Stands in for `src/classify/table/matchers.ts` where rows are read for the pages (see `read-table.ts`): the same names,
 * but what they make says what it asks and asks nothing. A name that is added there is added here, too.
 */
import type { Asked, Said } from './said.ts';

/** What stands in for a matcher. */
interface Described extends Asked {
  said?: Said;
}

type Test = string | number | RegExp | Described | readonly Test[];

const describing = (said: Said): Described => Object.assign(() => false, { said });

type Single = Exclude<Test, readonly Test[]>;

const flatten = (tests: readonly Test[]): Single[] =>
  tests.flatMap(test => (Array.isArray(test) ? flatten(test as readonly Test[]) : [test as Single]));

const partsOf = (tests: readonly Test[]): Said[] => {
  const flat = flatten(tests);
  const codes = flat.filter(test => typeof test === 'string').flatMap(text => text.trim().split(/\s+/));
  const statuses = flat.filter(test => typeof test === 'number');
  const patterns = flat.filter(test => test instanceof RegExp);
  return [
    ...(codes.length > 0 ? [{ kind: 'codes' as const, codes }] : []),
    ...(statuses.length > 0 ? [{ kind: 'statuses' as const, statuses }] : []),
    ...flat.filter(test => typeof test === 'function').map(test => test.said ?? { kind: 'function' as const, test }),
    ...(patterns.length > 0 ? [{ kind: 'texts' as const, patterns }] : []),
  ];
};

const saidOf = (test: Test): Said => {
  const parts = partsOf([test]);
  return parts.length === 1 ? parts[0]! : { kind: 'any', parts };
};

export const matcherOf = (test: Test): Described => describing(saidOf(test));
export const any = (...tests: Test[]): Described => describing(saidOf(tests));
export const all = (...tests: Test[]): Described => describing({ kind: 'all', parts: tests.map(saidOf) });
export const not = (test: Test): Described => describing({ kind: 'not', part: saidOf(test) });
export const documented = (pattern: RegExp): Described => describing({ kind: 'texts', patterns: [pattern] });
export const codeLike = (pattern: RegExp): Described => describing({ kind: 'code-like', pattern });
export const from = (...origins: string[]): Described => describing({ kind: 'from', origins });
export const maybeFrom = (origin: string): Described => describing({ kind: 'maybe-from', origin });
export const cf = (...codes: number[]): Described => describing({ kind: 'cloudflare', codes });
export const needing = (needs: () => Iterable<string>, test: Asked): Described => Object.assign(test, { needs });
