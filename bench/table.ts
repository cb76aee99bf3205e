/** Prints one table: each contender's median and spread, its multiple of the floor, and whether targets were reached. */
import { FLOOR } from './contenders.ts';
import type { Table } from './tables.ts';
import type { Numbers, Target } from './targets.ts';

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

/** A target and what became of it. */
export interface Verdict {
  readonly title: string;
  readonly target: Target;
  readonly measured: number;
  readonly isReached: boolean;
}

export const verdictText = ({ target, measured, isReached }: Verdict): string =>
  `${isReached ? 'reached' : 'MISSED'}: ${target.says} (${measured.toFixed(target.most < 10 ? 2 : 0)})`;

function spread(values: readonly number[], digits: number): string {
  if (values.length < 2) return '';
  return `${Math.min(...values).toFixed(digits)}–${Math.max(...values).toFixed(digits)}`;
}

/**
 * Contender → number, run by run. Two contenders are compared within each run, and the median of that counts: a minute in
 * which the machine was busy hit both.
 */
const runsOf = (row: ReadonlyMap<string, readonly number[]>): Numbers[] =>
  [...row.values()][0]!.map((_, run) => new Map([...row].map(([name, values]) => [name, values[run]!])));

export function printTable(
  { title, digits, isCompared = false }: Table,
  row: ReadonlyMap<string, readonly number[]>,
  targets: readonly Target[],
): Verdict[] {
  const medians = new Map([...row].map(([name, values]) => [name, median(values)]));
  const runs = runsOf(row);
  const verdicts = targets.map(target => {
    const measured = median(runs.map(run => target.measured(run)));
    return { title, target, measured, isReached: measured <= target.most };
  });
  const width = Math.max(...[...row.keys()].map(name => name.length));
  const ratioOf = (name: string): number => median(runs.map(run => run.get(name)! / run.get(FLOOR)!));
  console.log(`\n${title}`);
  for (const [name, values] of row) {
    const value = medians.get(name)!;
    const ratio = isCompared && name !== FLOOR ? `${ratioOf(name).toFixed(2)} × floor` : '';
    const said = verdicts.filter(({ target }) => target.of === name).map(verdictText);
    const cells = [name.padEnd(width), value.toFixed(digits).padStart(9), spread(values, digits).padEnd(14)];
    console.log(`  ${[...cells, ratio.padStart(13), said.join('; ')].join('  ')}`.trimEnd());
  }
  return verdicts;
}
