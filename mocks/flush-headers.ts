/**
 * Makes the headers leave before the body has anything to say. MSW on Node writes responses to a mocked socket, which sends the
 * headers with the first chunk; without this a silent body would hold them back, and a hang after the headers would look like a
 * hang before them.
 */

/** The response with an empty first chunk. */
export function flushHeaders(response: Response): Response {
  if (response.body === null) return response;
  const reader = response.body.getReader();
  let isFlushed = false;
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (!isFlushed) {
          isFlushed = true;
          return controller.enqueue(new Uint8Array(0));
        }
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: reason => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
  return new Response(body, { status: response.status, headers: response.headers });
}
