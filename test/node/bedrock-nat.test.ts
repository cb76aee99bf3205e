/** The example of Bedrock behind a NAT prints what docs/keep-alive.md shows, but for the tenths of seconds that it measures. */
import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { codeBlocks } from '../support/markdown.ts';
import { readPage } from '../docs/blocks.ts';

/** Runs the example with the sources in place of the built package. */
async function runExample(): Promise<string> {
  const file = resolve('node_modules/.cache/bedrock-nat.mjs');
  await build({
    entryPoints: ['examples/bedrock-nat/src/main.ts'],
    bundle: true,
    format: 'esm',
    platform: 'node',
    alias: { 'ai-gateway-failover/node': './src/node/index.ts', 'ai-gateway-failover': './src/index.ts' },
    external: ['ai', '@ai-sdk/*', 'undici'],
    outfile: file,
  });
  try {
    return (await promisify(execFile)(process.execPath, [file])).stdout;
  } finally {
    rmSync(file);
  }
}

const withoutTenths = (text: string): string => text.replaceAll(/\d+\.\d s/g, 'n s').trim();

/** In Node 22 the bare provider does not recover at all: every attempt of the SDK meets the dead connection. */
const IS_SHOWN = Number(process.versions.node.split('.')[0]) >= 24;

// Real time, on a machine that may be busy.
it.skipIf(!IS_SHOWN)(
  'a dead connection costs the bare provider its limit, and the keep-alive fetch nothing',
  { retry: 2 },
  async () => {
    const output = await runExample();
    const blocks = codeBlocks(readPage('docs/keep-alive.md'), 'text');
    expect(blocks.map(withoutTenths)).toEqual([withoutTenths(output)]);
    expect(codeBlocks(readPage('examples/bedrock-nat/README.md'), 'text')).toEqual(blocks);
    // The limit of two seconds, and the two that the SDK waits before it retries.
    expect(Number(/Saved: (\d+\.\d) s/.exec(output)![1])).toBeGreaterThan(3);
  },
);
