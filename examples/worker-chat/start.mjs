// npm start: builds the package and the page, and starts the Worker on this machine. Arguments go to `wrangler dev`.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = fileURLToPath(new URL('.', import.meta.url));
const shell = process.platform === 'win32';

function run(command, args, cwd) {
  const { status, error } = spawnSync(command, args, { cwd, stdio: 'inherit', shell });
  if (error) console.error(error.message);
  if (status !== 0) process.exit(status ?? 1);
}

const newest = path =>
  Math.max(
    ...readdirSync(`${root}${path}`, { recursive: true }).map(name => statSync(`${root}${path}/${name}`).mtimeMs),
  );

/** The folder depends on the package as it stands above: what of it is published has to be built. */
function buildPackage() {
  const built = `${root}dist/index.js`;
  if (existsSync(built) && statSync(built).mtimeMs > Math.max(newest('src'), newest('mocks'))) return;
  console.log('Building the package …');
  run('tsdown', ['--log-level', 'warn'], root);
}

if (!existsSync(`${folder}node_modules/wrangler`)) {
  console.error('Nothing is installed here yet: npm install');
  process.exit(1);
}
buildPackage();
run('node', ['build-page.mjs'], folder);

// Nothing is asked of Cloudflare: neither where this machine is, nor for a newer wrangler.
const settings = { CLOUDFLARE_CF_FETCH_ENABLED: 'false', WRANGLER_SEND_METRICS: 'false', WRANGLER_HIDE_BANNER: 'true' };
const wrangler = spawn(
  'node',
  ['node_modules/wrangler/bin/wrangler.js', 'dev', '--show-interactive-dev-session=false', ...process.argv.slice(2)],
  { cwd: folder, stdio: 'inherit', env: { ...settings, ...process.env } },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => wrangler.kill(signal));
wrangler.on('exit', code => process.exit(code ?? 0));
