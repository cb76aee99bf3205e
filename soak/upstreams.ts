/** Two providers and a gateway on loopback, in a process of their own. Says where they are, and when asked what became of it. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { wires } from '../test/support/wires.ts';
import { createDice, isDown, type Fault } from './faults.ts';
import { findNonce } from './nonce.ts';
import { play, PROVIDERS, type Provider, type ProviderName } from './play-fault.ts';

/** What the upstreams saw. */
export interface Seen {
  requests: Record<string, number>;
  faults: Partial<Record<Fault | 'down', number>>;
  /** The longest that a request was left open which got no answer, or no whole one. */
  longestHangMs: number;
  /** Requests that could not be read, and answers that could not be sent. */
  errors: string[];
}

export type FromUpstreams = { type: 'ready'; urls: Record<ProviderName, string> } | { type: 'seen'; seen: Seen };

const seen: Seen = { requests: {}, faults: {}, longestHangMs: 0, errors: [] };
const hanging = new Set<number>();

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function noteHang(response: ServerResponse): void {
  const since = performance.now();
  hanging.add(since);
  response.once('close', () => {
    hanging.delete(since);
    seen.longestHangMs = Math.max(seen.longestHangMs, performance.now() - since);
  });
}

function serve(name: ProviderName, provider: Provider, seed: number): Promise<string> {
  const dice = createDice(seed);
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await textOf(request);
    const nonce = findNonce(body);
    if (nonce === undefined) throw new Error(`No nonce in ${body.slice(0, 200)}`);
    const isOut = isDown(name, performance.now());
    const fault = isOut ? 'status' : dice.fault();
    const counted = isOut ? 'down' : fault;
    seen.requests[name] = (seen.requests[name] ?? 0) + 1;
    if (counted) seen.faults[counted] = (seen.faults[counted] ?? 0) + 1;
    if (fault === 'hang') noteHang(response);
    const isStream = body.includes('"stream":true') || request.headers['ai-language-model-streaming'] === 'true';
    await play(response, { nonce, isStream }, provider, fault, dice);
  }
  const server = createServer((request, response) => {
    response.on('error', () => {});
    answer(request, response).catch((error: unknown) => {
      // The caller may have gone while its request was read.
      if (!request.destroyed) seen.errors.push(String(error));
      response.destroy();
    });
  });
  return new Promise(resolve => {
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  });
}

const send = (message: FromUpstreams) => void process.send?.(message);

const { openai, anthropic, vercel } = PROVIDERS(wires.openaiChat, wires.anthropic, wires.vercel);
const seed = Number(process.argv[2] ?? 1);
process.on('message', () => {
  const open = [...hanging].map(since => performance.now() - since);
  send({ type: 'seen', seen: { ...seen, longestHangMs: Math.max(seen.longestHangMs, ...open) } });
});
process.on('disconnect', () => process.exit());
send({
  type: 'ready',
  urls: {
    openai: await serve('openai', openai, seed),
    anthropic: await serve('anthropic', anthropic, seed + 1),
    vercel: await serve('vercel', vercel, seed + 2),
  },
});
