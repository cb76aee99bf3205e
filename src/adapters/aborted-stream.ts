/** The stream of a call that its caller aborted before the first content: the bare model's would look like this. */
import type { StreamPart } from './sdk-model.ts';

/** Gives the parts that were held, then errors with the caller's reason. */
export function abortedStream(held: readonly StreamPart[], reason: unknown): ReadableStream<StreamPart> {
  let next = 0;
  return new ReadableStream<StreamPart>(
    {
      pull(controller) {
        if (next < held.length) controller.enqueue(held[next++]!);
        else controller.error(reason);
      },
    },
    { highWaterMark: 0 },
  );
}
