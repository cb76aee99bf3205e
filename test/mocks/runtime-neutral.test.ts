/** The mocks run wherever `fetch` does: they import nothing of Node, and of msw only its neutral core. */

import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const folder = new URL('../../mocks/', import.meta.url);
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts'));

function importsOf(file: string): string[] {
  const source = readFileSync(new URL(file, folder), 'utf8');
  return [...source.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(match => match[1] as string);
}

/** Whether an import stays inside the folder, but for the type of a failure; of packages only msw is allowed. */
function isAllowed(specifier: string, file: string): boolean {
  if (!specifier.startsWith('.')) return specifier === 'msw';
  const target = new URL(specifier, new URL(file, folder)).pathname;
  return target.startsWith(folder.pathname) || target.endsWith('/src/failure.ts');
}

test.each(files)('%s imports nothing that needs Node', file => {
  expect(importsOf(file).filter(specifier => !isAllowed(specifier, file))).toEqual([]);
});

test.each(files)('%s uses no global of Node', file => {
  const source = readFileSync(new URL(file, folder), 'utf8');
  expect(source).not.toMatch(/\b(?:process|Buffer|require|__dirname|setImmediate)\b[.(]/);
});

test('only the handlers need msw', () => {
  expect(files.filter(file => importsOf(file).includes('msw'))).toEqual(['handlers.ts']);
});
