// npm start: builds the package, then runs both.
import { spawnSync } from 'node:child_process';
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
  if (existsSync(built) && statSync(built).mtimeMs > newest('src')) return;
  console.log('Building the package …');
  run('tsdown', ['--log-level', 'warn'], root);
}

if (!existsSync(`${folder}node_modules/ai`)) {
  console.error('Nothing is installed here yet: npm install');
  process.exit(1);
}
buildPackage();
run('node', ['src/main.ts'], folder);
