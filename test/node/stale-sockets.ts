/** What `createKeepAliveFetch` promises about pooled connections; run with each supported major version of undici. */
import type { Socket } from 'node:net';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import tls from 'node:tls';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createKeepAliveFetch } from '../../src/node/index.ts';
import { startNat } from './nat.ts';
import { answer, type AtFirstBytes, startRawServer } from './raw-server.ts';
import { eventually } from '../support/eventually.ts';

const post = { method: 'POST', body: '{"prompt":"hi"}', headers: { 'content-type': 'application/json' } };

/** Kills the first connection at the first bytes of its second request. */
const killSecond =
  (kill: (socket: Socket) => unknown): AtFirstBytes =>
  (socket, connection, number) => {
    if (connection !== 1 || number !== 2) return undefined;
    kill(socket);
    return true;
  };
const resets = killSecond(socket => socket.resetAndDestroy());
const ends = killSecond(socket => socket.end());

/** Asks and reads the answer; then lets the connection go back to its pool. */
async function ask(fetch: typeof globalThis.fetch, url: string, init: RequestInit = post): Promise<string> {
  const text = await (await fetch(url, init)).text();
  await nextTurn();
  await nextTurn();
  return text;
}

const causeOf = (promise: Promise<unknown>): Promise<{ code?: string } | undefined> =>
  promise.then(
    () => undefined,
    (error: unknown) => {
      expect(error).toBeInstanceOf(TypeError);
      return (error as Error).cause as { code?: string };
    },
  );

const lost = expect.stringMatching(/^(?:ECONNRESET|EPIPE|UND_ERR_SOCKET)$/);

