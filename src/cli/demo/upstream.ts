/**
 * The upstream of the demo: a real HTTP server on loopback that plays the package's own fixtures. Each run has an address
 * of its own, so that runs can overlap; nothing leaves this machine.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
// In a project of yours: import … from 'ai-gateway-failover/msw'
import { systemClock } from '../../runtime/clock.ts';
import { scenario, type Scenario } from '../../../mocks/scenario.ts';
import type { Step } from '../../../mocks/step.ts';

/** Lets the SDK try again at once; without it each retry would take it two seconds. */
const AT_ONCE = { 'retry-after-ms': '0' };

export interface Upstream extends AsyncDisposable {
  /** Starts a script and returns where it is played. */
  play(steps: readonly Step[]): { url: string; upstream: Scenario };
}

async function toRequest(incoming: IncomingMessage, path: string): Promise<Request> {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) headers.set(name, String(value));
  return new Request(`http://127.0.0.1${path}`, { method: 'POST', headers, body: await text(incoming) });
}

async function send(played: Response, response: ServerResponse): Promise<void> {
  response.writeHead(played.status, { ...AT_ONCE, ...Object.fromEntries(played.headers) });
  response.flushHeaders();
  if (played.body) for await (const chunk of Readable.fromWeb(played.body as never)) response.write(chunk);
  response.end();
}

/** Starts the server. */
export async function startUpstream(): Promise<Upstream> {
  const runs: Scenario[] = [];
  const server = createServer(async (incoming, response) => {
    const [, run, path] = /^\/(\d+)(\/.*)$/.exec(incoming.url ?? '') ?? [];
    try {
      const played = await runs[Number(run)]!.respond(await toRequest(incoming, path!));
      await send(played, response);
    } catch {
      // The script says that the connection is lost here. What was sent before must arrive first.
      systemClock.setTimeout(() => response.socket?.destroy(), 10);
    }
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    play(steps) {
      const upstream = scenario(steps);
      return { url: `http://127.0.0.1:${port}/${runs.push(upstream) - 1}`, upstream };
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}
