/** Installs the packages to compare with, pinned in tools/bench, and loads them. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LanguageModel } from '../src/sdk-types.ts';

/** Makes one model of several. */
export type Chain = (legs: LanguageModel[]) => LanguageModel;

const folder = fileURLToPath(new URL('../tools/bench', import.meta.url));

/** Installs the lockfile of tools/bench, unless exactly that was installed there before. */
export function installPeers(): void {
  const stamp = join(folder, 'node_modules', '.installed');
  const lockfile = readFileSync(join(folder, 'package-lock.json'));
  const wanted = createHash('sha256').update(lockfile).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status } = spawnSync('npm', args, { cwd: folder, stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) throw new Error('The packages to compare with could not be installed (tools/bench)');
  writeFileSync(stamp, wanted);
}

/** The packages by name and version. Not a static import: their types would need them installed. */
export async function loadPeers(): Promise<Record<string, Chain>> {
  const { peers } = await import(new URL('../tools/bench/peers.mjs', import.meta.url).href);
  return peers;
}
