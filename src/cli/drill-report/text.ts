/** A drill's report for a terminal. */
import type { DrillFinding, DrillLeg, DrillPlay, DrillVerdict } from '../../drill/report.ts';
import type { NamedReport } from './named-report.ts';
import type { Output } from '../terminal/output.ts';
import { seenIn } from './seen-in.ts';
import type { Style } from '../terminal/paint.ts';
import { renderTable, wrap, type Cell } from '../terminal/table.ts';
import { duration } from '../terminal/duration.ts';

const VERDICTS: Readonly<Record<DrillVerdict, { text: string; style: Style }>> = {
  answered: { text: '✓ answered', style: 'good' },
  partial: { text: '~ cut off', style: 'warn' },
  late: { text: '✗ too late', style: 'bad' },
  failed: { text: '✗ failed', style: 'bad' },
  'never-ends': { text: '✗ never ends', style: 'bad' },
};

const LEVELS: Readonly<Record<DrillFinding['level'], { mark: string; style: Style }>> = {
  error: { mark: '✗', style: 'bad' },
  warning: { mark: '!', style: 'warn' },
  note: { mark: '·', style: 'dim' },
};

const legRow = ({ leg, ok, ms, firstContentMs, failure }: DrillLeg, asked: boolean): Cell[] => [
  { text: leg },
  ok ? { text: asked ? '✓ answers' : '(not asked)', style: 'good' } : { text: `✗ ${failure?.category}`, style: 'bad' },
  { text: firstContentMs === undefined ? '–' : duration(firstContentMs) },
  { text: duration(ms) },
  { text: failure?.message ?? '' },
];

const endOf = ({ verdict, ms, by }: DrillPlay) => `${verdict} ${ms === undefined ? '' : duration(ms)} ${by}`;

/** Calls that end alike, by the same leg and as late, are one row. */
function playRows(plays: readonly DrillPlay[]): Cell[][] {
  const byEnd = new Map<string, DrillPlay[]>();
  for (const play of plays) {
    const twin = plays.find(
      other => other !== play && other.fault === play.fault && other.leg === play.leg && endOf(other) === endOf(play),
    );
    // Told with the other kind of call.
    if (twin && play.operation === 'stream') continue;
    const key = `${play.leg} ${twin ? 'both' : play.operation} ${endOf(play)}`;
    byEnd.set(key, [...(byEnd.get(key) ?? []), play]);
  }
  const rows = [...byEnd].map(([key, group]) => ({ group, isBoth: key.startsWith(`${group[0]!.leg} both `) }));
  const order = [undefined, ...new Set(plays.flatMap(({ leg }) => leg ?? []))];
  rows.sort((one, other) => order.indexOf(one.group[0]!.leg) - order.indexOf(other.group[0]!.leg));
  return rows.map(({ group, isBoth }) => {
    const { leg, operation, verdict, ms, by } = group[0]!;
    return [
      { text: leg ?? '–' },
      { text: group.map(({ fault }) => fault).join(', ') },
      { text: isBoth ? 'both' : operation },
      VERDICTS[verdict],
      { text: ms === undefined ? '–' : duration(ms) },
      { text: by ?? '–' },
    ];
  });
}

function findingLines(finding: DrillFinding, all: readonly DrillPlay[], { paint, columns }: Output): string[] {
  const { level, message, remedy } = finding;
  const { mark, style } = LEVELS[level];
  const said = wrap(message, columns - 2).map((line, index) => `${index === 0 ? mark : ' '} ${line}`);
  const advice = wrap(remedy, columns - 4).map((line, index) => `  ${index === 0 ? '→' : ' '} ${line}`);
  const seen = seenIn(finding, all);
  const shown = seen === undefined ? [] : wrap(`seen in: ${seen}`, columns - 4).map(line => `    ${line}`);
  return [...said.map(line => paint(style, line)), ...advice, ...shown.map(line => paint('dim', line))];
}

export function drillText({ chain, ok, asked, legs, plays, findings }: NamedReport, output: Output): string {
  const { paint, columns } = output;
  const table = (head: string[], rows: Cell[][]) => renderTable(head, rows, columns, paint);
  const answered = plays.filter(play => play.answered).length;
  return [
    paint('strong', `${chain}: ${ok ? 'holds' : 'does not hold'}`),
    '',
    table(
      ['leg', 'asked for real', 'first content', 'in all', ''],
      legs.map(leg => legRow(leg, asked)),
    ),
    '',
    table(['down', 'how', 'call', 'verdict', 'after', 'by'], playRows(plays)),
    '',
    `${answered} of ${plays.length} calls are answered.`,
    ...(findings.length === 0 ? [] : ['', ...findings.flatMap(finding => findingLines(finding, plays, output))]),
  ].join('\n');
}
