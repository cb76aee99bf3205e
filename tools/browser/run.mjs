// Looks at pages in Chromium: reports of drills, on a phone and on a desktop, light, dark and on paper, with axe and by keyboard;
// and the chat of examples/worker-chat, which it uses as visitors do.
// Installs its own packages, and Chromium where `apt-get` can; any other one is named by the variable CHROMIUM.
//
//   npm run test:browser [-- reports|chat] [--keep <folder>]    keeps the pages and what they look like
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const example = fileURLToPath(new URL('../../examples/worker-chat/', import.meta.url));

/** Installs a folder's lockfile, unless exactly that was installed before. */
function installPackages(folder) {
  const stamp = join(folder, 'node_modules', '.installed');
  const wanted = createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status } = spawnSync('npm', args, { cwd: folder, stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) throw new Error(`The packages of ${folder} could not be installed.`);
  writeFileSync(stamp, wanted);
}

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

function findChromium() {
  const { CHROMIUM, PATH = '' } = process.env;
  const places = PATH.split(delimiter).flatMap(place => NAMES.map(name => join(place, name)));
  return [...(CHROMIUM ? [CHROMIUM] : []), ...places].find(path => existsSync(path));
}

function installChromium() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return;
  console.log('Installing Chromium by apt-get: some minutes, some hundred megabytes …');
  for (const args of [
    ['update', '-q'],
    ['install', '-y', '-q', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'],
  ]) {
    const { status, stderr } = spawnSync('apt-get', args, { encoding: 'utf8' });
    if (status !== 0) console.error(stderr);
  }
}

installPackages(here);
if (findChromium() === undefined) installChromium();
const executablePath = findChromium();
if (executablePath === undefined) {
  console.error('There is no Chromium here: install one, or name its program in the variable CHROMIUM.');
  process.exit(1);
}
const args = process.argv.slice(2);
const keep = args.includes('--keep') ? args[args.indexOf('--keep') + 1] : undefined;
const faults = [];
if (args[0] !== 'chat') {
  const { pages } = await import('./reports.ts');
  const { checkPages } = await import('./check-pages.mjs');
  faults.push(...(await checkPages(executablePath, await pages(), keep)));
}
if (args[0] !== 'reports') {
  installPackages(example);
  const { checkChat } = await import('./chat/check-chat.mjs');
  faults.push(...(await checkChat(executablePath, example, keep)));
}
for (const fault of faults) console.error(`✗ ${fault}`);
process.exitCode = faults.length === 0 ? 0 : 1;
