/**
 * Holds a stream's preamble until its first content, so that an error which comes first can still be thrown. The
 * longest hold and the largest buffer are bounded.
 */
import type { Clock } from '../core/clock.ts';
import { disguisedEnd, isRefusal, missingEnd, REFUSED } from './disguised-end.ts';
import type { StreamPart } from './sdk-model.ts';
import { checkPart } from './part-shape.ts';
import { FoundError, type StreamAttempt } from './stream-attempt.ts';
import { note, type StreamProgress } from './stream-progress.ts';

export interface HoldBackOptions {
  clock: Clock;
  /** Longest hold in milliseconds, from now; `Infinity` for no limit. */
  holdBackMs: number;
  /** Most parts that are held. */
  maxHeldParts: number;
  /** Whether a refusal without content is a failure. */
  failOnRefusal: boolean;
  /** The response's headers, which tell a stream from a page. */
  headers: Record<string, string> | undefined;
}

/** The hold is over, since its time is. */
const OVER = Symbol('over');

/**
 * @param held gets the parts in order, also those before a failure
 * @throws the error of an early error part, as it came; a `FoundError` for an end that is none; a `StoppedError`
 */
export async function holdBack(
  attempt: StreamAttempt,
  progress: StreamProgress,
  held: StreamPart[],
  { clock, holdBackMs, maxHeldParts, failOnRefusal, headers }: HoldBackOptions,
): Promise<void> {
  const isBounded = Number.isFinite(holdBackMs);
  const over = Promise.withResolvers<typeof OVER>();
  const timer = isBounded ? clock.setTimeout(() => over.resolve(OVER), holdBackMs) : undefined;
  try {
    while (held.length < maxHeldParts) {
      const reading = attempt.read();
      const read = await attempt.race(isBounded ? Promise.race([reading, over.promise]) : reading);
      if (read === OVER) {
        attempt.unread(reading);
        return;
      }
      if (read.done) throw new FoundError(missingEnd(false, headers));
      const part = read.value;
      checkPart(part);
      if (part.type === 'error') throw part.error;
      if (part.type === 'finish') {
        const isRefused = failOnRefusal && isRefusal(part.finishReason);
        const finding = isRefused ? REFUSED : disguisedEnd(part, progress, headers);
        if (finding) throw new FoundError(finding);
      }
      const content = note(progress, part);
      attempt.timer.received(content);
      held.push(part);
      if (content || progress.hasFinish) return;
    }
  } finally {
    if (timer !== undefined) clock.clearTimeout(timer);
  }
}
