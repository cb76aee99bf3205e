// Makes a folder in which the project meets another release of the SDK: the release and its providers in `node_modules`, a
// copy of the project below, and beside it a user's program with the built package. All else comes from the project's own
// `node_modules`, further up.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyFresh } from '../fresh-copy.mjs';

/** What the providers bring along in versions of their own, and the tests mean the project's. */
const OURS = ['undici', 'zod'];
/** What the declarations of the SDK need. */
const TYPES = { '@types/json-schema': '7.0.15' };

const INSTALL = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];

function install(folder, dependencies) {
  const manifest = JSON.stringify({ private: true, type: 'module', dependencies });
  const stamp = join(folder, 'node_modules', '.installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === manifest) return;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), manifest);
  // Without peers: a provider of the first days asks for the one release of `ai` that was the newest then.
  const { status } = spawnSync('npm', [...INSTALL, '--legacy-peer-deps'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`npm install of ai ${dependencies.ai} failed.`);
  writeFileSync(stamp, manifest);
}

/**
 * @param {Record<string, string> & { ai: string }} versions
 * @returns {{ project: string, user: string }} folders
 */
export function prepare(versions) {
  const folder = join(process.cwd(), '.compat', `ai-${versions.ai}`);
  const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
  const ours = Object.fromEntries(OURS.map(name => [name, devDependencies[name]]));
  install(folder, { ...versions, ...TYPES, ...ours });
  const project = join(folder, 'project');
  const user = join(folder, 'user');
  for (const old of [project, user]) rmSync(old, { recursive: true, force: true });
  copyFresh(project);
  cpSync('test/packed', user, { recursive: true });
  // Beside the program, so that it is found first.
  cpSync(join(folder, 'node_modules', 'users-openai'), join(user, 'node_modules', '@ai-sdk', 'openai'), {
    recursive: true,
  });
  const installed = join(user, 'node_modules', 'ai-gateway-failover');
  for (const part of ['package.json', 'dist']) cpSync(part, join(installed, part), { recursive: true });
  return { project, user };
}
