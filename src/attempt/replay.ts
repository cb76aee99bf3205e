/**
 * A stream call of a leg whose last attempt was answered with a whole JSON body. What that body was, an answer of a host
 * that cannot stream or an error, is lost; the leg's next attempt asks `doGenerate`, which reads it, under the same
 * limits, and gives what it answers as a stream.
 */
import { replayParts } from '../parts/replay-parts.ts';
import type { GenerateResult, StreamPart, StreamResult } from '../sdk-types.ts';
import type { LanguageAttempt, ModelAttempt } from '../call/model-call.ts';
import { wholeBodyInstead } from '../call/streaming-refused.ts';
import { warnIn } from '../warn.ts';
import { askDirectly } from './whole-answer.ts';

/** Notes that a leg did not stream, if that is how its attempt failed before any content. */
export function noteWholeBody({ call, leg, facts }: ModelAttempt): void {
  if (wholeBodyInstead(facts.headers) && !isReplayed({ call, leg })) call.notStreaming = [...call.notStreaming, leg];
}

/** Whether the leg's next attempt asks for a whole answer. */
export const isReplayed = ({ call, leg }: Pick<ModelAttempt, 'call' | 'leg'>): boolean =>
  call.notStreaming.includes(leg);

function streamOf(result: GenerateResult): StreamResult {
  const { request, response } = result;
  const parts = replayParts(result);
  const stream = new ReadableStream<StreamPart>(
    {
      pull(controller) {
        const part = parts.shift();
        if (part === undefined) controller.close();
        else controller.enqueue(part);
      },
    },
    { highWaterMark: 0 },
  );
  return {
    stream,
    ...(request && { request }),
    ...(response && { response: { ...(response.headers && { headers: response.headers }) } }),
  };
}

/** Asks for the whole answer, and gives it as a stream. */
export function replayAnswer(
  attempt: LanguageAttempt,
  give: (attempt: LanguageAttempt, result: StreamResult) => void,
): void {
  const { call, leg } = attempt;
  const { engine } = call;
  // How long a whole answer takes says nothing of silence.
  attempt.silenceKey = undefined;
  askDirectly(attempt, (_, result) => {
    if (engine.refusals.isNews(`${leg.key} streaming`, false))
      warnIn(
        call,
        `${leg.name} answered a request for a stream with a whole JSON body, and then doGenerate. Each such call is ` +
          'asked twice, and shows nothing before the whole answer is there: wrap a model that cannot stream in ' +
          '`simulateStreamingMiddleware()`.',
      );
    // A listener to that may have aborted.
    if (!attempt.isOver) give(attempt, streamOf(result));
  });
}
