/** What servers do in these tests, in the shape of a provider's API. */
import { seeded } from '../support/concurrently.ts';
import { drip, drop, end, headers, reply, send, type FaultRequest, type Script } from '../support/fault-server.ts';
import type { Chunk, Wire } from '../support/wires.ts';

const random = seeded(20_261_121);
const DRAWS = Array.from({ length: 1_000 }, () => random());

/** Which call a request belongs to, by the number that the test gave it. */
export const callOf = ({ headers: sent }: FaultRequest): number => Number(sent['x-call']);

/** A number that is the call's own, and the same in every run; `draw` tells several of one call apart. */
export const between =
  (from: number, to: number, draw = 0) =>
  (request: FaultRequest): number =>
    from + DRAWS[(2 * callOf(request) + draw) % DRAWS.length]! * (to - from);

/** So many words, one a delta. */
export const words = (count: number): string[] => Array.from({ length: count }, (_, index) => `w${index} `);

const streams = ({ body, url, headers: { 'ai-language-model-streaming': vercel } }: FaultRequest) =>
  (body as { stream?: boolean }).stream === true || vercel === 'true' || /stream[^/]*$/i.test(url);

/** A good answer at once, streamed if it was asked to be. */
export const good =
  (text: string, wire: Wire) =>
  (request: FaultRequest): Script => {
    if (!streams(request)) return [reply(200, wire.json(text))];
    const { preamble, parts, finish } = wire.stream(text.match(/\S+\s*/g) ?? []);
    return [headers(wire.contentType), send(...preamble, ...parts, ...finish), end];
  };

/** A good stream whose parts come one by one, the first of them after `firstMs`. */
export function slowly(wire: Wire, deltas: readonly string[], firstMs: number, everyMs: number): Script {
  const { preamble, parts, finish } = wire.stream(deltas);
  const [first, ...rest] = parts as [Chunk, ...Chunk[]];
  return [
    headers(wire.contentType),
    send(...preamble),
    drip([first], firstMs),
    drip(rest, everyMs),
    send(...finish),
    end,
  ];
}

/** A stream of 60 parts that shows its preamble and so many of them, and no more. Without `how` it is silent then. */
export function broken(wire: Wire, afterParts: number, how?: 'dropped' | 'ended'): Script {
  const { preamble, parts } = wire.stream(words(60));
  const shown: Script = [headers(wire.contentType), send(...preamble, ...parts.slice(0, afterParts))];
  return how ? [...shown, how === 'dropped' ? drop : end] : shown;
}
