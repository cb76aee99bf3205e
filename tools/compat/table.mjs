// The outcome by suite and release, as a table for the terminal and for docs/compatibility.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { LEFT_OUT } from './left-out.mjs';

const PAGE = 'docs/compatibility.md';
const START = '<!-- made by `npm run test:compat -- --write` -->';
const END = '<!-- end -->';

const cell = outcome =>
  outcome === undefined ? '' : `${outcome.passed} / ${outcome.failed.length} / ${outcome.skipped}`;

function sum({ suites }) {
  const all = [...suites.values()];
  return {
    passed: all.reduce((total, { passed }) => total + passed, 0),
    failed: all.flatMap(({ failed }) => failed),
    skipped: all.reduce((total, { skipped }) => total + skipped, 0),
  };
}

/** @returns {readonly (readonly string[])[]} */
function rowsOf(results) {
  const names = [...new Set(results.flatMap(({ suites }) => [...suites.keys()]))];
  const [user, ...suites] = names;
  const sorted = [user, ...suites.sort()];
  return [
    ['passed / failed / left out', ...results.map(({ ai }) => `ai ${ai}`)],
    ...sorted.map(name => [name, ...results.map(({ suites }) => cell(suites.get(name)))]),
    ['all', ...results.map(result => cell(sum(result)))],
  ];
}

export function printTable(results) {
  const rows = rowsOf(results);
  const widths = rows[0].map((_, column) => Math.max(...rows.map(row => row[column].length)));
  for (const row of rows)
    console.log(
      row
        .map((text, column) => text.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    );
}

/** Why tests are left out, one line a reason and its releases. */
function reasonsOf(results) {
  const lines = new Map();
  for (const { ai, file, names, reason } of LEFT_OUT) {
    const releases = results.filter(result => ai.test(result.ai)).map(result => result.ai);
    const head = `${releases.length === results.length ? 'all' : releases.join(', ')}: ${reason}`;
    lines.set(head, [...(lines.get(head) ?? []), `${names ? 'some of ' : ''}\`${file}\``]);
  }
  return [...lines].map(([head, files]) => `- ${head}: ${files.join(', ')}.`).join('\n');
}

const keptIn = ai => `.compat/result-${ai}.json`;

/** Keeps a whole run for the page. */
export const keepResult = ({ ai, suites }) => writeFileSync(keptIn(ai), JSON.stringify([...suites]));

/** @param {readonly string[]} releases each of which was run as a whole */
export function writeTable(releases) {
  const results = releases.map(ai => ({ ai, suites: new Map(JSON.parse(readFileSync(keptIn(ai), 'utf8'))) }));
  const [head, ...rows] = rowsOf(results).map(row => `| ${row.join(' | ')} |`);
  const rule = `| ${rowsOf(results)[0]
    .map(() => '---')
    .join(' | ')} |`;
  const page = readFileSync(PAGE, 'utf8');
  const [before] = page.split(START);
  const [, after] = page.split(END);
  const table = [head, rule, ...rows].join('\n');
  writeFileSync(
    PAGE,
    `${before}${START}\n\n${table}\n\nLeft out, and why; a file that is named as a whole is not counted above:\n\n${reasonsOf(results)}\n\n${END}${after}`,
  );
}
