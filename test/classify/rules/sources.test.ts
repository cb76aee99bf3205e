/** Every table of rules says which page documents it: as a comment above its first row, and above rows of another page. */
import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { TABLE } from '../../../src/classify/all-rules.ts';

const folder = new URL('../../../src/classify/rules/', import.meta.url);
const PAGE = /^\s*\/\/ https:\/\/[\w.-]+\.[a-z]+\/\S*$/;

/** The line behind the beginning of each table. */
const firstLines = globSync('**/*.ts', { cwd: folder.pathname }).flatMap(name => {
  const lines = readFileSync(new URL(name, folder), 'utf8').split('\n');
  return lines.flatMap((line, index) => (/\brules\('[\w-]+', \[$/.test(line) ? [`${name}: ${lines[index + 1]}`] : []));
});

test('every table begins with its page', () => {
  expect(firstLines.length).toBeGreaterThan(30);
  expect(firstLines.filter(line => !PAGE.test(line.slice(line.indexOf(': ') + 2)))).toEqual([]);
});

test('every rule has an id of its own', () => {
  const ids = TABLE.map(({ id }) => id);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});
