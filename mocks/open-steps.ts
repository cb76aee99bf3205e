/**
 * Keeps requests in memory while their steps play, as an open connection would. Node ties a `Request` to its caller's signal by
 * a weak reference: once the `Request` is collected, the caller's abort no longer reaches the signal that the step listens to.
 */

const open = new Set<{ readonly kept: unknown }>();

/** Keeps what it is given until the function that it returns is called; more calls of that do nothing. */
export function keepOpen(kept: unknown): () => void {
  const entry = { kept };
  open.add(entry);
  return () => void open.delete(entry);
}
