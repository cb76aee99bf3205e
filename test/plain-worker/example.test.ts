/** The Worker of docs/workers.md, bundled as it stands and started in workerd, against a server on loopback. */
import { connect } from 'node:net';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { events, hang, json, startServer, type Answer, type LoopbackServer } from '../support/loopback-server.ts';
import { redirected } from './redirected.ts';
import { startPlainWorker, type PlainWorker } from './start-worker.ts';

const sse = (data: object) => `data: ${JSON.stringify(data)}`;
const delta = sse({ type: 'response.output_text.delta', item_id: 'm', delta: 'from gpt' });

/** The begin of an answer of the Responses API. */
const BEGIN = [
  sse({ type: 'response.created', response: { id: 'r', created_at: 1, model: 'gpt-5' } }),
  sse({ type: 'response.output_item.added', output_index: 0, item: { type: 'message', id: 'm' } }),
  delta,
];
const END = [
  sse({ type: 'response.output_item.done', output_index: 0, item: { type: 'message', id: 'm' } }),
  sse({ type: 'response.completed', response: { usage: { input_tokens: 1, output_tokens: 2 } } }),
];

/** An answer that goes on for as long as somebody takes it. */
const endless: Answer = async (response, request) => {
  await events(BEGIN, 'hang')(response, request);
  const timer = setInterval(() => response.write(`${delta}\n\n`), 20);
  await request.closed;
  clearInterval(timer);
};

const code2005: Answer = json(
  400,
  {
    success: false,
    result: [],
    messages: [],
    error: [{ code: 2005, message: 'Failed to get response from provider' }],
  },
  { 'retry-after-ms': '0' },
);

const body = JSON.stringify({ messages: [{ id: '1', role: 'user', parts: [{ type: 'text', text: 'Hi' }] }] });

const start = (upstream: LoopbackServer, flags: readonly string[] = []): Promise<PlainWorker> =>
  startPlainWorker({
    contents: redirected("import worker from './examples/worker/worker.ts';"),
    bindings: { UPSTREAM: upstream.url, ANTHROPIC_API_KEY: 'unused', OPENAI_API_KEY: 'unused' },
    flags,
    build: { alias: { 'ai-gateway-failover': './src/index.ts' } },
  });

/** A client that asks for a chat and closes its connection: once words of the answer have come, or after some time. */
async function leave({ url }: PlainWorker, { afterMs }: { afterMs?: number } = {}): Promise<void> {
  const socket = connect(Number(url.port), url.hostname);
  socket.write(`POST /chat HTTP/1.1\r\nhost: x\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
  let text = '';
  socket.on('data', data => {
    text += String(data);
    if (text.includes('from gpt')) socket.destroy();
  });
  const timer = afterMs === undefined ? undefined : setTimeout(() => socket.destroy(), afterMs);
  await once(socket, 'close');
  clearTimeout(timer);
}

/** Whether the last request's connection is closed, or still open after a second. */
const lastOf = ({ requests }: LoopbackServer): Promise<string> =>
  Promise.race([
    requests.at(-1)!.closed.then(() => 'closed'),
    new Promise<string>(resolve => setTimeout(() => resolve('open'), 1_000)),
  ]);

describe.each([
  ['without flags', []],
  ['with enable_request_signal', ['enable_request_signal']],
])('the Worker of the page, %s', (_, flags) => {
  it('answers a chat by the second leg, past the gateway, and lets it go when the client leaves', async () => {
    await using upstream = await startServer(
      code2005,
      code2005,
      events([...BEGIN, ...END]),
      json(401, {}),
      endless,
      hang,
    );
    await using worker = await start(upstream, flags);
    const response = await fetch(new URL('/chat', worker.url), { method: 'POST', body });
    const text = await response.text();
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    expect(text).toContain('"delta":"from gpt"');
    expect(text).toContain('"type":"data-failover"');
    expect(text).toContain('"status":"switched"');
    expect(upstream.requests.map(({ url }) => url)).toEqual([
      '/gateway/anthropic/v1/messages',
      '/gateway/anthropic/v1/messages',
      '/api.openai.com/v1/responses',
    ]);
    expect((await fetch(worker.url)).status).toBe(404);

    await leave(worker);
    expect(await lastOf(upstream)).toBe('closed');

    // A Worker learns of it by what it sends: while it has nothing to send, only its limits end the call.
    await leave(worker, { afterMs: 500 });
    expect(await lastOf(upstream)).toBe('open');
  });
});
