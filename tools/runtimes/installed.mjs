// The pinned runtimes, installed when they are first needed; where there are none for a system, those on its PATH.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));
const older = join(folder, 'older');
const { arch } = process;

/** Flags for Deno: everything allowed, and nothing but what is installed. */
const DENO = ['run', '-A', '--cached-only', '--node-modules-dir=manual', '--no-lock'];

/** The folder of a runtime, its binary within `node_modules` there, what it is called on a PATH, and what stands before a file. */
const RUNTIMES = [
  ['Node 22', older, `node-22-${arch}/bin/node`, undefined, []],
  ['Node 24', older, `node-24-${arch}/bin/node`, 'node', []],
  ['newest Node', folder, `node-newest-${arch}/bin/node`, undefined, []],
  ['Bun', folder, `@oven/bun-linux-${arch === 'arm64' ? 'aarch64' : arch}/bin/bun`, 'bun', ['run']],
  ['Deno', folder, `@deno/linux-${arch}-glibc/deno`, 'deno', DENO],
];

function install(folder) {
  const stamp = join(folder, 'node_modules', '.installed');
  const wanted = createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  const flags = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync('npm', flags, { cwd: folder, stdio: 'inherit', shell: process.platform === 'win32' });
  if (existsSync(join(folder, 'node_modules'))) writeFileSync(stamp, wanted);
}

const versionOf = command => {
  const { status, stdout } = spawnSync(command, ['--version'], { encoding: 'utf8' });
  return status === 0 ? /\d+\.\d+\.\d+/.exec(stdout)?.[0] : undefined;
};

/**
 * @param {{ isBounded: boolean }} options whether the older Nodes are left out
 * @returns {{ name: string, command: string, before: string[] }[]} each with its version in its name
 */
export function installedRuntimes({ isBounded }) {
  const wanted = RUNTIMES.filter(([, folder]) => !isBounded || folder !== older);
  for (const folder of new Set(wanted.map(([, folder]) => folder))) install(folder);
  return wanted.flatMap(([name, folder, path, onPath, before]) => {
    const installed = join(folder, 'node_modules', path);
    const command = existsSync(installed) ? installed : onPath;
    const version = command && versionOf(command);
    if (!version) {
      console.log(`${name}: not for this system, and not on the PATH`);
      return [];
    }
    return [{ name: `${name.replace(/^newest | \d+$/, '')} ${version}`, command, before }];
  });
}
