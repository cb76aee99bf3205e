/** Runs a program of the README as it stands: a process of its own, whose network is a script. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = process.cwd();
const alias = { 'ai-gateway-failover/msw': './mocks/index.ts', 'ai-gateway-failover': './src/index.ts' };

export interface Ran {
  code: number | null;
  out: string;
  err: string;
  /** Where each request went. */
  hosts: string[];
}

export interface Program {
  /** Its code. */
  block: string;
  /** What answers at each host: an expression of steps of `ai-gateway-failover/msw`. */
  upstreams: Record<string, string>;
  env: Record<string, string>;
  /** Started in place of the program, which is its last argument. */
  command?: readonly string[];
}

const network = (upstreams: Program['upstreams']) => `
import * as msw from './mocks/index.ts';
const { cut, fixtures, ok, rewritten, scenario, status } = msw;
const atOnce = { headers: { 'retry-after-ms': '0', 'cf-aig-log-id': '01JADZ7Q3V7M5C2T9K8R4W6XYZ' } };
const hosts = {${Object.entries(upstreams).map(([host, steps]) => `'${host}': scenario([${steps}])`)}};
const asked = [];
globalThis.fetch = (input, init) => {
  const { host } = new URL(input.url ?? input);
  asked.push(host);
  if (!(host in hosts)) return Promise.reject(new TypeError('no network here: ' + host));
  return hosts[host].fetch(input, init);
};
process.on('exit', () => process.send?.(asked));
`;

export async function runProgram({ block, upstreams, env, command = [] }: Program): Promise<Ran> {
  // Inside node_modules, so that imports resolve as in a project.
  const cache = join(root, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'readme-'));
  try {
    const [program, preload] = ['program.mjs', 'network.mjs'].map(name => join(folder, name)) as [string, string];
    const options = { bundle: true, format: 'esm', platform: 'node', packages: 'external', logLevel: 'error' } as const;
    for (const [contents, outfile] of [[block, program] as const, [network(upstreams), preload] as const])
      await build({ ...options, alias, stdin: { contents, resolveDir: root, loader: 'ts' }, outfile });
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    const { PATH = '' } = process.env;
    const child = spawn(process.execPath, ['--import', pathToFileURL(preload).href, ...command, program], {
      env: { PATH, AI_SDK_LOG_WARNINGS: 'false', ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const ran: Ran = { code: null, out: '', err: '', hosts: [] };
    child.stdout!.on('data', chunk => void (ran.out += String(chunk)));
    child.stderr!.on('data', chunk => void (ran.err += String(chunk)));
    child.on('message', message => void (ran.hosts = message as string[]));
    ran.code = await new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    });
    return ran;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
