/**
 * Cloudflare Workers run many requests in one isolate, each with I/O and promises of its own. A promise that another request
 * settles goes on late, or in the wrong request, or never: so there nobody wakes anybody.
 *
 * @see https://developers.cloudflare.com/workers/configuration/compatibility-flags/#handle-cross-request-promise-resolution
 */

/** Whether the code runs there. Looked up at each call, so that tests can say so. */
export const isSharedIsolate = (): boolean =>
  (globalThis as { navigator?: { userAgent?: unknown } }).navigator?.userAgent === 'Cloudflare-Workers';
