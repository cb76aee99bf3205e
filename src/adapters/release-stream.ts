/**
 * The rest of a stream after its hold: parts go through untouched and on demand; what goes wrong now is told in the
 * stream, once, and a broken end never looks like a finished answer. If it may be continued, another stream takes over.
 * Whatever is called from outside (by reads, timers, signals) is `guarded`: what it throws is a failure of the attempt.
 */
import { guardedBy } from '../core/guarded.ts';
import { noteFacts } from './attempt-facts.ts';
import { disguisedEnd, missingEnd } from './disguised-end.ts';
import { StoppedError, type Stop } from './limited-attempt.ts';
import { checkPart } from './part-shape.ts';
import type { ReleaseOptions } from './release-options.ts';
import { reportFailure } from './report-failure.ts';
import type { FinishPart, StreamPart } from './sdk-model.ts';
import { FoundError, reasonOf, type Read } from './stream-attempt.ts';
import { createEnding } from './stream-ending.ts';
import { createOutput } from './stream-output.ts';
import { isWholeDespite, note, openText } from './stream-progress.ts';
import { createTail, NO_TAIL } from './stream-tail.ts';
import { createTakeover } from './takeover.ts';

type Running = Promise<void> | void;

export function releaseStream(options: ReleaseOptions): ReadableStream<StreamPart> {
  const { attempt, progress, held, report, facts, onFirstContent, rewrite, continueWith, onOver } = options;
  const takeover = continueWith && createTakeover(continueWith, held);
  /** Runs until another stream goes on, or none does. */
  let takingOver: Promise<void> | undefined;
  const tail = takeover ? createTail(progress) : NO_TAIL;
  const ending = createEnding(onOver);
  const output = createOutput(held, progress, rewrite);

  const reported = (error: unknown) => reportFailure(report, error, 'stream', facts);
  /** What the source itself said of its end says more than what was found. */
  const causeOf = (found: unknown) => tail.error ?? reported(found);

  const guarded = guardedBy((thrown): Running => {
    if (output.isOver) return;
    const error = reported(thrown);
    return takingOver ? breakOff(error) : recover(error);
  });

  function leaveSources(reason: unknown): void {
    attempt.abandon(reason);
    takeover?.leave(reason).catch(() => {});
  }

  function close(): void {
    attempt.end();
    ending.end();
    output.close();
  }

  function abort(reason: unknown): void {
    leaveSources(reason);
    ending.left();
    output.abort(reason);
  }

  function breakOff(error: unknown, finish?: FinishPart): void {
    leaveSources(error);
    ending.broken(error);
    output.breakOff(error, finish);
  }

  /** Lets another stream go on where this one broke, if there is one; else breaks off. */
  function recover(brokenBy: unknown, finish?: FinishPart): Running {
    noteFacts(brokenBy, { firstContentMs: progress.firstContentMs, usage: finish?.usage });
    output.restOfHeld();
    const openId = takeover && openText(progress);
    if (!takeover || openId === undefined) return breakOff(brokenBy, finish);
    attempt.timer.stop();
    ending.broken(brokenBy);
    const goesOn = guarded((hasStream: boolean) => {
      if (output.isOver) return;
      if (!hasStream) return breakOff(brokenBy, finish);
      attempt.release(brokenBy);
      return pullContinued();
    });
    // A hook of the user's threw: its own error is what the caller has to see.
    const threw = guarded((thrown: unknown) => (output.isOver ? undefined : breakOff(thrown, finish)));
    return (takingOver = takeover.start(brokenBy, openId).then(goesOn, threw));
  }

  const pullContinued = (): Promise<void> => takeover!.next().then(continued, continuationFailed);

  const continued = guarded((parts: StreamPart[] | undefined) => {
    if (output.isOver) return;
    if (parts) output.tellContinued(parts);
    else close();
  });

  const continuationFailed = guarded((error: unknown) => {
    if (output.isOver) return;
    if (!report.isAborted()) throw error;
    abort(reported(error));
  });

  /** Says a part and then notes it, so that only what was said is closed later; whether it is content. */
  function tell(part: StreamPart): boolean {
    output.tell(part);
    takeover?.shows(part);
    return note(progress, part);
  }

  function classified(part: StreamPart): StreamPart {
    if (part.type !== 'error') return part;
    const error = reported(part.error);
    noteFacts(error, progress);
    ending.error(error);
    return { ...part, error };
  }

  function passOn(given: StreamPart): Running {
    checkPart(given);
    const part = classified(given);
    if (tail.hold(part)) {
      attempt.timer.received(false);
      return pullSource();
    }
    if (part.type === 'finish') return finish(part);
    // The source goes on after a piece of its text was lost: the answer would have a hole.
    if (tail.hasLoss) return recover(tail.error);
    const wasSilent = !progress.hasContent;
    if (tail !== NO_TAIL) tail.takeParts().forEach(tell);
    const content = tell(part);
    attempt.timer.received(content);
    if (content && wasSilent) onFirstContent();
  }

  function finish(part: FinishPart): Running {
    const isWhole = isWholeDespite(progress, part) || tail.isWholeDespite(part);
    const finding = isWhole ? undefined : disguisedEnd(part, progress, facts.headers, report.unknownReason);
    attempt.timer.received(false);
    ending.finish(part.finishReason.unified === 'error' && !isWhole);
    if (finding) {
      const brokenBy = causeOf(new FoundError(finding));
      return recover(brokenBy, { ...part, finishReason: { ...part.finishReason, unified: 'error' } });
    }
    tail.takeParts().forEach(tell);
    tell(part);
  }

  function ended(): Running {
    if (progress.hasFinish) return close();
    if (progress.hasError) return breakOff(undefined);
    return recover(causeOf(new FoundError(missingEnd(progress.hasContent, facts.headers))));
  }

  const received = guarded((read: Read) => {
    if (output.isOver || takingOver) return takingOver;
    return read.done ? ended() : passOn(read.value);
  });

  const died = guarded((error: unknown) => {
    if (output.isOver || takingOver) return takingOver;
    if (report.isAborted()) return abort(reported(error));
    // The answer is whole; a connection that dies after it takes nothing away.
    if (progress.hasFinish) return close();
    return recover(causeOf(error));
  });

  function pullSource(): Promise<void> {
    attempt.timer.waiting();
    return attempt.read().then(received, died);
  }

  const stopped = guarded((stop: Stop) => {
    if (output.isOver) return;
    if (stop.type === 'aborted') return abort(stop.reason);
    if (!progress.hasFinish) return recover(causeOf(new StoppedError(stop)));
    // The answer is whole; it does not wait for a connection that stays open after it.
    attempt.abandon(reasonOf(stop));
    close();
  });

  return new ReadableStream<StreamPart>(
    {
      start(controller) {
        output.attach(controller);
        attempt.onStop(stop => void stopped(stop));
      },
      pull: guarded(() => {
        if (output.nextHeld()) return;
        if (takeover?.hasStream) return pullContinued();
        return takingOver ?? pullSource();
      }),
      cancel(reason) {
        output.left();
        ending.left();
        if (!takingOver) return attempt.cancel(reason);
        // The broken source has failed already; that is not the answer to this.
        attempt.abandon(reason);
        return takeover?.leave(reason);
      },
    },
    // No part is read before the consumer asks for it, exactly as without us.
    { highWaterMark: 0 },
  );
}
