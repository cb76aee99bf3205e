/** The mocks run wherever `fetch` does: they import nothing of Node, and of msw only its neutral core. */

import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { expect, test } from 'vitest';

const folder = new URL('../../mocks/', import.meta.url);
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts'));

function importsOf(file: string): string[] {
  const source = readFileSync(new URL(file, folder), 'utf8');
  return [...source.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(match => match[1] as string);
}

test.each(files)('%s imports nothing that needs Node', file => {
  for (const specifier of importsOf(file)) {
    if (specifier.startsWith('.')) {
      const target = new URL(specifier, new URL(file, folder)).pathname;
      const isOwn = target.startsWith(folder.pathname) || target.endsWith('/src/failure.ts');
      expect(isOwn, `${file} imports ${specifier}`).toBe(true);
    } else {
      expect(specifier).toBe('msw');
      expect(builtinModules).not.toContain(specifier);
    }
  }
});

test.each(files)('%s uses no global of Node', file => {
  const source = readFileSync(new URL(file, folder), 'utf8');
  expect(source).not.toMatch(/\b(?:process|Buffer|require|__dirname|setImmediate)\b[.(]/);
});

test('only the handlers need msw', () => {
  expect(files.filter(file => importsOf(file).includes('msw'))).toEqual(['handlers.ts']);
});
