/**
 * What a stream call gives whose caller aborts while it is held back: the parts that were held, and then the caller's
 * reason, as the bare model's stream would. The SDK tells an abort from an error by that.
 */
import type { StreamPart, StreamResult } from '../sdk-types.ts';
import type { ModelAttempt, ModelCall } from '../call/model-call.ts';

/** `undefined` for a call whose source is not open: that one rejects with the reason. */
export function heldAnswer({ family, running }: ModelCall, reason: unknown): StreamResult | undefined {
  if (!family.isStream) return undefined;
  const attempt = (running as ModelAttempt[]).find(({ stream }) => stream?.held !== undefined);
  if (!attempt?.stream?.held || !attempt.result) return undefined;
  const parts = [...attempt.stream.held];
  const stream = new ReadableStream<StreamPart>(
    {
      pull(controller) {
        const part = parts.shift();
        if (part === undefined) controller.error(reason);
        else controller.enqueue(part);
      },
    },
    { highWaterMark: 0 },
  );
  return { ...attempt.result, stream };
}
