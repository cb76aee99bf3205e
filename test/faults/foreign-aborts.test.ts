/** Requests that somebody else ended: proxies, runtimes, timers around `fetch`. Only the caller's own signal is an abort. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { wrapLanguageModel } from 'ai';
import nodeFetch from 'node-fetch';
import * as undici7 from 'undici';
import * as undici6 from 'undici-6';
import * as undici8 from 'undici-8';
import { describe, expect, it } from 'vitest';
import { classify, createFailover, gatewayErrorMiddleware } from '../../src/index.ts';
import { withoutWait } from '../support/at-once.ts';
import { CALLS } from '../support/calls.ts';
import { hang, startServer, type Answer } from '../support/loopback-server.ts';
import { wires } from '../support/wires.ts';

type Fetch = typeof globalThis.fetch;

const GOOD = 'answer of the fallback';
const isStream = (body: unknown) => (body as { stream?: boolean }).stream === true;
const good: Answer = (response, { body }) => {
  const { preamble, parts, finish } = wires.openaiChat.stream(['answer ', 'of the ', 'fallback']);
  response.writeHead(200, { 'content-type': isStream(body) ? 'text/event-stream' : 'application/json' });
  response.end(isStream(body) ? [...preamble, ...parts, ...finish].join('') : wires.openaiChat.json(GOOD));
};
/** Sends the headers and the beginning of a body, and no more. */
const half: Answer = async (response, { body }) => {
  response.writeHead(200, { 'content-type': isStream(body) ? 'text/event-stream' : 'application/json' });
  const [first] = wires.openaiChat.stream(['x']).preamble;
  await new Promise<void>(resolve =>
    response.write(isStream(body) ? `${first ?? ': ping\n\n'}` : '{"id":"1",', () => resolve()),
  );
};

const compatible = (baseURL: string, fetch?: Fetch) =>
  createOpenAICompatible({ name: 'local', apiKey: 'placeholder', baseURL, ...(fetch && { fetch }) })('m');

