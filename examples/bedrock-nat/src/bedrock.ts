/** Bedrock's ConverseStream on loopback: a short answer after some time, and connections that it would keep for minutes. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { message } from './event-stream.ts';

export interface Bedrock extends AsyncDisposable {
  port: number;
}

export async function startBedrock(thinksMs: number): Promise<Bedrock> {
  // Node's `fetch` keeps an idle connection for four seconds, or for as long as the server asks it to.
  const server = createServer({ keepAlive: true, keepAliveTimeout: 600_000 }, async (request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' });
    await wait(thinksMs);
    response.write(message('messageStart', { role: 'assistant' }));
    response.write(message('contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'Hello.' } }));
    response.write(message('contentBlockStop', { contentBlockIndex: 0 }));
    response.write(message('messageStop', { stopReason: 'end_turn' }));
    const usage = { inputTokens: 3, outputTokens: 2, totalTokens: 5 };
    response.end(message('metadata', { usage, metrics: { latencyMs: thinksMs } }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}
