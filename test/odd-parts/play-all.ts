/**
 * Plays a share of the matrix in a process of its own, since what is proved is that the process lives on. Prints what it
 * found as one line of JSON.
 *
 *   node test/odd-parts/play-all.ts <all | share | careless> <this part> <of so many> [pattern of titles, whose facts are shown]
 */
import { seeded } from '../support/concurrently.ts';
import { cellsOf, ODD_ANSWERS, ODD_PARTS, ODD_THROWN, titleOf, type Cell, type OddKind } from './cells.ts';
import { CARELESS } from './configurations.ts';
import { judge, type Finding } from './judge.ts';
import { playCell, type Facts } from './play-cell.ts';
import { watchProcess } from './watched-process.ts';

/** What was found of one kind of oddity. */
export interface Played {
  cells: number;
  findings: (Finding & { cell: string })[];
}

/** What became of a share. */
export interface Report {
  parts: Record<string, Played>;
  results: Record<string, Played>;
  thrown: Record<string, Played>;
  /** Where the bare SDK itself made the process complain, or has no end. */
  bareComplaints: string[];
}

/** In the short run each odd part stands at each position, in as many cells as this. */
const CELLS_OF_A_POSITION = 3;

const [extent = 'share', index = '0', count = '1', pattern] = process.argv.slice(2);
(globalThis as { AI_SDK_LOG_WARNINGS?: boolean }).AI_SDK_LOG_WARNINGS = false;
const watched = watchProcess();
const random = seeded(20_261_205);

/** Some of the cells of a kind, the same in every run. */
function some(cells: readonly Cell[]): Cell[] {
  const byPosition = Map.groupBy(cells, ({ position }) => position);
  return [...byPosition.values()].flatMap(group => {
    const left = [...group];
    const most = group[0]!.position === undefined ? left.length : CELLS_OF_A_POSITION;
    return Array.from(
      { length: Math.min(most, left.length) },
      () => left.splice(Math.floor(random() * left.length), 1)[0]!,
    );
  });
}

/** The same cell around which a middleware stands that does everything wrong. */
const inCareless = (cell: Cell): Cell[] =>
  cell.configuration === 'gatewayErrorMiddleware' ? [{ ...cell, configuration: CARELESS }] : [];

async function play(kind: OddKind, cells: readonly Cell[], bareComplaints: string[]): Promise<Played> {
  const played: Played = { cells: 0, findings: [] };
  const bares = new Map<string, Facts>();
  for (const cell of cells) {
    const title = titleOf(cell);
    if (pattern !== undefined && !title.includes(pattern)) continue;
    const { position, source, configuration } = cell;
    const isContinuation = configuration === 'a router whose continuation is odd';
    const key = `${position} ${source} ${isContinuation}`;
    let bare = bares.get(key);
    if (!bare) {
      const call = kind.result ? 'generateText' : 'streamText';
      bares.set(key, (bare = await playCell({ ...cell, call }, watched, true)));
      const complaints = [...bare.uncaught, ...bare.unhandled, ...(bare.outcome ? [] : ['no end'])];
      bareComplaints.push(...complaints.map(complaint => `${title}: ${complaint}`));
    }
    const facts = await playCell(cell, watched);
    if (pattern !== undefined) console.error(title, JSON.stringify({ facts, bare: bare.outcome }, undefined, 1));
    played.cells += 1;
    played.findings.push(...judge(cell, facts, bare).map(finding => ({ ...finding, cell: title })));
  }
  return played;
}

const report: Report = { parts: {}, results: {}, thrown: {}, bareComplaints: [] };
/** One that the bare SDK does not stand, and one that it does. */
const FOR_CARELESS: ReadonlySet<string> = new Set(['null', 'ping with more']);
const kinds =
  extent === 'careless'
    ? ODD_PARTS.filter(({ name }) => FOR_CARELESS.has(name))
    : [...ODD_PARTS, ...ODD_ANSWERS, ...ODD_THROWN];
for (const [at, kind] of kinds.entries()) {
  // Drawn for all, so that the cells are the same however many processes there are.
  const cells = extent === 'share' ? some(cellsOf(kind)) : cellsOf(kind);
  if (at % Number(count) !== Number(index)) continue;
  const played = extent === 'careless' ? cells.flatMap(inCareless) : cells;
  const section = kind.result ? 'results' : kind.thrown ? 'thrown' : 'parts';
  report[section][kind.name] = await play(kind, played, report.bareComplaints);
}
console.log(JSON.stringify(report));
