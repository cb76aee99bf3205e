/** The page on contract tests is true: each of its examples is a test of `examples/`, word for word. */

import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as mocks from '../../mocks/index.ts';

const page = readFileSync(new URL('../../docs/contract-tests.md', import.meta.url), 'utf8');
const folder = new URL('examples/', import.meta.url);

const shown = new Map(
  [...page.matchAll(/```ts\n\/\/ (\S+\.test\.ts)\n(.*?)```/gs)].map(match => [match[1] as string, match[2] as string]),
);

test.each(readdirSync(folder))('%s stands in the page as it runs', file => {
  const source = readFileSync(new URL(file, folder), 'utf8');
  const published = source
    .replaceAll("'../../../mocks/index.ts'", "'ai-gateway-failover/msw'")
    .replaceAll("'../../../src/index.ts'", "'ai-gateway-failover'");
  expect(shown.get(file)).toBe(published);
});

test('every example of the page is a test', () => {
  expect([...shown.keys()].toSorted()).toEqual(readdirSync(folder).toSorted());
});

test('every step of the page exists, and every function is in the page', () => {
  const functions = Object.entries(mocks)
    .filter(([, value]) => typeof value === 'function')
    .map(([name]) => name);
  expect(functions.filter(name => !page.includes(`${name}(`))).toEqual([]);
  const table = page.slice(page.indexOf('## Steps'), page.indexOf('## What was asked'));
  const steps = [...table.matchAll(/^\| `(\w+)\(/gm)].map(match => match[1] as string);
  expect(steps.filter(name => !functions.includes(name))).toEqual([]);
  expect([...steps, 'handlers', 'scenario'].toSorted()).toEqual(functions.toSorted());
});
