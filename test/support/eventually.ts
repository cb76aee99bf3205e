/** Waits for what comes by itself. `vi.waitFor` gives up after a second, which a busy machine may take for one socket. */
import { vi } from 'vitest';

const PATIENCE = { timeout: 60_000, interval: 5 };

/** Resolves as soon as the check passes; rejects with its last error when that takes a minute. */
export const eventually = <T>(check: () => T | Promise<T>): Promise<T> => vi.waitFor(check, PATIENCE);
