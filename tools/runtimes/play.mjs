// Runs the behaviour script in one runtime, which has to end by itself.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Most that all scenarios may take, on a busy machine. */
const MOST_MS = 120_000;
/** How soon the process must end once the last scenario has. */
const END_MS = 5_000;

/**
 * @param {{ command: string, before: string[] }} runtime
 * @param {string} cwd with behaviour.ts
 * @param {string} upstream
 * @returns {Promise<{ scenario: string, call: string, ms: number, fault?: string }[]>}
 */
export async function play({ command, before }, cwd, upstream) {
  const environment = { ...process.env, DENO_NO_UPDATE_CHECK: '1', NO_COLOR: '1' };
  const child = spawn(command, [...before, 'behaviour.ts', upstream], {
    cwd,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const rows = [];
  let isDone = false;
  let errors = '';
  let timer = setTimeout(() => child.kill('SIGKILL'), MOST_MS);
  child.stderr.on('data', text => (errors += text));
  createInterface({ input: child.stdout }).on('line', line => {
    if (!line.startsWith('{')) return console.log(line);
    const row = JSON.parse(line);
    if (!row.done) return rows.push(row);
    isDone = true;
    clearTimeout(timer);
    timer = setTimeout(() => child.kill('SIGKILL'), END_MS);
  });
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exit, signal) => resolve(signal ?? exit));
  });
  clearTimeout(timer);
  const fault =
    code === 0 && isDone
      ? undefined
      : `ended with ${code}${isDone ? '' : ', before the last scenario'}: ${errors.slice(-600)}`;
  return [...rows, { scenario: 'the process ends by itself', call: '', ms: 0, fault }];
}
