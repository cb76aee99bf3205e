/** Lets the SDK's retries follow at once, in the way a gateway would ask for it. */
import type { Failure } from '../../src/failure.ts';
import type { Fixture } from '../../mocks/index.ts';

export const AT_ONCE: Record<string, string> = { 'retry-after-ms': '0' };

/** A fixture that also asks for no wait before the next try. */
export const atOnce = <Any extends Fixture>(fixture: Any): Any => ({
  ...fixture,
  headers: { ...fixture.headers, ...AT_ONCE },
});

/** For failures without a response: the middleware's `classify` option may name the wait, too. */
export const withoutWait = (_: unknown, failure: Failure): Failure => ({ ...failure, retryAfterMs: 0 });
