/** Runs the command: as a process of its own, or within this one. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { main } from '../../src/cli/main.ts';

const bin = fileURLToPath(new URL('../../src/cli/bin.ts', import.meta.url));

export const example = (name: string): string => fileURLToPath(new URL(`modules/examples/${name}`, import.meta.url));

export interface Ran {
  code: number | null;
  out: string;
  err: string;
}

/** As a process: its streams are pipes. */
export function runProcess(
  args: readonly string[],
  env: Record<string, string> = {},
  input = '',
  cwd?: string,
): Promise<Ran> {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [bin, ...args], { cwd, env: { PATH, AI_SDK_LOG_WARNINGS: 'false', ...env } });
  const read = { out: '', err: '' };
  child.stdout.on('data', chunk => void (read.out += String(chunk)));
  child.stderr.on('data', chunk => void (read.err += String(chunk)));
  // It may have ended without having read all.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', code => resolve({ code, ...read }));
  });
}

export interface Terminal {
  isTTY?: boolean;
  columns?: number;
  env?: Record<string, string>;
}

/** Within this process. */
export async function runHere(
  args: readonly string[],
  { isTTY = false, columns = 100, env = {} }: Terminal = {},
): Promise<Ran> {
  const read = { out: '', err: '' };
  const code = await main(args, {
    stdout: { write: text => (read.out += text), isTTY, columns },
    stderr: { write: text => (read.err += text), isTTY },
    env,
  });
  return { code, ...read };
}

/** A folder for files of a test, gone after it. */
export function scratch(): Disposable & {
  file(name: string, content: string | Uint8Array): string;
  path(name: string): string;
} {
  const folder = mkdtempSync(join(tmpdir(), 'cli-'));
  return {
    path: name => join(folder, name),
    file(name, content) {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
