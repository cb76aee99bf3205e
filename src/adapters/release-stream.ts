/**
 * The rest of a stream after its hold: parts go through untouched and on demand; what goes wrong now is told in the
 * stream, once, and a broken end never looks like a finished answer. If it may be continued, another stream takes over.
 */
import { noteFacts } from './attempt-facts.ts';
import { disguisedEnd, missingEnd } from './disguised-end.ts';
import { joinParts, nextParts, type Continuation } from './join-parts.ts';
import type { ReleaseOptions } from './release-options.ts';
import type { FinishPart, StreamPart } from './sdk-model.ts';
import { expiredFinding } from './limited-attempt.ts';
import { BROKEN, closingParts, note, openText, textOf } from './stream-progress.ts';
import { createEnding } from './stream-ending.ts';
import { createTail } from './stream-tail.ts';

type Controller = ReadableStreamDefaultController<StreamPart>;

export function releaseStream(options: ReleaseOptions): ReadableStream<StreamPart> {
  const { attempt, progress, held, report, facts, onFirstContent, rewrite, continueWith, onOver } = options;
  let next = 0;
  let isOver = false;
  let shown = continueWith ? held.map(textOf).join('') : '';
  let takeover: Promise<void> | undefined;
  let continuation: Continuation | undefined;
  const gone = new AbortController();
  const tail = createTail(continueWith !== undefined, progress);
  const ending = createEnding(onOver);

  /** An absolute limit may come before the consumer has read what was held. */
  function tellHeld(controller: Controller): void {
    while (next < held.length) controller.enqueue(held[next++]!);
  }

  function close(controller: Controller): void {
    isOver = true;
    tellHeld(controller);
    attempt.end();
    ending.end();
    controller.close();
  }

  function abort(controller: Controller, reason: unknown): void {
    isOver = true;
    attempt.abandon(reason);
    ending.left();
    continuation?.reader.cancel(reason).catch(() => {});
    controller.error(reason);
  }

  /** Says how it ended, closes what is open, and ends the stream. */
  function breakOff(controller: Controller, error: unknown, finish: FinishPart = BROKEN): void {
    isOver = true;
    attempt.abandon(error);
    ending.broken(error);
    for (const part of closingParts(progress)) controller.enqueue(part);
    // The source's own error part was the cause; it is not told twice.
    if (!progress.hasError) controller.enqueue({ type: 'error', error });
    if (!progress.hasFinish || finish !== BROKEN) controller.enqueue(rewrite ? rewrite(finish) : finish);
    controller.close();
  }

  /** Lets another stream go on where this one broke, if there is one; else breaks off. */
  function recover(controller: Controller, error: unknown, finish?: FinishPart): Promise<void> | void {
    noteFacts(error, { firstContentMs: progress.firstContentMs, usage: finish?.usage });
    tellHeld(controller);
    const openId = continueWith && openText(progress);
    if (!continueWith || openId === undefined) return breakOff(controller, error, finish);
    attempt.timer.stop();
    ending.broken(error);
    takeover = continueWith(shown, error, gone.signal).then(
      stream => {
        if (isOver) return stream?.cancel();
        if (!stream) return breakOff(controller, error, finish);
        attempt.release(error);
        continuation = { reader: stream.getReader(), join: joinParts(shown, openId) };
        return goOn(controller, continuation);
      },
      // A hook of the user's threw: its own error is what the caller has to see.
      thrown => (isOver ? undefined : breakOff(controller, thrown, finish)),
    );
    return takeover;
  }

  /** Passes on at least one part of the continuation. */
  async function goOn(controller: Controller, from: Continuation): Promise<void> {
    try {
      const parts = await nextParts(from);
      if (isOver) return;
      if (!parts) return close(controller);
      for (const part of parts) controller.enqueue(part);
    } catch (error) {
      if (!isOver) abort(controller, error);
    }
  }

  /** Says a part: what was found in it is classified, the rest is the source's. */
  function tell(controller: Controller, part: StreamPart): void {
    if (continueWith) shown += textOf(part);
    controller.enqueue(rewrite && part.type !== 'error' ? rewrite(part) : part);
  }

  function classified(part: StreamPart): StreamPart {
    if (part.type !== 'error') return part;
    const error = report.thrown(part.error, 'stream', facts);
    noteFacts(error, progress);
    ending.error(error);
    return { ...part, error };
  }

  function passOn(controller: Controller, given: StreamPart): Promise<void> | void {
    const part = classified(given);
    if (tail.hold(part)) {
      attempt.timer.received(false);
      return pullSource(controller);
    }
    const wasSilent = !progress.hasContent;
    const finding =
      part.type === 'finish' ? disguisedEnd(part, progress, facts.headers, report.unknownReason) : undefined;
    const brokenBy = finding && (tail.error ?? report.found(finding, 'stream', facts));
    if (!finding) {
      for (const held of tail.takeParts()) {
        note(progress, held);
        tell(controller, held);
      }
    }
    const content = note(progress, part);
    attempt.timer.received(content);
    if (content && wasSilent) onFirstContent();
    if (part.type !== 'finish') return tell(controller, part);
    ending.finish(part);
    if (!finding) return tell(controller, part);
    return recover(controller, brokenBy, { ...part, finishReason: { ...part.finishReason, unified: 'error' } });
  }

  function ended(controller: Controller): Promise<void> | void {
    if (progress.hasFinish) return close(controller);
    if (progress.hasError) return breakOff(controller, undefined);
    const end = missingEnd(progress.hasContent, facts.headers);
    return recover(controller, tail.error ?? report.found(end, 'stream', facts));
  }

  function died(controller: Controller, error: unknown): Promise<void> | void {
    if (report.isAborted()) return abort(controller, report.thrown(error, 'stream', facts));
    // The answer is whole; a connection that dies after it takes nothing away.
    if (progress.hasFinish) return close(controller);
    return recover(controller, tail.error ?? report.thrown(error, 'stream', facts));
  }

  async function pullSource(controller: Controller): Promise<void> {
    attempt.timer.waiting();
    let read;
    try {
      read = await attempt.read();
    } catch (error) {
      return isOver || takeover ? takeover : died(controller, error);
    }
    if (isOver || takeover) return takeover;
    return read.done ? ended(controller) : passOn(controller, read.value);
  }

  return new ReadableStream<StreamPart>(
    {
      start(controller) {
        attempt.onStop(stop => {
          if (isOver) return;
          if (stop.type === 'aborted') return abort(controller, stop.reason);
          // The answer is whole; nobody has to wait for a connection that stays open after it.
          if (progress.hasFinish) attempt.abandon(expiredFinding(stop.expiry).message);
          if (progress.hasFinish) close(controller);
          else void recover(controller, tail.error ?? report.found(expiredFinding(stop.expiry), 'stream', facts));
        });
      },
      pull(controller) {
        if (next < held.length) return controller.enqueue(held[next++]!);
        if (continuation) return goOn(controller, continuation);
        return takeover ?? pullSource(controller);
      },
      cancel(reason) {
        isOver = true;
        ending.left();
        if (!takeover) return attempt.cancel(reason);
        // The broken source has failed already; that is not the answer to this.
        attempt.abandon(reason);
        if (continuation) return continuation.reader.cancel(reason);
        gone.abort(reason);
      },
    },
    // No part is read before the consumer asks for it, exactly as without us.
    { highWaterMark: 0 },
  );
}
