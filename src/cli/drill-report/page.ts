/** A drill's report as a page of one file: no script, nothing from elsewhere. */
import type { DrillFinding, DrillLeg, DrillPlay, DrillVerdict } from '../../drill/report.ts';
import { nameOfPlay } from '../../drill/findings.ts';
import { duration } from '../terminal/duration.ts';
import { escapeHtml, nameHtml, withCode } from './html.ts';
import type { NamedReport } from './named-report.ts';
import { picture } from './picture.ts';
import { seenIn } from './seen-in.ts';
import { STYLE } from './style.ts';

const VERDICTS: Readonly<Record<DrillVerdict, { text: string; look: string }>> = {
  answered: { text: '✓ answered', look: 'good' },
  partial: { text: '~ cut off', look: 'warn' },
  late: { text: '✗ too late', look: 'bad' },
  failed: { text: '✗ failed', look: 'bad' },
  'never-ends': { text: '✗ never ends', look: 'bad' },
};

const LEVELS: Readonly<Record<DrillFinding['level'], { text: string; look: string }>> = {
  error: { text: '✗ Error', look: 'bad' },
  warning: { text: '! Warning', look: 'warn' },
  note: { text: '· Note', look: 'soft' },
};

const CALLS = { generate: 'generateText', stream: 'streamText', embed: 'embed' } as const;

function verdictOf({ verdict }: DrillPlay, href?: string): string {
  const { text, look } = VERDICTS[verdict];
  return href === undefined
    ? `<span class="${look} verdict">${text}</span>`
    : `<a class="${look} verdict" href="${href}">${text}</a>`;
}

const afterAndBy = ({ ms, by }: DrillPlay): string =>
  `${ms === undefined ? '' : ` after ${duration(ms)}`}${by === undefined ? '' : ` by ${nameHtml(by)}`}`;

const row = (cells: readonly string[]): string => `<tr>${cells.join('')}</tr>`;
const cell = (html: string, look = ''): string => `<td${look === '' ? '' : ` class="${look}"`}>${html}</td>`;
const rowHead = (text: string): string => `<th scope="row">${nameHtml(text)}</th>`;

/** A table that scrolls by itself where the screen is narrow, also by keyboard. */
function table(caption: string, head: readonly string[], groups: readonly (readonly string[])[]): string {
  const columns = head.map(text => `<th scope="col">${escapeHtml(text)}</th>`).join('');
  const bodies = groups.map(rows => `<tbody>${rows.join('')}</tbody>`).join('');
  return `<div class="scroll" role="region" aria-label="${escapeHtml(caption)}" tabindex="0"><table><caption>${escapeHtml(caption)}</caption><thead><tr>${columns}</tr></thead>${bodies}</table></div>`;
}

/** Why one did not answer stands in a finding. */
const legRow = ({ leg, ok, ms, firstContentMs, failure }: DrillLeg, asked: boolean): string =>
  row([
    rowHead(leg),
    ok
      ? cell(asked ? '✓ answers' : '(not asked)', 'good')
      : cell(`✗ ${escapeHtml(failure?.category ?? 'fails')}`, 'bad'),
    cell(firstContentMs === undefined ? '–' : duration(firstContentMs), 'number'),
    cell(asked ? duration(ms) : '–', 'number'),
  ]);

function findingItem(finding: DrillFinding, plays: readonly DrillPlay[]): string {
  const { text, look } = LEVELS[finding.level];
  const seen = seenIn(finding, plays);
  const where = seen === undefined ? '' : `<p class="soft">Seen in: ${escapeHtml(seen)}</p>`;
  return `<li><p><strong class="${look}">${text}:</strong> ${withCode(finding.message)}</p><p>→ ${withCode(finding.remedy)}</p>${where}</li>`;
}

/** Plays of one leg, those of one fault beside each other. */
function byLeg(plays: readonly DrillPlay[]): Map<string | undefined, DrillPlay[][]> {
  const legs = Map.groupBy(plays, ({ leg }) => leg);
  return new Map([...legs].map(([leg, group]) => [leg, [...Map.groupBy(group, ({ fault }) => fault).values()]]));
}

