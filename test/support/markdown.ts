/** Reads what a page shows: its code blocks and its tables. */

/** The code blocks of one language, as they stand. */
export const codeBlocks = (page: string, language: string): string[] =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 'gs'))].map(match => match[1]!);

/** The rows of the table below a heading, without its head; cells without the back ticks around a whole cell. */
export function tableBelow(page: string, heading: string): string[][] {
  const section = page.slice(page.indexOf(`\n## ${heading}\n`)).split('\n## ')[1] ?? '';
  return section
    .split('\n')
    .filter(line => line.startsWith('|'))
    .slice(2)
    .map(line =>
      line
        .replaceAll(String.raw`\|`, '\u0000')
        .split('|')
        .slice(1, -1)
        .map(cell =>
          cell
            .replaceAll('\u0000', '|')
            .trim()
            .replace(/^`([^`]*)`$/, '$1'),
        ),
    );
}
