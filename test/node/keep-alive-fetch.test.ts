import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createKeepAliveFetch, keepAliveDefaults, type KeepAliveFetchOptions } from '../../src/node/index.ts';
import { startRawServer } from './raw-server.ts';
import { eventually } from '../support/eventually.ts';

afterEach(() => vi.restoreAllMocks());

/** The timer of this process's connection to a port, as Linux tells it: its kind (02 is keep-alive) and its seconds. */
function connectionTimer(port: number): { kind: string; seconds: number } | undefined {
  const to = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const line = readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map(text => text.trim().split(/\s+/))
    .find(fields => fields[2] === to && fields[3] === '01');
  const [kind, ticks] = line?.[5]?.split(':') ?? [];
  return kind === undefined || ticks === undefined ? undefined : { kind, seconds: Number.parseInt(ticks, 16) / 100 };
}

describe('TCP keep-alive', () => {
  it.each<[KeepAliveFetchOptions, number]>([
    [{}, 60_000],
    [{ probeAfterMs: 30_000 }, 30_000],
  ])('is set on every connection: %o', async (options, delayMs) => {
    const setKeepAlive = vi.spyOn(Socket.prototype, 'setKeepAlive');
    await using server = await startRawServer();
    await using fetch = createKeepAliveFetch(options);
    await Promise.all([fetch(server.url), fetch(server.url)].map(async answer => (await answer).text()));
    expect(setKeepAlive.mock.calls).toEqual([
      [true, delayMs],
      [true, delayMs],
    ]);
  });

  it('is left alone on request', async () => {
    const setKeepAlive = vi.spyOn(Socket.prototype, 'setKeepAlive');
    await using server = await startRawServer();
    await using fetch = createKeepAliveFetch({ probeAfterMs: false });
    await (await fetch(server.url)).text();
    expect(setKeepAlive).not.toHaveBeenCalled();
  });

  it.skipIf(!existsSync('/proc/net/tcp'))('runs in the system while a call waits for its answer', async () => {
    await using server = await startRawServer(() => {});
    await using fetch = createKeepAliveFetch({ probeAfterMs: 30_000 });
    const controller = new AbortController();
    const call = fetch(server.url, { signal: controller.signal }).catch(() => {});
    await eventually(() => expect(connectionTimer(server.port)?.kind).toBe('02'));
    expect(connectionTimer(server.port)!.seconds).toBeGreaterThan(25);
    expect(connectionTimer(server.port)!.seconds).toBeLessThanOrEqual(30);
    controller.abort();
    await call;
  });
});

describe('options of createKeepAliveFetch', () => {
  it.each<[unknown, string]>([
    [{ keepAlive: true }, 'createKeepAliveFetch: unknown option `keepAlive`; it takes `probeAfterMs`, '],
    [5, 'createKeepAliveFetch: takes an object of options; got 5.'],
    [{ idleSocketMs: 0 }, 'option `idleSocketMs` takes a whole number of milliseconds from 1; got 0.'],
    [{ idleSocketMs: false }, 'option `idleSocketMs` takes a whole number of milliseconds from 1; got false.'],
    [{ idleSocketMs: Infinity }, 'option `idleSocketMs` takes a whole number of milliseconds from 1; got Infinity.'],
    [{ probeAfterMs: 999 }, 'option `probeAfterMs` takes a whole number of milliseconds from 1000 or false; got 999.'],
    [
      { connectTimeoutMs: '1' },
      'option `connectTimeoutMs` takes a whole number of milliseconds from 1 or false; got "1".',
    ],
    [
      { headersTimeoutMs: 1.5 },
      'option `headersTimeoutMs` takes a whole number of milliseconds from 1 or false; got 1.5.',
    ],
    [{ bodyTimeoutMs: -1 }, 'option `bodyTimeoutMs` takes a whole number of milliseconds from 1 or false; got -1.'],
    [{ retryStaleSocket: 1 }, 'option `retryStaleSocket` takes true or false; got 1.'],
  ])('refuse %o at construction', (options, message) => {
    expect(() => createKeepAliveFetch(options as KeepAliveFetchOptions)).toThrow(TypeError);
    expect(() => createKeepAliveFetch(options as KeepAliveFetchOptions)).toThrow(message);
  });

  it('may be left out, switched off, or longer than a timer', async () => {
    await using server = await startRawServer();
    for (const options of [
      undefined,
      { probeAfterMs: false, connectTimeoutMs: false, headersTimeoutMs: false, bodyTimeoutMs: false },
      { probeAfterMs: 1e12, connectTimeoutMs: 1e12, headersTimeoutMs: 1e12, bodyTimeoutMs: 1e12, idleSocketMs: 1e12 },
    ] satisfies (KeepAliveFetchOptions | undefined)[]) {
      await using fetch = createKeepAliveFetch(options);
      expect(await (await fetch(server.url)).text()).toMatch(/^hello/);
    }
  });

  it('stand in the documentation with their defaults', () => {
    const page = readFileSync(new URL('../../docs/keep-alive.md', import.meta.url), 'utf8');
    const rows = [...page.matchAll(/^\| `(\w+)`\s*\| `([\w_]+)`/gm)].map(([, name, value]) => [name, value]);
    const shown = (value: number | boolean) => String(value).replace(/\B(?=(?:\d{3})+$)/g, '_');
    expect(rows).toEqual(Object.entries(keepAliveDefaults).map(([name, value]) => [name, shown(value)]));
    expect(keepAliveDefaults.idleSocketMs).toBeLessThan(240_000);
    expect(keepAliveDefaults.probeAfterMs).toBeLessThan(240_000);
  });
});

it.each(['closes', 'forgets to close'])('a process that %s the fetch can end', async what => {
  await using server = await startRawServer();
  const code = `
    import { createKeepAliveFetch } from ${JSON.stringify(fileURLToPath(new URL('../../src/node/index.ts', import.meta.url)))};
    const fetch = createKeepAliveFetch();
    console.log(await (await fetch(process.argv[1])).text());
    ${what === 'closes' ? 'await fetch.close(); console.log(process.getActiveResourcesInfo().includes("TCPSocketWrap"));' : ''}
  `;
  const child = spawn(process.execPath, ['--input-type=module', '--no-warnings', '-e', code, server.url], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', chunk => (output += chunk));
  expect(await once(child, 'close')).toEqual([0, null]);
  expect(output).toBe(what === 'closes' ? 'hello 1.1\nfalse\n' : 'hello 1.1\n');
});
