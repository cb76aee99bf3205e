/** Prints one measurement: each contender's number and its ratio to ours. */
import type { Row } from './measure.ts';

export function printTable(title: string, row: Row, digits: number): void {
  const [[, ours] = ['', NaN]] = row;
  const width = Math.max(...[...row.keys()].map(name => name.length));
  console.log(`\n${title}`);
  for (const [name, value] of row) {
    const ratio = ours === 0 ? '' : `${(value / ours).toFixed(2)} x ours`;
    console.log(
      `  ${name.padEnd(width)}  ${value.toFixed(digits).padStart(10)}  ${name === 'ours' ? '' : ratio}`.trimEnd(),
    );
  }
}
