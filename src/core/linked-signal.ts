/** A signal for one attempt: aborted with the caller's, or on its own, and never from another attempt. */

export interface LinkedSignal {
  readonly signal: AbortSignal;
  /** Called on abort, before the signal's own listeners; much cheaper than an event listener. Must not throw. */
  listener: ((reason: unknown) => void) | undefined;
  /** Aborts this attempt only. */
  abort(reason: unknown): void;
  /** Forgets the caller's signal, so that a long-lived one keeps no listener. */
  unlink(): void;
}

/** Derives an attempt's signal from the caller's. */
export function linkSignal(parent: AbortSignal | undefined): LinkedSignal {
  const controller = new AbortController();
  const link: LinkedSignal = {
    signal: controller.signal,
    listener: undefined,
    abort(reason) {
      if (controller.signal.aborted) return;
      // First: what reads a body lets go of it before its request is aborted; workerd tells of a body that nobody holds.
      try {
        link.listener?.(reason);
      } finally {
        controller.abort(reason);
      }
    },
    unlink: () => parent?.removeEventListener('abort', follow),
  };
  const follow = () => link.abort(parent?.reason);
  if (parent?.aborted) follow();
  else parent?.addEventListener('abort', follow, { once: true });
  return link;
}
