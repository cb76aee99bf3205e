/** The headers by which the SDK's own backoff waits. */
import type { Failure } from '../failure.ts';

/** How long the SDK itself waits by these headers. A date it would read by the wall clock, which may be set. */
function sdkWaitMs({ 'retry-after-ms': ms, 'retry-after': seconds }: Record<string, string>): number {
  return ms === undefined ? Number.parseFloat(seconds ?? '') * 1000 : Number.parseFloat(ms);
}

/** Headers for the SDK's own backoff: it waits as long as the response asks, wherever and however that was said. */
export function waitHeaders(failure: Failure, headers: Record<string, string>): Record<string, string> {
  if (failure.retryAfterMs === undefined || Math.round(sdkWaitMs(headers)) === failure.retryAfterMs) return headers;
  return { ...headers, 'retry-after-ms': String(failure.retryAfterMs) };
}
