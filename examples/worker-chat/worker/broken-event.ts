/** Damages one event in the midst of a stream: its JSON breaks off, and the stream goes on. */

/** Chunks are events here; by then some words have come. */
const DAMAGED = 10;

export function withBrokenEvent(response: Response): Response {
  if (response.body === null) return response;
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  let count = 0;
  const damage = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      count += 1;
      if (count !== DAMAGED) return controller.enqueue(chunk);
      const text = decoder.decode(chunk).replace(/^(data: .{20}).*$/m, '$1');
      controller.enqueue(encoder.encode(text));
    },
  });
  return new Response(response.body.pipeThrough(damage), response);
}
