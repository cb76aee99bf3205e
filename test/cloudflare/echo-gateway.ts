/** A gateway that answers each universal request with the nonces it finds in the prompt, as the provider asked would. */
import { createAiGateway } from 'ai-gateway-provider';
import type { LanguageModel } from '../../src/sdk-types.ts';
import type { InnerModel } from './inner-models.ts';

interface Entry {
  provider: string;
  endpoint: string;
  query: { stream?: boolean };
}

/** One request as the gateway got it. */
export interface Received {
  entries: readonly Entry[];
  /** The nonces in each entry. */
  nonces: readonly (readonly string[])[];
  signal: AbortSignal | undefined;
}

export interface EchoOptions {
  /** Which entry answers; the first by default. */
  step?: (nonce: string) => number;
  /** Answers instead, if it gives a response; told how often this nonce was asked, from 1. */
  instead?: (nonce: string, count: number) => Response | Promise<Response> | undefined;
  /** Milliseconds until the response. */
  delayMs?: (nonce: string) => number;
}

export interface EchoGateway {
  readonly received: Received[];
  readonly binding: { run(data: unknown, options?: { signal?: AbortSignal }): Promise<Response> };
  /** Plays the gateway's public address, for the mode with an API key. */
  readonly fetch: typeof globalThis.fetch;
}

export type Mode = 'binding' | 'API key';

/** A gateway model of these inner models, on the fake gateway. The mode with a key needs the global `fetch` replaced. */
export function connect(gateway: EchoGateway, inner: readonly InnerModel[], mode: Mode = 'binding'): LanguageModel {
  const settings =
    mode === 'binding' ? { binding: gateway.binding } : { accountId: 'account', gateway: 'gateway', apiKey: 'token' };
  return createAiGateway(settings)(inner.map(({ make }) => make()));
}

/** Waits as a network does: an abort ends it with its reason. */
function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => (clearTimeout(timer), reject(signal.reason)), { once: true });
  });
}

function joined(chunks: readonly (string | Uint8Array)[]): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(typeof chunk === 'string' ? encoder.encode(chunk) : chunk);
      controller.close();
    },
  });
}

export function echoGateway(inner: readonly InnerModel[], options: EchoOptions = {}): EchoGateway {
  const { step = () => 0, instead, delayMs = () => Math.random() * 4 } = options;
  const received: Received[] = [];
  const counts = new Map<string, number>();

  async function answer(body: string, signal: AbortSignal | undefined): Promise<Response> {
    const entries = JSON.parse(body) as Entry[];
    const nonces = entries.map(({ query }) => [...new Set(JSON.stringify(query).match(/nonce-\d+/g))]);
    received.push({ entries, nonces, signal });
    const nonce = nonces[0]?.[0] ?? 'nobody';
    const count = (counts.get(nonce) ?? 0) + 1;
    counts.set(nonce, count);
    await wait(delayMs(nonce), signal);
    const other = await instead?.(nonce, count);
    if (other) return other;
    const index = step(nonce);
    const entry = entries[index];
    if (!entry)
      return Response.json({ success: false, error: [{ code: 2000, message: 'No request' }] }, { status: 400 });
    const { wire } = inner[index % inner.length]!;
    const headers = { 'cf-aig-step': String(index) };
    const text = nonces[index]!.join(' ');
    if (!entry.query.stream && !/stream/i.test(entry.endpoint))
      return new Response(wire.json(text), { headers: { ...headers, 'content-type': 'application/json' } });
    const { preamble, parts, finish } = wire.stream([text]);
    return new Response(joined([...preamble, ...parts, ...finish]), {
      headers: { ...headers, 'content-type': wire.contentType },
    });
  }

  return {
    received,
    binding: { run: (data, { signal } = {}) => answer(JSON.stringify(data), signal) },
    async fetch(input, init) {
      if (!String(input).startsWith('https://gateway.ai.cloudflare.com/v1/account/gateway'))
        throw new TypeError(`The test asked a real host: ${String(input)}`);
      return answer(String(init?.body), init?.signal ?? undefined);
    },
  };
}
