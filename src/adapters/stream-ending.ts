/** Says once how a released stream ended: whole, broken off, or left by its consumer. */

export type StreamEnd = { type: 'whole' } | { type: 'broken'; error: unknown } | { type: 'left' };

export interface StreamEnding {
  /** The source told an error, and may go on all the same. */
  error(error: unknown): void;
  /** The source finished; unless it says itself that it failed, what it told before did not matter. */
  finish(hasFailed: boolean): void;
  /** The source is at its end. */
  end(): void;
  broken(error: unknown): void;
  left(): void;
}

export function createEnding(onOver: ((end: StreamEnd) => void) | undefined): StreamEnding {
  let sourceError: { error: unknown } | undefined;
  let isSaid = false;
  function say(end: StreamEnd): void {
    if (isSaid) return;
    isSaid = true;
    try {
      onOver?.(end);
    } catch {
      // The stream ends in the same way whatever is made of its end.
    }
  }
  return {
    error: error => void (sourceError = { error }),
    finish: hasFailed => void (sourceError = hasFailed ? sourceError : undefined),
    end: () => say(sourceError ? { type: 'broken', ...sourceError } : { type: 'whole' }),
    broken: error => say({ type: 'broken', error: error ?? sourceError?.error }),
    left: () => say({ type: 'left' }),
  };
}
