// Runs a command with everything set up: a Node of at least 22 and the dependencies of the lockfile.
// Works on a fresh clone with the system's Node 20, so it uses nothing but Node built-ins itself.
//
//   node tools/run.mjs <command> [arguments...]
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MIN_NODE = 22;
const root = fileURLToPath(new URL('..', import.meta.url));
const environment = { ...process.env };
// `npm publish --dry-run` hands its setting down to every npm that its `prepack` starts, and those install and pack for real.
delete environment['npm_config_dry_run'];
const prependPath = folder => {
  const key = Object.keys(environment).find(name => name.toUpperCase() === 'PATH') ?? 'PATH';
  environment[key] = folder + delimiter + (environment[key] ?? '');
};

/** Runs a command to its end and ends this process with its exit code if it failed. */
function run(command, args, cwd = root) {
  const { status, error } = spawnSync(command, args, {
    cwd,
    env: environment,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (error) console.error(error.message);
  if (status !== 0) process.exit(status ?? 1);
}

/** Installs a folder's lockfile, unless exactly that was installed there before. */
function install(folder) {
  const stamp = join(folder, 'node_modules', '.installed');
  const wanted = createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], folder);
  if (existsSync(join(folder, 'node_modules'))) writeFileSync(stamp, wanted);
}

const major = version => Number(version.replace('v', '').split('.')[0]);

if (major(process.version) < MIN_NODE) {
  const folder = join(root, 'tools', 'node');
  install(folder);
  prependPath(join(folder, 'node_modules', '.bin'));
  // The platform packages are optional: npm leaves one out without an error.
  const version = spawnSync('node', ['--version'], { env: environment, encoding: 'utf8' }).stdout?.trim() ?? '';
  if (!(major(version) >= MIN_NODE)) {
    console.error(
      `This project needs Node >= ${MIN_NODE}; tools/node gave ${version || 'none'}. Install one yourself.`,
    );
    process.exit(1);
  }
}
install(root);
prependPath(join(root, 'node_modules', '.bin'));

const [command, ...args] = process.argv.slice(2);
if (command) run(command, args);
