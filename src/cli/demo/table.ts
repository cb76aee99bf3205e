/** The results as a table of three columns that fits a terminal of 120 columns. */
import type { Comparison } from './compare.ts';
import type { Result } from './run-case.ts';

const WIDTHS = [36, 40, 40] as const;
const GAP = '  ';

const fit = (text: string, width: number) =>
  (text.length > width ? `${text.slice(0, width - 1)}…` : text).padEnd(width);

const row = (cells: readonly string[]) =>
  cells
    .map((cell, index) => fit(cell, WIDTHS[index] ?? 0))
    .join(GAP)
    .trimEnd();

const MARKS: Record<Result['outcome'], string> = { answered: '✓', 'looks finished': '✗', partial: '~', failed: '✗' };

/** A message on three lines at most. */
function broken(message: string): string[] {
  const width = WIDTHS[1] - 2;
  const lines: string[] = [];
  let rest = message;
  while (rest.length > width && lines.length < 2) {
    const space = rest.lastIndexOf(' ', width);
    const end = space > 0 ? space : width;
    lines.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return [...lines, fit(rest, width).trimEnd()];
}

/** What happened, then what the error says. */
function cell({ outcome, requests, text, error }: Result): string[] {
  const count = `${requests} request${requests === 1 ? '' : 's'}`;
  const what = {
    answered: 'answered',
    'looks finished': text === '' ? 'looks finished, empty' : `looks finished: "${text}"`,
    partial: `"${text}" + error`,
    failed: 'failed',
  }[outcome];
  const lines = [`${MARKS[outcome]} ${what}, ${count}`];
  if (!error) return lines;
  const { name, status, retryable, message } = error;
  const facts = [name, status, retryable === undefined ? undefined : retryable ? 'retryable' : 'final'];
  const said = message === '' ? '(no message)' : message.replaceAll(/\s+/g, ' ');
  lines.push(`  ${facts.filter(fact => fact !== undefined).join(', ')}`, ...broken(said).map(line => `  ${line}`));
  return lines;
}

function rows({ call, model, name, bare, wrapped }: Comparison): string[] {
  const columns = [[name, `${call}, ${model}`], cell(bare), cell(wrapped)];
  const height = Math.max(...columns.map(lines => lines.length));
  return Array.from({ length: height }, (_, line) => row(columns.map(lines => lines[line] ?? '')));
}

/** The whole table. */
export function table(groups: readonly { title: string; comparisons: readonly Comparison[] }[]): string {
  const rule = WIDTHS.map(width => '─'.repeat(width)).join(GAP);
  return [
    row(['what comes back', 'the bare SDK, maxRetries: 1', 'with gatewayErrorMiddleware()']),
    rule,
    ...groups.flatMap(({ title, comparisons }) => [
      '',
      `── ${title}`,
      ...comparisons.flatMap(item => ['', ...rows(item)]),
    ]),
  ].join('\n');
}

/** How many cases ended how. */
export function summary(groups: readonly { comparisons: readonly Comparison[] }[]): string {
  const all = groups.flatMap(({ comparisons }) => comparisons);
  const count = (side: 'bare' | 'wrapped', outcome: Result['outcome']) =>
    all.filter(item => item[side].outcome === outcome).length;
  const line = (name: string, side: 'bare' | 'wrapped') =>
    `${name}: ${count(side, 'answered')} of ${all.length} answered, ${count(side, 'looks finished')} looked finished and were not`;
  return `${line('bare SDK', 'bare')}\n${line('with the middleware', 'wrapped')}`;
}
