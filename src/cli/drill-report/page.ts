/** A drill's report as a page of one file: no script, nothing from elsewhere. */
import type { DrillFinding, DrillLeg, DrillPlay, DrillVerdict } from '../../drill/report.ts';
import { duration } from '../terminal/duration.ts';
import { escapeHtml, withCode } from './html.ts';
import type { NamedReport } from './named-report.ts';
import { picture } from './picture.ts';
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

const CALLS = { generate: 'generateText', stream: 'streamText' } as const;

const row = (cells: readonly string[]): string => `<tr>${cells.join('')}</tr>`;
const cell = (html: string, look = ''): string => `<td${look === '' ? '' : ` class="${look}"`}>${html}</td>`;
const rowHead = (text: string): string => `<th scope="row">${escapeHtml(text)}</th>`;

/** A table that scrolls by itself where the screen is narrow, also by keyboard. */
function table(caption: string, head: readonly string[], rows: readonly string[]): string {
  const columns = head.map(text => `<th scope="col">${escapeHtml(text)}</th>`).join('');
  return `<div class="scroll" role="region" aria-label="${escapeHtml(caption)}" tabindex="0"><table><caption>${escapeHtml(caption)}</caption><thead><tr>${columns}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

const legRow = ({ leg, ok, ms, firstContentMs, failure }: DrillLeg): string =>
  row([
    rowHead(leg),
    cell(ok ? '✓ answers' : `✗ ${escapeHtml(failure?.category ?? 'fails')}`, ok ? 'good' : 'bad'),
    cell(firstContentMs === undefined ? '–' : duration(firstContentMs), 'number'),
    cell(duration(ms), 'number'),
    cell(failure ? `${escapeHtml(failure.message)} ${escapeHtml(failure.remedy ?? '')}` : ''),
  ]);

function findingItem({ level, message, remedy, plays }: DrillFinding): string {
  const { text, look } = LEVELS[level];
  const seen = plays.length === 0 ? '' : `<p class="soft">Seen in: ${escapeHtml(plays.join(', '))}</p>`;
  return `<li><p><strong class="${look}">${text}:</strong> ${withCode(message)}</p><p>→ ${withCode(remedy)}</p>${seen}</li>`;
}

const titleOf = ({ leg, title }: DrillPlay): string => (leg === undefined ? title : `${leg}. ${title}`);

/** A row for each fault, a column for each kind of call. */
function overview(plays: readonly DrillPlay[], idOf: (play: DrillPlay) => string): string {
  const rows = new Map<string, DrillPlay[]>();
  for (const play of plays) {
    const key = `${play.leg ?? ''} ${play.fault}`;
    rows.set(key, [...(rows.get(key) ?? []), play]);
  }
  const operations = [...new Set(plays.map(({ operation }) => operation))];
  const body = [...rows.values()].map(group =>
    row([
      rowHead(group[0]!.leg ?? 'none'),
      cell(escapeHtml(group[0]!.title)),
      ...operations.map(operation => {
        const play = group.find(item => item.operation === operation);
        if (!play) return cell('–');
        const { text, look } = VERDICTS[play.verdict];
        const when = play.ms === undefined ? '' : ` after ${duration(play.ms)}`;
        const who = play.by === undefined ? '' : ` by ${escapeHtml(play.by)}`;
        return cell(`<a class="${look}" href="#${idOf(play)}">${text}</a>${when}${who}`);
      }),
    ]),
  );
  return table('What becomes of a call', ['down', 'how', ...operations.map(operation => CALLS[operation])], body);
}

function playDetails(play: DrillPlay, id: string): string {
  const { verdict, operation, ms, by, remedy, failure, timeline, leg, hits } = play;
  const { text, look } = VERDICTS[verdict];
  const others = hits.filter(name => name !== leg);
  const steps = timeline.map(step => `<li><time>${duration(step.ms)}</time><span>${escapeHtml(step.text)}</span></li>`);
  return [
    `<details id="${id}"${play.answered ? '' : ' open'}>`,
    `<summary><strong>${escapeHtml(titleOf(play))}</strong> (${CALLS[operation]}): <span class="${look}">${text}</span>${by === undefined ? '' : ` by ${escapeHtml(by)}`}${ms === undefined ? '' : ` after ${duration(ms)}`}</summary>`,
    '<div>',
    ...(others.length > 0 ? [`<p>It hits ${escapeHtml(others.join(' and '))}, too.</p>`] : []),
    ...(failure ? [`<p class="soft">${escapeHtml(failure.message)}</p>`] : []),
    ...(remedy === undefined ? [] : [`<p>→ ${withCode(remedy)}</p>`]),
    picture(play, id),
    `<ol class="steps">${steps.join('')}</ol>`,
    '</div></details>',
  ].join('');
}

function chainSection(report: NamedReport, index: number): string {
  const { chain, ok, asked, legs, plays, findings } = report;
  const idOf = (play: DrillPlay) => `chain-${index}-play-${plays.indexOf(play)}`;
  const answered = plays.filter(play => play.answered).length;
  const how = asked ? 'Each leg was asked once, for real.' : 'No leg was asked: they are taken to answer at once.';
  return [
    `<section aria-labelledby="chain-${index}">`,
    `<h2 id="chain-${index}">${escapeHtml(chain)}: <span class="${ok ? 'good' : 'bad'}">${ok ? '✓ holds' : '✗ does not hold'}</span></h2>`,
    `<p>${answered} of ${plays.length} calls are answered. ${how} The outages were played in virtual time.</p>`,
    '<h3>What to change</h3>',
    findings.length === 0 ? '<p>Nothing.</p>' : `<ul class="findings">${findings.map(findingItem).join('')}</ul>`,
    '<h3>Legs</h3>',
    table('The legs as they were found', ['leg', 'verdict', 'first content', 'in all', 'why'], legs.map(legRow)),
    '<h3>Outages</h3>',
    overview(plays, idOf),
    '<h3>Each call along the time</h3>',
    ...plays.map(play => playDetails(play, idOf(play))),
    '</section>',
  ].join('\n');
}

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
<p>What becomes of calls when a leg is down: who answers, and how late.</p>
${reports.map(chainSection).join('\n')}
</main>
</body>
</html>
`;
}
