// Looks at reports of drills in Chromium: on a phone and on a desktop, light, dark and on paper, with axe and by keyboard.
// Installs its own packages, and Chromium where `apt-get` can; any other one is named by the variable CHROMIUM.
//
//   npm run test:browser [-- --keep <folder>]    keeps the reports and what they look like
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));

/** Installs the lockfile here, unless exactly that was installed before. */
function installPackages() {
  const stamp = join(folder, 'node_modules', '.installed');
  const wanted = createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status } = spawnSync('npm', args, { cwd: folder, stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) throw new Error('The packages of tools/browser could not be installed.');
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

installPackages();
if (findChromium() === undefined) installChromium();
const executablePath = findChromium();
if (executablePath === undefined) {
  console.error('There is no Chromium here: install one, or name its program in the variable CHROMIUM.');
  process.exit(1);
}
const keep = process.argv.indexOf('--keep');
const { pages } = await import('./reports.ts');
const { checkPages } = await import('./check-pages.mjs');
const faults = await checkPages(executablePath, await pages(), keep === -1 ? undefined : process.argv[keep + 1]);
for (const fault of faults) console.error(`✗ ${fault}`);
process.exitCode = faults.length === 0 ? 0 : 1;
