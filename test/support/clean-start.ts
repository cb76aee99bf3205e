/**
 * Runs before each test file in Node. The files of a worker share its globals and modules, since loading the providers' packages
 * anew for each file costs more than most tests: what one file changed for all must not reach the next.
 */
import { afterAll, vi } from 'vitest';

// That a fallback served is a warning of the SDK's, of which there are thousands here.
globalThis.AI_SDK_LOG_WARNINGS = false;

afterAll(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});
