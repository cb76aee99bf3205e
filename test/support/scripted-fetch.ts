/** A `fetch` that answers by script with exact bytes; past the end its last answer repeats. */
import type { Chunk, Wire } from './wires.ts';

export type Reply = () => Response;

const encoder = new TextEncoder();

/** A whole response. */
export const reply =
  (body: string, status = 200, headers: Record<string, string> = { 'content-type': 'application/json' }): Reply =>
  () =>
    new Response(body, { status, headers });

/** A stream of exactly these bytes, which ends in good order. */
export const chunked =
  (chunks: readonly Chunk[], contentType: string): Reply =>
  () => {
    const rest = chunks.map(chunk => (typeof chunk === 'string' ? encoder.encode(chunk) : chunk));
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        const chunk = rest.shift();
        if (chunk) controller.enqueue(chunk);
        else controller.close();
      },
    });
    return new Response(body, { headers: { 'content-type': contentType } });
  };

/** A good stream. */
export const streamed = (wire: Wire, deltas: readonly string[]): Reply => {
  const { preamble, parts, finish } = wire.stream(deltas);
  return chunked([...preamble, ...parts, ...finish], wire.contentType);
};

export interface ScriptedFetch {
  fetch: typeof globalThis.fetch;
  readonly count: number;
}

export function replies(...script: Reply[]): ScriptedFetch {
  let count = 0;
  return {
    fetch: async () => {
      const answer = script[Math.min(count, script.length - 1)];
      count += 1;
      if (!answer) throw new Error('The script is empty');
      return answer();
    },
    get count() {
      return count;
    },
  };
}
