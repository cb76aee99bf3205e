/** A real HTTP server on loopback that answers by script and can let its sockets die at any point. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers one request. */
export type Answer = (response: ServerResponse, request: ReceivedRequest) => void | Promise<void>;

export interface ReceivedRequest {
  url: string;
  headers: IncomingMessage['headers'];
  body: unknown;
  /** Resolves when the connection of this request is closed. */
  closed: Promise<void>;
}

export interface LoopbackServer extends AsyncDisposable {
  url: string;
  requests: ReceivedRequest[];
}

export const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  response => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };

/** Closes the connection before a byte was answered. */
export const dieBeforeHeaders: Answer = response => void response.socket?.destroy();

/** Sends the headers, then closes the connection. */
export const dieAfterHeaders =
  (contentType: string): Answer =>
  async response => {
    response.writeHead(200, { 'content-type': contentType });
    response.flushHeaders();
    await new Promise(resolve => setTimeout(resolve, 10));
    response.socket?.destroy();
  };

/** Announces a whole JSON body, sends a part of it and closes the connection. */
export const dieMidJson =
  (body: string, bytes: number): Answer =>
  async response => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) });
    await new Promise<void>(resolve => response.write(body.slice(0, bytes), () => resolve()));
    await new Promise(resolve => setTimeout(resolve, 10));
    response.socket?.destroy();
  };

/** Sends events, then ends, dies or stays silent. */
export const events =
  (list: readonly string[], then: 'end' | 'die' | 'hang' = 'end', headers: Record<string, string> = {}): Answer =>
  async response => {
    response.writeHead(200, { 'content-type': 'text/event-stream', ...headers });
    response.flushHeaders();
    for (const event of list) {
      await new Promise<void>(resolve => response.write(`${event}\n\n`, () => resolve()));
    }
    if (then === 'end') response.end();
    if (then !== 'die') return;
    await new Promise(resolve => setTimeout(resolve, 10));
    response.socket?.destroy();
  };

/** Accepts and never answers. */
export const hang: Answer = () => {};

/**
 * Starts a server; past the end of the script its last answer repeats.
 */
export async function startServer(...script: Answer[]): Promise<LoopbackServer> {
  const requests: ReceivedRequest[] = [];
  const server = createServer(async (incoming, response) => {
    // A connection that is kept alive has a listener of each of its requests.
    incoming.socket.setMaxListeners(0);
    // Claimed at once: the order of arrival is the order of the script.
    const index = requests.length;
    const closed = new Promise<void>(resolve => incoming.socket.once('close', () => resolve()));
    const received: ReceivedRequest = { url: incoming.url ?? '', headers: incoming.headers, body: undefined, closed };
    requests.push(received);
    incoming.on('error', () => {});
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    received.body = text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text;
    await script[Math.min(index, script.length - 1)]?.(response, received);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}
