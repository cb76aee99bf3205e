/** Providers on loopback for Workers that tests start: each request's prompt says what each of them does with it. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { wires } from '../support/wires.ts';

/** What one provider does: answers after a while, refuses with a status, or stays silent: before its headers, or after a part. */
export interface Act {
  readonly afterMs?: number;
  readonly status?: number;
  readonly silent?: 'headers' | 'preamble' | 'words';
}

/** The text of a prompt: what each provider does, by its letter, and what the caller must be answered. */
export interface Script {
  readonly text: string;
  readonly a?: Act;
  readonly b?: Act;
}

export interface Seen {
  readonly provider: 'a' | 'b';
  readonly text: string;
  /** How the connection of the request ended: after the whole answer, or before. */
  end: 'answered' | 'closed' | undefined;
}

export interface Upstream extends AsyncDisposable {
  readonly url: string;
  readonly seen: Seen[];
}

const { openaiChat } = wires;

async function readBody(request: IncomingMessage) {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return JSON.parse(body) as { stream?: boolean; messages: [{ content: string }] };
}

async function play(response: ServerResponse, { afterMs = 0, status, silent }: Act, text: string, isStream: boolean) {
  if (afterMs > 0) await wait(afterMs);
  if (silent === 'headers') return;
  if (status !== undefined) {
    response.writeHead(status, { 'content-type': 'application/json', 'retry-after-ms': '0' });
    // Long enough that a body which nobody reads or cancels keeps its connection.
    response.end(JSON.stringify({ error: { message: `Refused. ${'x'.repeat(300_000)}` } }));
    return;
  }
  if (!isStream && silent === undefined) {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(openaiChat.json(text));
    return;
  }
  const { preamble, parts, finish } = openaiChat.stream([text]);
  response.writeHead(200, { 'content-type': openaiChat.contentType });
  for (const chunk of silent === 'preamble' ? preamble : [...preamble, ...parts]) response.write(chunk);
  if (silent !== undefined) return;
  for (const chunk of finish) response.write(chunk);
  response.end();
}

export async function startUpstream(): Promise<Upstream> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    response.on('error', () => {});
    void (async () => {
      const { stream = false, messages } = await readBody(request);
      const script = JSON.parse(messages[0].content) as Script;
      const provider = request.url!.startsWith('/a') ? 'a' : 'b';
      const entry: Seen = { provider, text: script.text, end: undefined };
      seen.push(entry);
      response.once('close', () => (entry.end = response.writableFinished ? 'answered' : 'closed'));
      await play(response, script[provider] ?? {}, `${script.text} by ${provider}`, stream);
    })().catch(() => response.destroy());
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}
