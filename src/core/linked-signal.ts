/** A signal for one attempt: aborted with the caller's, or on its own, and never from another attempt. */

export interface LinkedSignal {
  readonly signal: AbortSignal;
  /** Aborts this attempt only. */
  abort(reason: unknown): void;
  /** Forgets the caller's signal, so that a long-lived one keeps no listener. */
  unlink(): void;
}

/** Derives an attempt's signal from the caller's. */
export function linkSignal(parent: AbortSignal | undefined): LinkedSignal {
  const controller = new AbortController();
  const follow = () => controller.abort(parent?.reason);
  if (parent?.aborted) follow();
  else parent?.addEventListener('abort', follow, { once: true });
  return {
    signal: controller.signal,
    abort: reason => controller.abort(reason),
    unlink: () => parent?.removeEventListener('abort', follow),
  };
}