export function describeStaleSockets(undici: string): void {
  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  describe(`the keep-alive fetch on ${undici}`, () => {
    it('uses a live connection again', async () => {
      await using server = await startRawServer();
      await using fetch = createKeepAliveFetch();
      expect([await ask(fetch, server.url), await ask(fetch, server.url), await ask(fetch, server.url)]).toEqual([
        'hello 1.1',
        'hello 1.2',
        'hello 1.3',
      ]);
    });

    it.each([
      ['reset', resets],
      ['closed', ends],
    ])('answers when the pooled connection is %s as the request is written', async (_, atFirstBytes) => {
      await using server = await startRawServer(undefined, atFirstBytes);
      await using fetch = createKeepAliveFetch();
      expect(await ask(fetch, server.url)).toBe('hello 1.1');
      expect(await ask(fetch, server.url)).toBe('hello 2.1');
      expect(server.connections).toBe(2);
      expect(server.requests.map(({ body }) => body)).toEqual([post.body, post.body]);
      expect(await ask(fetch, server.url)).toBe('hello 2.2');
    });

    it.each<[string, () => BodyInit, string]>([
      ['bytes', () => new TextEncoder().encode('some bytes'), 'some bytes'],
      ['a view of bytes', () => new Uint8Array(new TextEncoder().encode('some bytes').buffer, 5, 3), 'byt'],
      ['a buffer', () => new TextEncoder().encode('some bytes').buffer, 'some bytes'],
      ['parameters', () => new URLSearchParams({ a: '1' }), 'a=1'],
      ['a blob', () => new Blob(['some bytes']), 'some bytes'],
    ])('sends %s again', async (_, body, text) => {
      await using server = await startRawServer(undefined, resets);
      await using fetch = createKeepAliveFetch();
      await ask(fetch, server.url);
      expect(await ask(fetch, server.url, { method: 'POST', body: body() })).toBe('hello 2.1');
      expect(server.requests.at(-1)?.body).toBe(text);
    });

    it('sends the bytes that it was given, whatever became of them since', async () => {
      const body = new TextEncoder().encode('first');
      await using server = await startRawServer(
        undefined,
        killSecond(socket => (body.fill(120), socket.resetAndDestroy())),
      );
      await using fetch = createKeepAliveFetch();
      await ask(fetch, server.url);
      await ask(fetch, server.url, { method: 'POST', body });
      expect(server.requests.at(-1)?.body).toBe('first');
    });

    it('sends a form of the built-in FormData, and again', async () => {
      await using server = await startRawServer(undefined, resets);
      await using fetch = createKeepAliveFetch();
      await ask(fetch, server.url);
      const body = new FormData();
      body.append('model', 'whisper-1');
      body.append('file', new File(['sound'], 'speech.mp3', { type: 'audio/mpeg' }));
      expect(await ask(fetch, server.url, { method: 'POST', body })).toBe('hello 2.1');
      const request = server.requests.at(-1)!;
      expect(request.head).toMatch(/content-type: multipart\/form-data; boundary=/i);
      expect(request.body).toMatch(
        /name="model"\r\n\r\nwhisper-1\r\n[^]*filename="speech.mp3"[^]*audio\/mpeg\r\n\r\nsound\r\n/,
      );
    });

    it('takes a built-in Request with Headers, and sends it again only without a body', async () => {
      await using server = await startRawServer(undefined, resets);
      await using fetch = createKeepAliveFetch();
      const headers = new Headers({ 'x-trace': 'a' });
      expect(await ask(fetch, server.url, { ...post, headers })).toBe('hello 1.1');
      const get = new Request(server.url, { headers });
      expect(await (await fetch(get)).text()).toBe('hello 2.1');
      expect(server.requests.at(-1)?.head).toMatch(/^GET [^]*x-trace: a/);
      await nextTurn();
      await nextTurn();
      expect(await (await fetch(new Request(server.url, { ...post, headers }))).text()).toBe('hello 2.2');
      expect(server.requests.at(-1)).toMatchObject({ head: expect.stringMatching(/^POST [^]*x-trace: a/) });
      expect(server.requests.at(-1)?.body).toContain(post.body);
    });

    it('does not send a stream again', async () => {
      await using server = await startRawServer(undefined, resets);
      await using fetch = createKeepAliveFetch();
      await ask(fetch, server.url);
      const body = new Blob(['some bytes']).stream();
      const init = { method: 'POST', body, duplex: 'half' } as RequestInit;
      expect(await causeOf(fetch(server.url, init))).toMatchObject({ code: lost });
      expect(server.connections).toBe(1);
    });

    it('does not try a new connection again', async () => {
      await using server = await startRawServer(undefined, socket => (socket.resetAndDestroy(), true));
      await using fetch = createKeepAliveFetch();
      expect(await causeOf(fetch(server.url, post))).toMatchObject({ code: lost });
      expect(server.connections).toBe(1);
    });

    it('tries once, not twice', async () => {
      await using server = await startRawServer(undefined, (socket, connection, number) =>
        connection === 1 && number === 1 ? undefined : (socket.resetAndDestroy(), true),
      );
      await using fetch = createKeepAliveFetch();
      await ask(fetch, server.url);
      expect(await causeOf(fetch(server.url, post))).toMatchObject({ code: lost });
      expect(server.connections).toBe(2);
    });

    it('does not ask again after a byte of the answer', async () => {
      await using server = await startRawServer((socket, { number }) => {
        if (number === 1) return void socket.write(answer('hello'));
        socket.write('HTTP/1.1 200 O', () => setImmediate(() => socket.resetAndDestroy()));
      });
      await using fetch = createKeepAliveFetch();
      await ask(fetch, server.url);
      expect(await causeOf(fetch(server.url, post))).toMatchObject({ code: lost });
      expect(server.connections).toBe(1);
    });

    it('does not ask again when the body breaks off', async () => {
      await using server = await startRawServer((socket, { number }) => {
        if (number === 1) return void socket.write(answer('hello'));
        socket.write(answer('hello').slice(0, -2), () => setImmediate(() => socket.resetAndDestroy()));
      });
      await using fetch = createKeepAliveFetch();
      await ask(fetch, server.url);
      const response = await fetch(server.url, post);
      expect(response.status).toBe(200);
      await expect(response.text()).rejects.toThrow(TypeError);
      expect(server.connections).toBe(1);
    });

    it('does not ask again after a redirect was answered', async () => {
      await using target = await startRawServer(undefined, resets);
      await using server = await startRawServer(
        socket => void socket.write(`HTTP/1.1 307 Moved\r\nlocation: ${target.url}\r\ncontent-length: 0\r\n\r\n`),
      );
      await using fetch = createKeepAliveFetch();
      await ask(fetch, target.url);
      expect(await causeOf(fetch(server.url, post))).toMatchObject({ code: lost });
      expect(server.requests).toHaveLength(1);
      expect(target.connections).toBe(1);
    });

    it('follows a redirect to another host after a repetition', async () => {
      await using target = await startRawServer(socket => void socket.write(answer('there')));
      await using server = await startRawServer((socket, { connection }) => {
        const moved = `HTTP/1.1 307 Moved\r\nlocation: ${target.url}\r\ncontent-length: 0\r\n\r\n`;
        socket.write(connection === 1 ? answer('hello') : moved);
      }, resets);
      await using fetch = createKeepAliveFetch();
      await ask(fetch, server.url);
      expect(await ask(fetch, server.url)).toBe('there');
    });

    it('does not ask again when the server had seconds to work on the request', async () => {
      await using server = await startRawServer((socket, { number }) => {
        if (number === 1) return void socket.write(answer('hello'));
        vi.setSystemTime(Date.now() + 5_000);
        socket.resetAndDestroy();
      });
      await using fetch = createKeepAliveFetch();
      await ask(fetch, server.url);
      vi.useFakeTimers({ toFake: ['Date'] });
      expect(await causeOf(fetch(server.url, post))).toMatchObject({ code: lost });
      expect(server.connections).toBe(1);
    });

    it('does not ask again when the caller gave up', async () => {
      const controller = new AbortController();
      const reason = new Error('enough');
      await using server = await startRawServer(
        undefined,
        killSecond(() => controller.abort(reason)),
      );
      await using fetch = createKeepAliveFetch();
      await ask(fetch, server.url);
      await expect(fetch(server.url, { ...post, signal: controller.signal })).rejects.toBe(reason);
      await nextTurn();
      expect(server.connections).toBe(1);
    });

    it('lets the caller give up while it asks again', async () => {
      const controller = new AbortController();
      const reason = new Error('enough');
      await using server = await startRawServer(
        () => controller.abort(reason),
        (socket, connection, number) => {
          if (connection !== 1) return undefined;
          if (number === 1) socket.write(answer('hello'));
          else socket.resetAndDestroy();
          return true;
        },
      );
      await using fetch = createKeepAliveFetch();
      await ask(fetch, server.url);
      await expect(fetch(server.url, { ...post, signal: controller.signal })).rejects.toBe(reason);
    });

    it('leaves the failure to others on request', async () => {
      await using server = await startRawServer(undefined, resets);
      await using fetch = createKeepAliveFetch({ retryStaleSocket: false });
      await ask(fetch, server.url);
      expect(await causeOf(fetch(server.url, post))).toMatchObject({ code: lost });
      expect(server.connections).toBe(1);
    });

    it('does not use a connection that idled for too long', async () => {
      await using server = await startRawServer();
      await using fetch = createKeepAliveFetch({ idleSocketMs: 20 });
      expect(await ask(fetch, server.url)).toBe('hello 1.1');
      await eventually(() => expect(server.open.size).toBe(0));
      expect(await ask(fetch, server.url)).toBe('hello 2.1');
    });

    it('does not let the server make it keep a connection for longer', async () => {
      await using server = await startRawServer(
        socket => void socket.write(answer('hello', 'connection: keep-alive\r\nkeep-alive: timeout=600\r\n')),
      );
      await using fetch = createKeepAliveFetch({ idleSocketMs: 20 });
      await ask(fetch, server.url);
      await eventually(() => expect(server.open.size).toBe(0));
    });

    it('does not use an old connection after the process was frozen', async () => {
      await using server = await startRawServer();
      await using fetch = createKeepAliveFetch({ idleSocketMs: 50_000 });
      vi.useFakeTimers({ toFake: ['Date'] });
      expect(await ask(fetch, server.url)).toBe('hello 1.1');
      vi.setSystemTime(Date.now() + 49_999);
      expect(await ask(fetch, server.url)).toBe('hello 1.2');
      vi.setSystemTime(Date.now() + 50_000);
      expect(await ask(fetch, server.url)).toBe('hello 2.1');
    });

    it('answers behind a NAT that forgot the connection, where the global fetch waits for its limit', async () => {
      await using server = await startRawServer();
      await using nat = await startNat(server.port, 50);
      await using plain = createKeepAliveFetch({ idleSocketMs: 30_000, headersTimeoutMs: 60 });
      await using fetch = createKeepAliveFetch({ idleSocketMs: 20 });
      expect(await ask(globalThis.fetch, nat.url)).toBe('hello 1.1');
      expect(await ask(plain, nat.url)).toBe('hello 2.1');
      expect(await ask(fetch, nat.url)).toBe('hello 3.1');
      await sleep(80);
      expect(await ask(fetch, nat.url)).toBe('hello 4.1');
      expect(nat.dropped).toBe(0);
      const limit = new AbortController();
      const waiting = globalThis.fetch(nat.url, { ...post, signal: limit.signal });
      // Its limit ends only once the request has got as far as the NAT, however long the machine takes for that.
      await eventually(() => expect(nat.dropped).toBe(1));
      limit.abort(new DOMException('The limit', 'TimeoutError'));
      await expect(waiting).rejects.toMatchObject({ name: 'TimeoutError' });
      expect(await causeOf(plain(nat.url, post))).toMatchObject({ code: 'UND_ERR_HEADERS_TIMEOUT' });
      await eventually(() => expect(nat.dropped).toBe(2));
    });

    it('answers 100 calls of one tick, and 100 more whose pooled connections all died', async () => {
      await using server = await startRawServer(undefined, (socket, connection, number) =>
        connection <= 100 && number === 2 ? (socket.resetAndDestroy(), true) : undefined,
      );
      await using fetch = createKeepAliveFetch();
      const all = () => Promise.all(Array.from({ length: 100 }, () => fetch(server.url, post).then(r => r.text())));
      expect(new Set(await all()).size).toBe(100);
      expect(server.connections).toBe(100);
      await nextTurn();
      await nextTurn();
      expect(await all()).toHaveLength(100);
      expect(server.requests).toHaveLength(200);
      expect(server.connections).toBe(200);
    });

    it('does not fail other calls while it replaces its connections', async () => {
      await using server = await startRawServer(undefined, resets);
      await using fetch = createKeepAliveFetch();
      await ask(fetch, server.url);
      const texts: Promise<string>[] = [];
      for (let turn = 0; turn < 50; turn++) {
        texts.push(fetch(server.url, post).then(response => response.text()));
        await (turn % 2 === 0 ? Promise.resolve() : nextTurn());
      }
      expect(await Promise.all(texts)).toHaveLength(50);
    });

    it('lets a call that is redirected end while another replaces the connections', async () => {
      await using target = await startRawServer();
      let redirect: () => void = () => {};
      await using moved = await startRawServer(socket => {
        redirect = () =>
          void socket.write(`HTTP/1.1 307 Moved\r\nlocation: ${target.url}\r\ncontent-length: 0\r\n\r\n`);
      });
      await using server = await startRawServer(undefined, resets);
      await using fetch = createKeepAliveFetch();
      await ask(fetch, server.url);
      const redirected = ask(fetch, moved.url);
      await eventually(() => expect(moved.requests).toHaveLength(1));
      expect(await ask(fetch, server.url)).toBe('hello 2.1');
      redirect();
      expect(await redirected).toBe('hello 1.1');
    });

    it('speaks HTTP/1.1 only', async () => {
      const connect = vi.spyOn(tls, 'connect');
      await using server = await startRawServer(undefined, socket => (socket.destroy(), true));
      await using fetch = createKeepAliveFetch();
      await causeOf(fetch(server.url.replace('http:', 'https:'), post));
      expect(connect.mock.calls).toMatchObject([[{ ALPNProtocols: ['http/1.1'] }]]);
    });

    it('limits the time to the headers and between chunks', async () => {
      await using server = await startRawServer((socket, { number }) => {
        if (number === 1) socket.write(answer('hello').slice(0, -2));
      });
      await using silent = await startRawServer(() => {});
      await using fetch = createKeepAliveFetch({ headersTimeoutMs: 30, bodyTimeoutMs: 30 });
      expect(await causeOf(fetch(silent.url, post))).toMatchObject({ code: 'UND_ERR_HEADERS_TIMEOUT' });
      const response = await fetch(server.url, post);
      expect(await causeOf(response.text())).toMatchObject({ code: 'UND_ERR_BODY_TIMEOUT' });
    });
  });

  describe(`close() on ${undici}`, () => {
    it('lets calls and bodies under way end, and closes every connection', async () => {
      const writes: (() => void)[] = [];
      await using server = await startRawServer(socket => {
        socket.write(answer('hello').slice(0, -2));
        writes.push(() => socket.write('lo'));
      });
      const fetch = createKeepAliveFetch();
      const first = fetch(server.url, post);
      const closed = fetch.close();
      const response = await first;
      writes[0]!();
      expect(await response.text()).toBe('hello');
      await closed;
      await eventually(() => expect(server.open.size).toBe(0));
      await expect(fetch.close()).resolves.toBeUndefined();
      expect(await causeOf(fetch(server.url, post))).toMatchObject({ code: 'UND_ERR_CLOSED' });
    });

    it('lets a call that is redirected end, too', async () => {
      let closed: Promise<void> | undefined;
      await using target = await startRawServer();
      await using server = await startRawServer(socket => {
        closed = fetch.close();
        socket.write(`HTTP/1.1 307 Moved\r\nlocation: ${target.url}\r\ncontent-length: 0\r\n\r\n`);
      });
      const fetch = createKeepAliveFetch();
      expect(await ask(fetch, server.url)).toBe('hello 1.1');
      await closed;
    });

    it('lets a call that is asked again end, too', async () => {
      let closed: Promise<void> | undefined;
      await using server = await startRawServer(
        undefined,
        killSecond(socket => {
          closed = fetch.close();
          socket.resetAndDestroy();
        }),
      );
      const fetch = createKeepAliveFetch();
      await ask(fetch, server.url);
      expect(await ask(fetch, server.url)).toBe('hello 2.1');
      await closed;
      await eventually(() => expect(server.open.size).toBe(0));
    });
  });
}
