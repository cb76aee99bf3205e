/** Tables for a terminal. */
import type { Paint, Style } from './paint.ts';

export interface Cell {
  text: string;
  style?: Style;
}

const GAP = '  ';

const widthOf = (text: string): number => [...text].length;

/** A text in lines of at most so many characters, broken at spaces where it can be. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    let rest = word;
    if (line !== '' && widthOf(line) + 1 + widthOf(rest) > width) {
      lines.push(line);
      line = '';
    }
    while (widthOf(rest) > width) {
      lines.push([...rest].slice(0, width).join(''));
      rest = [...rest].slice(width).join('');
    }
    line = line === '' ? rest : `${line} ${rest}`;
  }
  return [...lines, line];
}

/** Widths of the columns: as wide as their contents, the last one as wide as there is room. */
function widths(rows: readonly (readonly Cell[])[], columns: number): number[] {
  const most = rows[0]!.map((_, column) => Math.max(...rows.map(row => widthOf(row[column]?.text ?? ''))));
  const last = most.length - 1;
  // No column but the last takes more than a third.
  const kept = most.map((width, column) => (column === last ? width : Math.min(width, Math.floor(columns / 3))));
  const used = kept.slice(0, last).reduce((sum, width) => sum + width + GAP.length, 0);
  return [...kept.slice(0, last), Math.max(20, Math.min(kept[last]!, columns - used))];
}

/** @param rows the first one holds the names of the columns */
export function renderTable(
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  columns: number,
  paint: Paint,
): string {
  const all = [head.map((text): Cell => ({ text, style: 'strong' })), ...rows];
  const sizes = widths(all, columns);
  const lines = all.flatMap(row => {
    const cells = row.map(({ text }, column) => wrap(text, sizes[column]!));
    const height = Math.max(...cells.map(cell => cell.length));
    return Array.from({ length: height }, (_, line) =>
      row
        .map(({ style }, column) => {
          const text = (cells[column]![line] ?? '').padEnd(sizes[column]!);
          return style ? paint(style, text) : text;
        })
        .join(GAP)
        .trimEnd(),
    );
  });
  return lines.join('\n');
}
