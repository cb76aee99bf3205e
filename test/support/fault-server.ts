/**
 * A real HTTP server on loopback for fault tests: every request is answered by a small script, and what became of it is
 * written down. A script that says no more leaves its request in silence.
 */
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { startServer, type ReceivedRequest } from './loopback-server.ts';
import type { Chunk } from './wires.ts';

/** What a fault server takes its time from. */
export interface Time {
  now(): number;
  /** Waits, but not beyond the signal's abort. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

/**
 * What became of a request: it is `open`, was `answered` to the end, was `cut` by its script, or the client `left`: closed
 * its connection before one of these.
 */
export type Fate = 'open' | 'answered' | 'cut' | 'left';

export interface FaultRequest extends ReceivedRequest {
  arrivedAt: number;
  /** How many chunks its script has sent. */
  sent: number;
  fate: Fate;
  /** When it was answered, cut or left. */
  endedAt: number | undefined;
  /** Resolves then. */
  ended: Promise<Fate>;
}

export interface Exchange {
  request: FaultRequest;
  response: ServerResponse;
  time: Time;
  /** Aborted as soon as the request has ended, whoever ended it. */
  over: AbortSignal;
}

export type Step = (exchange: Exchange) => void | Promise<void>;
export type Script = readonly Step[];

export interface FaultServer extends AsyncDisposable {
  url: string;
  requests: FaultRequest[];
  /** What became of the requests, in the order of their arrival. */
  readonly fates: Fate[];
  /** How many requests are open at present. */
  readonly open: number;
  /** How many connections with a request on them, past or present, are open. */
  readonly sockets: number;
  /** Resolves when so many requests have arrived. */
  arrived(count: number): Promise<void>;
}

/** Sends the status and the headers, and nothing yet of the body. */
export const headers =
  (contentType = 'text/event-stream', status = 200, others: Record<string, string> = {}): Step =>
  ({ response }) => {
    response.writeHead(status, { 'content-type': contentType, ...others });
    response.flushHeaders();
  };

/** Sends chunk by chunk; waits with each until the client's side has taken it. */
export const send =
  (...chunks: readonly Chunk[]): Step =>
  async ({ response, request, over }) => {
    for (const chunk of chunks) {
      if (over.aborted) return;
      await new Promise<void>(resolve => response.write(chunk, () => resolve()));
      request.sent += 1;
    }
  };

export const pause =
  (ms: number): Step =>
  ({ time, over }) =>
    time.wait(ms, over);

/** Sends one chunk after each pause. */
export const drip =
  (chunks: readonly Chunk[], everyMs: number): Step =>
  async exchange => {
    for (const chunk of chunks) {
      await pause(everyMs)(exchange);
      await send(chunk)(exchange);
    }
  };

/** Sends the same chunk after each pause, until the client leaves. */
export const dripForever =
  (chunk: Chunk, everyMs: number): Step =>
  async exchange => {
    while (!exchange.over.aborted) await drip([chunk], everyMs)(exchange);
  };

/** Ends the response in good order. */
export const end: Step = ({ response }) => void response.end();

const cutWith =
  (cut: (socket: Socket) => void): Step =>
  async ({ request, response, over }) => {
    // The client must have read what was sent: bytes that arrive together with a reset are lost.
    if (response.headersSent) await new Promise(resolve => setTimeout(resolve, 10));
    if (over.aborted) return;
    request.fate = 'cut';
    if (response.socket) cut(response.socket);
  };

/** Closes the connection, whatever was announced. */
export const drop: Step = cutWith(socket => void socket.destroy());
/** Closes the connection with a RST. */
export const reset: Step = cutWith(socket => void socket.resetAndDestroy());

/** A whole response. */
export const reply =
  (status: number, body: string, others: Record<string, string> = {}): Step =>
  ({ response }) => {
    response.writeHead(status, { 'content-type': 'application/json', ...others });
    response.end(body);
  };

/** Plays the first script to the first request, and so on; past the end the last one repeats. */
export const inTurn =
  (...scripts: readonly Script[]) =>
  (_: FaultRequest, index: number): Script =>
    scripts[Math.min(index, scripts.length - 1)] ?? [];

/** @param scriptOf chooses what a request is answered with; `index` counts them from 0 */
export async function startFaultServer(
  time: Time,
  scriptOf: (request: FaultRequest, index: number) => Script,
): Promise<FaultServer> {
  const requests: FaultRequest[] = [];
  const sockets = new Set<Socket>();
  let onArrival = () => {};
  const server = await startServer(async (response, received) => {
    const over = new AbortController();
    const ended = Promise.withResolvers<Fate>();
    const request: FaultRequest = {
      ...received,
      arrivedAt: time.now(),
      sent: 0,
      fate: 'open',
      endedAt: undefined,
      ended: ended.promise,
    };
    const { socket } = response;
    if (socket && !sockets.has(socket)) {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    }
    const onClose = () => {
      if (request.fate === 'open') request.fate = response.writableFinished ? 'answered' : 'left';
      request.endedAt = time.now();
      over.abort();
      ended.resolve(request.fate);
    };
    if (response.destroyed) onClose();
    else response.once('close', onClose);
    const script = scriptOf(request, requests.push(request) - 1);
    onArrival();
    for (const step of script) {
      if (over.signal.aborted) return;
      await step({ request, response, time, over: over.signal });
    }
  });
  return {
    url: server.url,
    requests,
    get fates() {
      return requests.map(({ fate }) => fate);
    },
    get open() {
      return requests.filter(({ fate }) => fate === 'open').length;
    },
    get sockets() {
      return sockets.size;
    },
    arrived: count =>
      new Promise(resolve => {
        const previous = onArrival;
        onArrival = () => {
          previous();
          if (requests.length >= count) resolve();
        };
        onArrival();
      }),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await Promise.all(requests.map(({ ended }) => ended));
    },
  };
}
