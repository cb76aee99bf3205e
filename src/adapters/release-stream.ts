/**
 * The rest of a stream after its hold: parts go through untouched and on demand; what goes wrong now is told in the
 * stream, once, and a broken end never looks like a finished answer.
 */
import { disguisedEnd, missingEnd } from './disguised-end.ts';
import type { Report, ResponseFacts } from './report.ts';
import type { FinishPart, StreamPart } from './sdk-model.ts';
import { expiredFinding, type StreamAttempt } from './stream-attempt.ts';
import { closingParts, note, type StreamProgress } from './stream-progress.ts';

const NO_TOKENS = { total: undefined, noCache: undefined, cacheRead: undefined, cacheWrite: undefined };

/** The finish of an answer that broke off: nothing is known of its usage. */
const BROKEN: FinishPart = {
  type: 'finish',
  finishReason: { unified: 'error', raw: undefined },
  usage: { inputTokens: NO_TOKENS, outputTokens: { total: undefined, text: undefined, reasoning: undefined } },
};

export function releaseStream(
  attempt: StreamAttempt,
  progress: StreamProgress,
  held: readonly StreamPart[],
  report: Report,
  facts: ResponseFacts,
): ReadableStream<StreamPart> {
  let next = 0;
  let isOver = false;

  /** Says how it ended, closes what is open, and ends the stream. */
  function breakOff(
    controller: ReadableStreamDefaultController<StreamPart>,
    error: unknown,
    finish: FinishPart = BROKEN,
  ): void {
    isOver = true;
    attempt.abandon(error);
    for (const part of closingParts(progress)) controller.enqueue(part);
    // The source's own error part was the cause; it is not told twice.
    if (!progress.hasError) controller.enqueue({ type: 'error', error });
    if (!progress.hasFinish || finish !== BROKEN) controller.enqueue(finish);
    controller.close();
  }

  function close(controller: ReadableStreamDefaultController<StreamPart>): void {
    isOver = true;
    attempt.end();
    controller.close();
  }

  function abort(controller: ReadableStreamDefaultController<StreamPart>, reason: unknown): void {
    isOver = true;
    attempt.abandon(reason);
    controller.error(reason);
  }

  function passOn(controller: ReadableStreamDefaultController<StreamPart>, part: StreamPart): void {
    const wasSilent = !progress.hasContent;
    const finding = part.type === 'finish' ? disguisedEnd(part, progress, facts.headers) : undefined;
    const content = note(progress, part);
    attempt.timer.received(content);
    if (progress.hasFinish) attempt.timer.stop();
    if (content && wasSilent) report.succeeded();
    if (part.type === 'error') {
      controller.enqueue({ ...part, error: report.thrown(part.error, 'stream', facts) });
    } else if (part.type === 'finish' && finding) {
      const { raw } = part.finishReason;
      breakOff(controller, report.found(finding, 'stream', facts), { ...part, finishReason: { unified: 'error', raw } });
    } else {
      controller.enqueue(part);
    }
  }

  return new ReadableStream<StreamPart>(
    {
      start(controller) {
        attempt.onStop(stop => {
          if (isOver) return;
          if (stop.type === 'aborted') abort(controller, stop.reason);
          else breakOff(controller, report.found(expiredFinding(stop.expiry), 'stream', facts));
        });
      },
      async pull(controller) {
        const part = held[next];
        if (part !== undefined) {
          next += 1;
          controller.enqueue(part);
          return;
        }
        attempt.timer.waiting();
        try {
          const read = await attempt.read();
          if (isOver) return;
          if (!read.done) {
            passOn(controller, read.value);
          } else if (progress.hasFinish) {
            close(controller);
          } else if (progress.hasError) {
            breakOff(controller, undefined);
          } else {
            breakOff(controller, report.found(missingEnd(progress.hasContent, facts.headers), 'stream', facts));
          }
        } catch (error) {
          if (isOver) return;
          if (report.isAborted()) abort(controller, report.thrown(error, 'stream', facts));
          // The answer is whole; a connection that dies after it takes nothing away.
          else if (progress.hasFinish) close(controller);
          else breakOff(controller, report.thrown(error, 'stream', facts));
        }
      },
      cancel(reason) {
        isOver = true;
        return attempt.cancel(reason);
      },
    },
    // No part is read before the consumer asks for it, exactly as without us.
    { highWaterMark: 0 },
  );
}
