/** Reads tables of the documentation, for tests that hold them to the code. */
import { readFileSync } from 'node:fs';

export type TableRow = Record<string, string>;

const cells = (line: string): string[] =>
  line
    .slice(1, line.lastIndexOf('|'))
    .split('|')
    .map(cell => cell.trim());

/** The rows of the table whose header begins so, by column. */
export function readTable(file: string, firstColumn: string, secondColumn?: string): TableRow[] {
  const lines = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8').split('\n');
  const start = lines.findIndex(line => {
    const [first, second] = line.startsWith('|') ? cells(line) : [];
    return first === firstColumn && (secondColumn === undefined || second === secondColumn);
  });
  if (start === -1) throw new Error(`${file} has no table with the column ${firstColumn}`);
  const columns = cells(lines[start]!);
  const rows: TableRow[] = [];
  for (let index = start + 2; lines[index]?.startsWith('|'); index += 1) {
    const row = cells(lines[index]!);
    rows.push(Object.fromEntries(columns.map((column, place) => [column, row[place] ?? ''])));
  }
  return rows;
}

/** A cell without the marks of code. */
export const plain = (cell: string | undefined): string => (cell ?? '').replaceAll('`', '');
