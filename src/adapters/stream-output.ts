/** The consumer's side of a released stream: the held parts, then what comes, then one end. After it nothing is done. */
import type { FinishPart, StreamPart } from './sdk-model.ts';
import { BROKEN, closingParts, note, type StreamProgress } from './stream-progress.ts';

export interface StreamOutput {
  /** Whether the stream was closed, errored or cancelled. */
  readonly isOver: boolean;
  /** Called once, before anything else. */
  attach(controller: ReadableStreamDefaultController<StreamPart>): void;
  /** Enqueues the next held part, if there is one. */
  nextHeld(): boolean;
  /** Enqueues what is left of the held parts: an absolute limit may come before the consumer has read them. */
  restOfHeld(): void;
  /** Enqueues a part of the source, rewritten unless it is an error. */
  tell(part: StreamPart): void;
  /** Enqueues parts that come from another guarded stream, and keeps count of them. */
  tellContinued(parts: readonly StreamPart[]): void;
  close(): void;
  /** Closes what is open, shows the error unless the source has, and ends the stream with a finish that says `error`. */
  breakOff(error: unknown, finish: FinishPart | undefined): void;
  /** Errors the stream. */
  abort(reason: unknown): void;
  /** The consumer cancelled the stream. */
  left(): void;
}

export function createOutput(
  held: readonly StreamPart[],
  progress: StreamProgress,
  rewrite: ((part: StreamPart) => StreamPart) | undefined,
): StreamOutput {
  let controller: ReadableStreamDefaultController<StreamPart>;
  let next = 0;
  let isOver = false;

  /** A finish that cannot be rewritten still ends the stream. */
  function rewritten(finish: FinishPart): StreamPart {
    try {
      return rewrite ? rewrite(finish) : finish;
    } catch {
      return finish;
    }
  }

  function restOfHeld(): void {
    while (next < held.length) controller.enqueue(held[next++]!);
  }

  return {
    get isOver() {
      return isOver;
    },
    attach: given => void (controller = given),
    restOfHeld,
    nextHeld() {
      if (next >= held.length) return false;
      controller.enqueue(held[next++]!);
      return true;
    },
    tell(part) {
      controller.enqueue(rewrite && part.type !== 'error' ? rewrite(part) : part);
    },
    tellContinued(parts) {
      for (const part of parts) {
        note(progress, part);
        controller.enqueue(part);
      }
    },
    close() {
      if (isOver) return;
      isOver = true;
      restOfHeld();
      controller.close();
    },
    breakOff(error, finish) {
      // A listener of the user's may have cancelled the stream in the meantime.
      if (isOver) return;
      isOver = true;
      restOfHeld();
      for (const part of closingParts(progress)) controller.enqueue(part);
      // The source's own error part was the cause; it is not told twice.
      if (!progress.hasError) controller.enqueue({ type: 'error', error });
      if (finish || !progress.hasFinish) controller.enqueue(rewritten(finish ?? BROKEN));
      controller.close();
    },
    abort(reason) {
      if (isOver) return;
      isOver = true;
      controller.error(reason);
    },
    left: () => void (isOver = true),
  };
}
