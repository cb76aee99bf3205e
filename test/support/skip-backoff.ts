/** Lets the SDK's own waits pass at once where real sockets rule out fake timers. */
import { vi } from 'vitest';

/** The SDK's waits before its first three retries; no other timer here has these lengths. */
const BACKOFF_MS: ReadonlySet<number | undefined> = new Set([2_000, 4_000, 8_000]);

/**
 * Replaces `setTimeout` until `vi.restoreAllMocks()`.
 *
 * @returns the waits that were skipped, in order
 */
export function skipBackoff(): number[] {
  const waits: number[] = [];
  const { setTimeout } = globalThis;
  vi.spyOn(globalThis, 'setTimeout').mockImplementation(((callback: () => void, ms?: number, ...rest: []) => {
    if (!BACKOFF_MS.has(ms)) return setTimeout(callback, ms, ...rest);
    waits.push(ms as number);
    return setTimeout(callback, 0, ...rest);
  }) as typeof globalThis.setTimeout);
  return waits;
}
