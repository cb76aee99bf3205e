// Starts the example by the script that its README names.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PATIENCE_MS = 120_000;

/** No busy machine is taken for a silent upstream. */
const SILENCE_MS = 4_000;

const freePort = () =>
  new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** @param {string} example its folder */
export async function serve(example) {
  const [port, inspector] = [await freePort(), await freePort()];
  const state = mkdtempSync(join(tmpdir(), 'worker-chat-'));
  const options = [
    '--port',
    port,
    '--inspector-port',
    inspector,
    '--persist-to',
    state,
    '--var',
    `SILENCE_MS:${SILENCE_MS}`,
  ];
  const worker = spawn('node', [join(example, 'start.mjs'), ...options.map(String)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ended = new Promise(resolve => worker.on('exit', resolve));
  await new Promise((resolve, reject) => {
    const giveUp = () => reject(new Error(`The example did not start:\n${output}`));
    const timer = setTimeout(giveUp, PATIENCE_MS);
    const read = data => {
      output += data;
      if (!output.includes('Ready on')) return;
      clearTimeout(timer);
      resolve();
    };
    worker.stdout.on('data', read);
    worker.stderr.on('data', read);
    worker.on('exit', giveUp);
  });
  return {
    url: `http://localhost:${port}`,
    async stop() {
      worker.kill('SIGTERM');
      await ended;
      rmSync(state, { recursive: true, force: true });
    },
  };
}
