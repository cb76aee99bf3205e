/** The page about Workers shows the Worker that test/plain-worker runs, and the page about runtimes what is played in them. */
import { readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { codeBlocks } from '../support/markdown.ts';
import { readPage } from './blocks.ts';

it('the Worker of docs/workers.md is the one that runs', () => {
  expect(codeBlocks(readPage('docs/workers.md'), 'ts')).toEqual([readFileSync('examples/worker/worker.ts', 'utf8')]);
});

/** The scenarios import the package by its name, as it is installed beside them when they are played. */
async function namesOfScenarios(): Promise<string[]> {
  const file = resolve('node_modules/.cache/runtime-scenarios.mjs');
  await build({
    entryPoints: ['test/runtimes/scenarios.ts'],
    bundle: true,
    format: 'esm',
    platform: 'node',
    alias: { 'ai-gateway-failover': './src/index.ts' },
    external: ['ai', '@ai-sdk/*'],
    outfile: file,
  });
  try {
    const { scenarios, single } = (await import(pathToFileURL(file).href)) as Record<string, [name: string][]>;
    return [...scenarios!, ...single!].map(([name]) => name);
  } finally {
    rmSync(file);
  }
}

it('docs/runtimes.md has a row for each scenario, and no failure', async () => {
  const [head, , ...rows] = readPage('docs/runtimes.md')
    .split('\n')
    .filter(line => line.startsWith('| '))
    .map(line => line.split('|').map(cell => cell.trim()));
  expect(rows.map(cells => cells[1])).toEqual([...(await namesOfScenarios()), 'the process ends by itself']);
  expect(head!.slice(3, -1).map(name => name.split(' ')[0])).toEqual(['Node', 'Node', 'Node', 'Bun', 'Deno']);
  expect(rows.flatMap(cells => cells.slice(3, -1)).filter(cell => cell !== 'yes')).toEqual([]);
});
