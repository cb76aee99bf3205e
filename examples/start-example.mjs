// What the examples' `npm start` have in common: the package that they are linked to has to be built, and a Worker has to run.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs a command to its end; if it fails, so does this process. */
export function run(command, args, cwd) {
  const { status, error } = spawnSync(command, args, { cwd, stdio: 'inherit', shell: process.platform === 'win32' });
  if (error) console.error(error.message);
  if (status !== 0) process.exit(status ?? 1);
}

const newestIn = path =>
  Math.max(
    ...readdirSync(`${root}${path}`, { recursive: true }).map(name => statSync(`${root}${path}/${name}`).mtimeMs),
  );

/**
 * Builds the package, unless that was done since its code changed last.
 *
 * @param {string} folder of the example, which ends here if its own packages are not installed
 */
export function buildPackage(folder) {
  if (!existsSync(`${folder}node_modules/ai`)) {
    console.error('Nothing is installed here yet: npm install');
    process.exit(1);
  }
  const built = `${root}dist/index.js`;
  if (existsSync(built) && statSync(built).mtimeMs > Math.max(newestIn('src'), newestIn('mocks'))) return;
  console.log('Building the package …');
  run('tsdown', ['--log-level', 'warn'], root);
}

/**
 * Starts the Worker of a folder on this machine, until it ends or is interrupted. Nothing is asked of Cloudflare: neither where
 * this machine is, nor for a newer wrangler.
 */
export function startWorker(folder, args, settings = {}) {
  const wrangler = spawn(
    'node',
    ['node_modules/wrangler/bin/wrangler.js', 'dev', '--show-interactive-dev-session=false', ...args],
    {
      cwd: folder,
      stdio: 'inherit',
      env: {
        CLOUDFLARE_CF_FETCH_ENABLED: 'false',
        WRANGLER_SEND_METRICS: 'false',
        WRANGLER_HIDE_BANNER: 'true',
        ...settings,
        ...process.env,
      },
    },
  );
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => wrangler.kill(signal));
  wrangler.on('exit', code => process.exit(code ?? 0));
}
