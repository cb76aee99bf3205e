/** Says once how a released stream ended: whole, broken off, or left by its consumer. */
import type { FinishPart } from './sdk-model.ts';

export type StreamEnd = { type: 'whole' } | { type: 'broken'; error: unknown } | { type: 'left' };

export interface StreamEnding {
  /** The source told an error, and may go on all the same. */
  error(error: unknown): void;
  /** The source finished; unless it says otherwise, what it told before did not matter. */
  finish(part: FinishPart): void;
  /** The source is at its end. */
  end(): void;
  broken(error: unknown): void;
  left(): void;
}

export function createEnding(onOver: ((end: StreamEnd) => void) | undefined): StreamEnding {
  let told: { error: unknown } | undefined;
  let isSaid = false;
  function say(end: StreamEnd): void {
    if (!isSaid) onOver?.(end);
    isSaid = true;
  }
  return {
    error: error => void (told = { error }),
    finish: ({ finishReason }) => void (told = finishReason.unified === 'error' ? told : undefined),
    end: () => say(told ? { type: 'broken', ...told } : { type: 'whole' }),
    broken: error => say({ type: 'broken', error: error ?? told?.error }),
    left: () => say({ type: 'left' }),
  };
}
