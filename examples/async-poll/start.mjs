// npm start: builds the package and starts the Worker on this machine. Arguments go to `wrangler dev`.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = fileURLToPath(new URL('.', import.meta.url));

const newest = path =>
  Math.max(
    ...readdirSync(`${root}${path}`, { recursive: true }).map(name => statSync(`${root}${path}/${name}`).mtimeMs),
  );

/** The folder depends on the package as it stands above: what of it is published has to be built. */
function buildPackage() {
  const built = `${root}dist/index.js`;
  if (existsSync(built) && statSync(built).mtimeMs > Math.max(newest('src'), newest('mocks'))) return;
  console.log('Building the package …');
  const shell = process.platform === 'win32';
  const { status } = spawnSync('tsdown', ['--log-level', 'warn'], { cwd: root, stdio: 'inherit', shell });
  if (status !== 0) process.exit(status ?? 1);
}

if (!existsSync(`${folder}node_modules/wrangler`)) {
  console.error('Nothing is installed here yet: npm install');
  process.exit(1);
}
buildPackage();

const isInEnvironment = ['ANTHROPIC_API_KEY', 'OPENAI_API_KEY'].some(name => process.env[name]);
const isKeyGiven = isInEnvironment || existsSync(`${folder}.dev.vars`);
console.log(isKeyGiven ? 'Asking the models whose keys are given.' : 'No key is given: both models are played.');
// Nothing is asked of Cloudflare.
const settings = { CLOUDFLARE_CF_FETCH_ENABLED: 'false', WRANGLER_SEND_METRICS: 'false' };
const wrangler = spawn(
  'node',
  [
    'node_modules/wrangler/bin/wrangler.js',
    'dev',
    '--show-interactive-dev-session=false',
    ...(isKeyGiven ? [] : ['--var', 'UPSTREAMS:fake']),
    ...process.argv.slice(2),
  ],
  {
    cwd: folder,
    stdio: 'inherit',
    env: { ...settings, ...(isInEnvironment && { CLOUDFLARE_INCLUDE_PROCESS_ENV: 'true' }), ...process.env },
  },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => wrangler.kill(signal));
wrangler.on('exit', code => process.exit(code ?? 0));
