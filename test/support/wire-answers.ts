/** Answers of a real server in the shape of an API: whole, or cut by the death of the connection. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Answer } from './loopback-server.ts';
import type { Chunk, Wire } from './wires.ts';

/** Sends what was written, then closes the connection. */
async function die(response: Parameters<Answer>[0]): Promise<void> {
  // The client must have read what was sent: bytes that arrive together with a reset are lost.
  await wait(10);
  response.socket?.destroy();
}

async function send(response: Parameters<Answer>[0], chunks: readonly Chunk[]): Promise<void> {
  for (const chunk of chunks) await new Promise<void>(resolve => response.write(chunk, () => resolve()));
}

/** A good answer without streaming. */
export const goodJson =
  (wire: Wire, text: string): Answer =>
  response => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(wire.json(text));
  };

/** A good stream. */
export const goodStream =
  (wire: Wire, deltas: readonly string[]): Answer =>
  async response => {
    const { preamble, parts, finish } = wire.stream(deltas);
    response.writeHead(200, { 'content-type': wire.contentType });
    await send(response, [...preamble, ...parts, ...finish]);
    response.end();
  };

/** A stream whose connection dies after its preamble and so many parts of its content. */
export const dieMidStream =
  (wire: Wire, deltas: readonly string[], afterParts: number): Answer =>
  async response => {
    const { preamble, parts } = wire.stream(deltas);
    response.writeHead(200, { 'content-type': wire.contentType });
    response.flushHeaders();
    await send(response, [...preamble, ...parts.slice(0, afterParts)]);
    await die(response);
  };