/** A group of rows for each leg, a row for each fault, a column for each kind of call. */
function overview(caption: string, plays: readonly DrillPlay[], idOf: (play: DrillPlay) => string): string {
  const operations = [...new Set(plays.map(({ operation }) => operation))];
  const groups = [...byLeg(plays)].map(([leg, faults]) => {
    const rows = faults.map(group => {
      const ends = operations.map(operation => {
        const play = group.find(item => item.operation === operation);
        return play ? cell(`${verdictOf(play, `#${idOf(play)}`)}${afterAndBy(play)}`) : cell('–');
      });
      return row([rowHead(group[0]!.title), ...ends]);
    });
    if (leg === undefined) return rows;
    const head = `<th scope="rowgroup" colspan="${operations.length + 1}">${nameHtml(leg)} is down</th>`;
    return [row([head]), ...rows];
  });
  return table(caption, ['how', ...operations.map(operation => CALLS[operation])], groups);
}

function playDetails(play: DrillPlay, id: string, isOpen: boolean): string {
  const { title, operation, remedy, failure, timeline, leg, hits } = play;
  const others = hits.filter(name => name !== leg);
  const steps = timeline.map(step => `<li><time>${duration(step.ms)}</time><span>${escapeHtml(step.text)}</span></li>`);
  return [
    `<details id="${id}"${isOpen ? ' open' : ''}>`,
    `<summary><strong>${escapeHtml(title)}</strong> (${CALLS[operation]}): ${verdictOf(play)}${afterAndBy(play)}</summary>`,
    '<div>',
    ...(others.length > 0 ? [`<p>It hits ${escapeHtml(others.join(' and '))}, too.</p>`] : []),
    ...(failure ? [`<p class="soft">${withCode(failure.message)}</p>`] : []),
    ...(remedy === undefined ? [] : [`<p>→ ${withCode(remedy)}</p>`]),
    picture(play, id),
    `<ol class="steps">${steps.join('')}</ol>`,
    '</div></details>',
  ].join('');
}

/** What each error is first seen in stands open: the others of its kind look alike. */
function allDetails({ plays, findings }: NamedReport, idOf: (play: DrillPlay) => string): string[] {
  const open = new Set(findings.map(({ level, plays: [first] }) => (level === 'error' ? first : undefined)));
  return [...byLeg(plays)].flatMap(([leg, faults]) => [
    ...(leg === undefined ? [] : [`<h4>${nameHtml(leg)} is down</h4>`]),
    ...faults.flat().map(play => playDetails(play, idOf(play), open.has(nameOfPlay(play)))),
  ]);
}

const holds = (ok: boolean): string =>
  `<span class="${ok ? 'good' : 'bad'}">${ok ? '✓ holds' : '✗ does not hold'}</span>`;

function chainSection(report: NamedReport, index: number): string {
  const { chain, ok, asked, legs, plays, findings } = report;
  const idOf = (play: DrillPlay) => `chain-${index}-play-${plays.indexOf(play)}`;
  const answered = plays.filter(play => play.answered).length;
  const how = asked ? 'Each leg was asked once, for real.' : 'No leg was asked: they are taken to answer at once.';
  return [
    `<section aria-labelledby="chain-${index}">`,
    `<h2 id="chain-${index}">${escapeHtml(chain)}: ${holds(ok)}</h2>`,
    `<p>${answered} of ${plays.length} calls are answered. ${how} The outages were played in virtual time.</p>`,
    '<h3>What to change</h3>',
    findings.length === 0
      ? '<p>Nothing.</p>'
      : `<ul class="findings">${findings.map(finding => findingItem(finding, plays)).join('')}</ul>`,
    '<h3>Legs</h3>',
    table(
      `The legs of ${chain} as they were found`,
      ['leg', 'verdict', 'first content', 'in all'],
      [legs.map(leg => legRow(leg, asked))],
    ),
    '<h3>Outages</h3>',
    overview(`What becomes of calls of ${chain}`, plays, idOf),
    '<h3>Each call along the time</h3>',
    ...allDetails(report, idOf),
    '</section>',
  ].join('\n');
}

/** Where there is more than one chain, which ones, and how they stand. */
const contents = (reports: readonly NamedReport[]): string => {
  if (reports.length < 2) return '';
  const items = reports.map(
    ({ chain, ok }, index) => `<li><a href="#chain-${index}">${escapeHtml(chain)}</a>: ${holds(ok)}</li>`,
  );
  return `<nav aria-label="Chains"><ul>${items.join('')}</ul></nav>`;
};

/** @param reports without secrets */
export function drillPage(reports: readonly NamedReport[]): string {
  const ok = reports.every(report => report.ok);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Failover drill: ${ok ? 'holds' : 'does not hold'}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>Failover drill</h1>
<p>What becomes of calls when a leg is down: who answers, and how late.</p>${contents(reports)}
${reports.map(chainSection).join('\n')}
</main>
</body>
</html>
`;
}
