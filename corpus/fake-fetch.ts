/** A `fetch` that answers every request with a case's exact response, or fails as the case's runtime did. */
import { type Case, rebuildError, streamText } from './case.ts';

/** Errors that a runtime throws while a body is read, so after the headers. */
const MID_BODY = /^(?:terminated|aborted)$|premature close|incomplete chunked read/i;

/** The answer to any request of this case. */
export function fetchOf({ wire }: Case): typeof globalThis.fetch {
  return () => {
    if (wire.kind === 'thrown') {
      const error = rebuildError(wire.error);
      return MID_BODY.test(error.message) ? Promise.resolve(dyingResponse(error)) : Promise.reject(error);
    }
    const text = wire.kind === 'sse' ? streamText(wire.events) : wire.body;
    return Promise.resolve(new Response(text, { status: wire.status, headers: wire.headers }));
  };
}

/** A response whose body breaks off. */
function dyingResponse(error: Error): Response {
  let pulls = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (pulls++ === 0) controller.enqueue(new TextEncoder().encode('{"id":"half'));
      else controller.error(error);
    },
  });
  return new Response(body, { status: 200, headers: { 'content-type': 'application/json' } });
}
