/** The pages of the drill and of the command list what there is, and say what happens. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { EXIT } from '../../src/cli/exit.ts';
import { FAULTS, FAULT_AFTER_MS } from '../../src/drill/faults.ts';
import { FAULT_NAMES } from '../../src/drill/options.ts';
import { drill } from '../../src/drill/index.ts';
import { runHere } from '../cli/run.ts';
import { plain, readTable } from './tables.ts';

const page = 'docs/drill.md';
const first = (rows: Record<string, string>[], column: string) => rows.map(row => plain(row[column]));
const source = (file: string) => readFileSync(new URL(`../../src/drill/${file}`, import.meta.url), 'utf8');
/** The members of a union of texts. */
const unionOf = (name: string): string[] => {
  const [, body = ''] = new RegExp(`type ${name} =([^;]*);`).exec(source('report.ts')) ?? [];
  return [...body.matchAll(/'([\w-]+)'/g)].map(match => match[1]!);
};

it('lists every fault, with what it tells', () => {
  expect(first(readTable(page, 'fault'), 'fault')).toEqual(FAULT_NAMES);
  expect(Object.keys(FAULTS)).toEqual(FAULT_NAMES);
  expect(FAULT_AFTER_MS).toBe(100);
  expect(FAULTS['http-429'].title).toBe('429 with Retry-After: 30');
});

it('lists every option', async () => {
  const { message } = (await drill('openai/gpt-5', { nothing: 1 } as never).catch(
    (error: unknown) => error as Error,
  )) as Error;
  const known = [...message.matchAll(/`(\w+)`/g)].map(match => match[1]!).slice(1);
  expect(first(readTable(page, 'option', 'default'), 'option')).toEqual(known);
});

it('lists every verdict and every finding', () => {
  expect(first(readTable(page, 'verdict'), 'verdict')).toEqual(unionOf('DrillVerdict'));
  expect(first(readTable(page, 'finding'), 'finding').toSorted()).toEqual(unionOf('DrillFindingCode').toSorted());
});

it('lists the exit codes and the options of the command', async () => {
  expect(first(readTable('docs/cli.md', 'exit code'), 'exit code').map(Number)).toEqual(Object.values(EXIT));
  const { out } = await runHere(['drill', '--help']);
  const shown = [...out.matchAll(/(--[\w-]+)/g)].map(match => match[1]!);
  const listed = first(readTable('docs/cli.md', 'option'), 'option');
  expect(listed.length).toBeGreaterThan(3);
  for (const option of [...listed, '--only', '--dotenv', '--json']) expect(shown).toContain(option);
  expect(
    shown.filter(option => !readFileSync(new URL('../../docs/cli.md', import.meta.url), 'utf8').includes(option)),
  ).toEqual([]);
});
