/** Answers one request on the wire: well, or with a fault. */
import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { fixtures, type Fixture } from '../mocks/index.ts';
import type { Wire } from '../test/support/wires.ts';
import { deltasFor } from './nonce.ts';
import { withSomethingOdd, type Events } from './odd-events.ts';
import type { Dice, Fault } from './faults.ts';

export interface Asked {
  nonce: string;
  isStream: boolean;
}

/** How a provider answers. */
export interface Provider {
  wire: Wire;
  /** Its statuses for trouble that passes. */
  statuses: readonly number[];
  /** Its failures that look like answers, of a stream and of a whole response. */
  disguises: { stream: readonly Fixture[]; whole: readonly Fixture[] };
  /** Whether its package hands on parts unvalidated, so that it may send odd ones. */
  isUnvalidated?: boolean;
}

export type ProviderName = 'openai' | 'anthropic' | 'vercel';

export const PROVIDERS = (openai: Wire, anthropic: Wire, vercel: Wire): Record<ProviderName, Provider> => ({
  openai: {
    wire: openai,
    statuses: [500, 502, 503],
    disguises: {
      stream: [fixtures['cloudflare-2005'], fixtures['openrouter-502-first-frame']],
      whole: [fixtures['cloudflare-2005'], fixtures['openrouter-502-in-200']],
    },
  },
  anthropic: {
    wire: anthropic,
    statuses: [500, 503, 529],
    disguises: {
      stream: [fixtures['cloudflare-2005'], fixtures['anthropic-200-overloaded-first-event']],
      whole: [fixtures['cloudflare-2005']],
    },
  },
  vercel: {
    wire: vercel,
    statuses: [500, 502, 503],
    disguises: { stream: [fixtures['cloudflare-2005']], whole: [fixtures['cloudflare-2005']] },
    isUnvalidated: true,
  },
});

const JSON_TYPE = { 'content-type': 'application/json' };

/** How an answer ends: in order, in the middle in order, in the middle with its connection, not at all, or odd. */
type End = 'whole' | 'short' | 'dead' | 'silent' | 'odd';

async function sendStream(response: ServerResponse, { wire }: Provider, nonce: string, dice: Dice, end: End) {
  const good = wire.stream(deltasFor(nonce)) as Events;
  const { preamble, parts, finish } = end === 'odd' ? withSomethingOdd(good, dice) : good;
  const isWhole = end === 'whole' || end === 'odd';
  const sent = isWhole ? parts.length : dice.below(parts.length);
  const half = Math.ceil(sent / 2);
  response.writeHead(200, { 'content-type': wire.contentType });
  response.write([...preamble, ...parts.slice(0, half)].join(''));
  await wait(1 + dice.below(4));
  response.write(parts.slice(half, sent).join(''));
  if (isWhole) return void response.end(finish.join(''));
  if (end === 'silent') return;
  // What was sent shall be read: bytes that arrive together with a reset are lost.
  await wait(5);
  if (end === 'short') response.end();
  else response.destroy();
}

async function sendWhole(response: ServerResponse, { wire }: Provider, nonce: string, dice: Dice, end: End) {
  const body = wire.json(deltasFor(nonce).join(''));
  if (end === 'whole') return void response.writeHead(200, JSON_TYPE).end(body);
  const part = body.slice(0, dice.below(body.length));
  // A body without a length may end early in good order; it is no JSON then.
  const length = end === 'short' ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  response.writeHead(200, { ...JSON_TYPE, ...length });
  response.write(part);
  if (end === 'silent') return;
  await wait(5);
  if (end === 'short') response.end();
  else response.destroy();
}

function replay(response: ServerResponse, { status, headers, body, events }: Fixture): void {
  response.writeHead(status, headers);
  response.end(events ? events.map(event => `${event}\n\n`).join('') : body);
}

export async function play(
  response: ServerResponse,
  asked: Asked,
  provider: Provider,
  fault: Fault | undefined,
  dice: Dice,
) {
  const { isStream, nonce } = asked;
  const send = (end: End) => (isStream ? sendStream : sendWhole)(response, provider, nonce, dice, end);
  const fail = (status: number, headers: Record<string, string> = {}) =>
    void response.writeHead(status, { ...JSON_TYPE, ...headers }).end(`{"error":{"message":"status ${status}"}}`);
  switch (fault) {
    case 'status':
      return fail(dice.one(provider.statuses));
    case 'rate-limit':
      // A whole second for one in fifty: each holds back every other call, too.
      return fail(429, dice.below(50) === 0 ? { 'retry-after': '1' } : { 'retry-after-ms': '50' });
    case 'reset':
      return void response.destroy();
    case 'disguised':
      return replay(response, dice.one(provider.disguises[isStream ? 'stream' : 'whole']));
    case 'cut':
      return send(dice.one(['short', 'dead']));
    case 'odd':
      return send(provider.isUnvalidated && isStream ? 'odd' : 'whole');
    case 'hang':
      return dice.below(2) === 0 ? undefined : send('silent');
    case 'slow':
      await wait(500 + dice.below(1_000));
      return send('whole');
    default:
      await wait(1 + dice.below(8));
      return send('whole');
  }
}