/** A proxy that refuses every tunnel. */
async function startProxy(status: number) {
  let tunnels = 0;
  const proxy = createServer();
  proxy.on('connect', (_request, socket) => {
    tunnels += 1;
    socket.on('error', () => {});
    socket.end(`HTTP/1.1 ${status} Refused\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`);
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    count: () => tunnels,
    async [Symbol.asyncDispose]() {
      proxy.closeAllConnections();
      await new Promise(resolve => proxy.close(resolve));
    },
  };
}

const owned = (dispatcher: undici7.Dispatcher) => ({
  dispatcher,
  [Symbol.asyncDispose]: () => dispatcher.destroy(),
});

const UNDICI = { 'undici 6': undici6, 'undici 7': undici7, 'undici 8': undici8 } as unknown as Record<
  string,
  typeof undici7
>;

describe.each(Object.entries(UNDICI))(
  'a proxy that refuses the tunnel of %s',
  (_, { ProxyAgent, EnvHttpProxyAgent, fetch }) => {
    const agents = {
      ProxyAgent: (url: string) => owned(new ProxyAgent(url)),
      EnvHttpProxyAgent: (url: string) =>
        owned(new EnvHttpProxyAgent({ httpsProxy: url, httpProxy: url, noProxy: '' })),
    };
    const through = (dispatcher: undici7.Dispatcher): Fetch =>
      ((url: string, init: undici7.RequestInit) => fetch(url, { ...init, dispatcher })) as unknown as Fetch;

    it.each(Object.entries(agents))('with %s is a failure of the network', async (_name, agentTo) => {
      for (const [status, retryable] of [
        [407, false],
        [403, false],
        [502, true],
      ] as const) {
        await using proxy = await startProxy(status);
        await using agent = agentTo(proxy.url);
        const error: unknown = await through(agent.dispatcher)('https://model.example/v1').then(
          undefined,
          thrown => thrown,
        );
        expect(classify(error)).toMatchObject({ category: 'network', scope: 'network', retryable, fallback: true });
      }
    });

    it.each(CALLS)('lets the fallback answer: %s', async (_name, call) => {
      await using proxy = await startProxy(407);
      await using agent = agents.EnvHttpProxyAgent(proxy.url);
      await using fallback = await startServer(good);
      const model = createFailover({
        models: [compatible('https://model.example/v1', through(agent.dispatcher)), compatible(fallback.url)],
        random: () => 0,
      });
      expect(await call(model)).toMatchObject({ text: GOOD, reported: 0 });
      expect(proxy.count()).toBe(1);
    });
  },
);

const FETCHES: [name: string, fetch: Fetch][] = [
  ['the runtime', globalThis.fetch],
  ...Object.entries(UNDICI).map(([name, { fetch }]): [string, Fetch] => [name, fetch as unknown as Fetch]),
  [
    'node-fetch',
    (async (url: string, init: RequestInit) => {
      const { status, headers, body } = await nodeFetch(url, init as Parameters<typeof nodeFetch>[1]);
      const list = [...headers.entries()] as [string, string][];
      return new Response(body && (Readable.toWeb(body as Readable) as ReadableStream), { status, headers: list });
    }) as Fetch,
  ],
];

/** A timer around `fetch`, as applications write it: it fires once the server has begun its answer. */
function withOwnTimer(inner: Fetch, reason?: unknown) {
  const timers = new Set<AbortController>();
  const fetch: Fetch = (url, init) => {
    const own = new AbortController();
    timers.add(own);
    return inner(url, { ...init, signal: AbortSignal.any([own.signal, ...(init?.signal ? [init.signal] : [])]) });
  };
  const fire = () => {
    for (const own of timers) own.abort(reason);
    timers.clear();
  };
  return { fetch, fire };
}

/** Fires when the answer has come so far and the client could read it. */
const firing =
  (answer: Answer, fire: () => void): Answer =>
  async (response, request) => {
    await answer(response, request);
    setTimeout(fire, 10);
  };

const REASONS: [name: string, reason: () => unknown][] = [
  ['abort()', () => undefined],
  ['a timeout', () => new DOMException('The operation was aborted due to timeout', 'TimeoutError')],
];

describe.each(FETCHES)("an application's own timer around the fetch of %s", (_, inner) => {
  describe.each(CALLS)('%s', (_name, call) => {
    const rows = REASONS.flatMap(([by, reason]) =>
      [
        { where: 'before the headers', answer: hang },
        { where: 'in the body', answer: half },
      ].map(place => ({ ...place, by, reason })),
    );

    it.each(rows)('ends $where by $by: the fallback answers', async ({ answer, reason }) => {
      let fire = () => {};
      await using primary = await startServer(firing(answer, () => fire()));
      await using fallback = await startServer(good);
      const timer = withOwnTimer(inner, reason());
      fire = timer.fire;
      const model = createFailover({
        models: [compatible(primary.url, timer.fetch), compatible(fallback.url)],
        random: () => 0,
      });
      const live = new AbortController();
      expect(await call(model, { abortSignal: live.signal })).toMatchObject({ text: GOOD, reported: 0 });
    });

    it('ends the first request: the SDK makes another', async () => {
      let fire = () => {};
      await using server = await startServer(
        firing(hang, () => fire()),
        good,
      );
      const timer = withOwnTimer(inner);
      fire = timer.fire;
      const model = wrapLanguageModel({
        model: compatible(server.url, timer.fetch),
        middleware: gatewayErrorMiddleware({ classify: withoutWait }),
      });
      expect(await call(model, { maxRetries: 1 })).toMatchObject({ text: GOOD });
      expect(server.requests).toHaveLength(2);
    });
  });

  it.each([
    ['before the headers', hang, false],
    ['in the body', half, false],
    ['at the same moment as the timer', hang, true],
  ] as const)("leaves the caller's stop an abort, %s", async (_place, answer, both) => {
    let fire = () => {};
    await using primary = await startServer(firing(answer, () => fire()));
    await using fallback = await startServer(good);
    const timer = withOwnTimer(inner);
    const stop = new AbortController();
    const reason = new Error('stop button');
    fire = () => {
      if (both) timer.fire();
      stop.abort(reason);
    };
    const model = createFailover({
      models: [compatible(primary.url, timer.fetch), compatible(fallback.url)],
      random: () => 0,
    });
    const prompt = [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'Hi' }] }];
    await expect(model.doGenerate({ prompt, abortSignal: stop.signal })).rejects.toBe(reason);
    expect([primary.requests.length, fallback.requests.length]).toEqual([1, 0]);
  });
});

it('AbortSignal.timeout around fetch is a timeout, and the fallback answers', async () => {
  await using primary = await startServer(hang);
  await using fallback = await startServer(good);
  const fetch: Fetch = (url, init) => globalThis.fetch(url, { ...init, signal: AbortSignal.timeout(30) });
  const error: unknown = await fetch(primary.url).then(undefined, thrown => thrown);
  expect(classify(error)).toMatchObject({ category: 'timeout', retryable: true, fallback: true });
  const model = createFailover({ models: [compatible(primary.url, fetch), compatible(fallback.url)], random: () => 0 });
  for (const [, call] of CALLS) expect(await call(model)).toMatchObject({ text: GOOD });
});
