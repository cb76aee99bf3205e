/** Two timelines as two columns. */
import type { Line } from './two-calls.ts';

const WIDTH = 62;

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

export function sideBySide(columns: readonly (readonly [title: string, lines: readonly Line[]])[]): string {
  const cells = columns.map(([title, lines]) => [
    title,
    ...lines.map(({ ms, text }) => `${seconds(ms).padStart(6)}  ${text}`),
  ]);
  const height = Math.max(...cells.map(({ length }) => length));
  const rows = Array.from({ length: height }, (_, row) =>
    cells
      .map(column => (column[row] ?? '').padEnd(WIDTH))
      .join('')
      .trimEnd(),
  );
  return rows.join('\n');
}
