/** A real Redis of its own for a test, on a socket in a folder that goes with it. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './eventually.ts';

/** Whether there is a `redis-server`. Debian's package has one: `apt-get install redis-server`. */
export const hasRedis: boolean = spawnSync('redis-server', ['--version']).status === 0;
if (!hasRedis)
  console.warn('There is no redis-server, so the tests of the shared store in Redis are skipped: install one.');

export interface RedisServer {
  /** The path of its socket. */
  readonly path: string;
  start(): Promise<void>;
  /** At once, as if the machine had died. */
  kill(): Promise<void>;
  remove(): Promise<void>;
}

export function createRedisServer(): RedisServer {
  const folder = mkdtempSync(join(tmpdir(), 'redis-'));
  const path = join(folder, 'socket');
  let running: ReturnType<typeof spawn> | undefined;
  process.once('exit', () => running?.kill('SIGKILL'));
  return {
    path,
    async start() {
      const settings = ['--port', '0', '--unixsocket', path, '--save', '', '--appendonly', 'no', '--dir', folder];
      running = spawn('redis-server', settings, { stdio: 'ignore' });
      await eventually(() => {
        if (!existsSync(path)) throw new Error('redis-server is not there yet.');
      });
    },
    async kill() {
      if (!running) return;
      const gone = once(running, 'exit');
      running.kill('SIGKILL');
      running = undefined;
      await gone;
      rmSync(path, { force: true });
    },
    async remove() {
      await this.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
