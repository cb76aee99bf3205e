/** What a module does to the process that it shares with the command: nothing of it looks like a result. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runProcess, scratch } from './run.ts';
import { SPECIFICATION } from '../../src/sdk-specification.ts';

const bin = fileURLToPath(new URL('../../src/cli/bin.ts', import.meta.url));

const MODELS = `
const end = { finishReason: { unified: 'stop', raw: 'stop' }, usage: { inputTokens: {}, outputTokens: {} } };
const parts = [{ type: 'stream-start', warnings: [] }, { type: 'text-start', id: '0' }, { type: 'text-delta', id: '0', delta: 'ok' },
  { type: 'text-end', id: '0' }, { type: 'finish', ...end }];
const modelOf = doStream => ({ specificationVersion: '${SPECIFICATION}', provider: 'own', modelId: 'one', supportedUrls: {}, doGenerate: doStream, doStream });
const good = modelOf(async () => ({ stream: new ReadableStream({ start(to) { parts.forEach(part => to.enqueue(part)); to.close(); } }) }));
const silent = modelOf(() => new Promise(() => {}));
`;

async function preflight(source: string, env: Record<string, string> = {}, ...more: string[]) {
  using folder = scratch();
  return await runProcess(['preflight', folder.file('chains.mjs', MODELS + source), ...more], env);
}

describe('a module', () => {
  it.each([
    ['while it loads', 'process.exit(0); export { good };'],
    ['while a leg is asked', 'setTimeout(() => process.exit(0), 50); export { silent };'],
  ])('that ends the process %s is no success', async (_, source) => {
    const { code, out, err } = await preflight(source);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toBe('The module ended the process by itself (`process.exit()`), before there was a result.\n');
  });

  it.each([
    ['throws', "setTimeout(() => { throw new Error('no ' + process.env.OWN_SECRET); }, 50); export { silent };"],
    ['rejects', "setTimeout(() => Promise.reject(new Error('no ' + process.env.OWN_SECRET)), 50); export { silent };"],
  ])('that %s when nobody waits for it ends the command, and its secret stays one', async (_, source) => {
    const { code, out, err } = await preflight(source, { OWN_SECRET: 'otter-orange-lamp' });
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(err).toMatch(/^Something was thrown that nothing caught\.\nError: no \[redacted\]\n {4}at /);
  });

  it('that deletes its variables once it has read them keeps them secret all the same', async () => {
    const { code, out, err } = await preflight(
      `const key = process.env.OWN_SECRET;
       delete process.env.OWN_SECRET;
       console.log(key);
       export const echo = modelOf(() => { throw new Error('no ' + key); });`,
      { OWN_SECRET: 'otter-orange-lamp' },
    );
    expect(code).toBe(1);
    expect(out).toContain('no [redacted]');
    expect(out + err).not.toContain('otter');
  });

  it('that goes to another folder takes the report nowhere', async () => {
    using folder = scratch();
    const module = folder.file('chains.mjs', `${MODELS}process.chdir('/'); export { good };`);
    const { code, err } = await runProcess(
      ['drill', module, '--assume', '--html', 'cli-report.html'],
      {},
      '',
      folder.path(''),
    );
    expect(code).toBe(1);
    expect(err).toContain(folder.path('cli-report.html'));
    expect(existsSync(folder.path('cli-report.html'))).toBe(true);
  });

  it('that waits for what never comes is told so', async () => {
    const { code, err } = await preflight('await new Promise(() => {}); export { good };');
    expect(code).toBe(2);
    expect(err).toContain('does not come to its end.\nDoes a top-level `await` in it wait');
  });

  it('may export promises that never settle beside its models', async () => {
    const { code, out, err } = await preflight(
      `export const never = new Promise(() => {}); export const one = { never, good };
       export const many = Array.from({ length: 20 }, () => never);`,
    );
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(out).toMatch(/^one\.good +own\/one .*✓ answers$/m);
  });

  it('that leaves timers and servers open holds nothing up, and what it prints is no part of the result', async () => {
    const { code, out, err } = await preflight(
      `import { createServer } from 'node:http';
       createServer().listen(0, '127.0.0.1');
       setInterval(() => { console.log('tick'); process.stdout.write('tock'); }, 1);
       process.stdout.write('raw ' + process.env.OWN_SECRET);
       console.dir({ dir: 1 });
       export { good };`,
      { OWN_SECRET: 'otter-orange-lamp' },
      '--json',
    );
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ ok: true, chains: [{ chain: 'good' }] });
    expect(err).toContain('raw [redacted]');
    expect(err).toContain('{ dir: 1 }');
  });
});

/** Starts the command without waiting for its end. */
function start(args: readonly string[]) {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [bin, ...args], { env: { PATH } });
  const read = { err: '' };
  child.stderr.on('data', chunk => void (read.err += String(chunk)));
  return { child, read };
}

it.each([
  ['preflight', 'SIGINT', 130],
  ['drill', 'SIGINT', 130],
  ['preflight', 'SIGTERM', 143],
] as const)('%s ended by %s closes what it asked, with code %i', async (command, signal, expected) => {
  using folder = scratch();
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const asking = `const ask = ({ abortSignal: signal }) => fetch('http://127.0.0.1:${port}', { signal });
    process.on('SIGINT', () => {});
    export const chat = modelOf(ask);`;
  const { child, read } = start([command, folder.file('chains.mjs', MODELS + asking)]);
  const [socket] = (await once(server, 'connection')) as [import('node:net').Socket];
  socket.resume();
  socket.on('error', () => {});
  child.kill(signal);
  const [[code]] = (await Promise.all([once(child, 'close'), once(socket, 'close')])) as [[number], unknown];
  expect(code).toBe(expected);
  expect(read.err).toBe('Interrupted.\n');
  server.close();
});

it('a reader that has seen enough is no failure', async () => {
  const { child, read } = start(['--help']);
  child.stdout.destroy();
  const [code] = (await once(child, 'close')) as [number];
  expect({ code, ...read }).toEqual({ code: 0, err: '' });
});

it.runIf(process.platform === 'linux')('a result that could not be written is one', async () => {
  const { openSync } = await import('node:fs');
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [bin, '--version'], {
    env: { PATH },
    stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'],
  });
  let err = '';
  child.stderr!.on('data', chunk => void (err += String(chunk)));
  const [code] = (await once(child, 'close')) as [number];
  expect(code).toBe(1);
  expect(err).toMatch(/^The result could not be written\. ENOSPC/);
});
