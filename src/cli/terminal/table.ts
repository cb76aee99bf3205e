/** Tables for a terminal. */
import type { Paint, Style } from './paint.ts';
import { beginningWithin, widthOf } from './width.ts';

export interface Cell {
  text: string;
  style?: Style;
}

const GAP = '  ';

/** A text in lines of at most so many columns, broken at spaces where it can be. */
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
      const begin = beginningWithin(rest, width);
      lines.push(begin);
      rest = rest.slice(begin.length);
    }
    line = line === '' ? rest : `${line} ${rest}`;
  }
  return [...lines, line];
}

/** No column is narrower, unless all it holds is. */
const LEAST_WIDTH = 8;

/** Widths of the columns: as wide as their contents; where that is too wide, the widest ones give way. */
function widths(rows: readonly (readonly Cell[])[], columns: number): number[] {
  const sizes = rows[0]!.map((_, column) => Math.max(...rows.map(row => widthOf(row[column]?.text ?? ''))));
  let over = sizes.reduce((sum, width) => sum + width + GAP.length, -GAP.length) - columns;
  for (; over > 0; over -= 1) {
    const widest = sizes.indexOf(Math.max(...sizes));
    if (sizes[widest]! <= LEAST_WIDTH) break;
    sizes[widest]! -= 1;
  }
  return sizes;
}

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
          const said = cells[column]![line] ?? '';
          const text = said + ' '.repeat(Math.max(0, sizes[column]! - widthOf(said)));
          return style ? paint(style, text) : text;
        })
        .join(GAP)
        .trimEnd(),
    );
  });
  return lines.join('\n');
}
