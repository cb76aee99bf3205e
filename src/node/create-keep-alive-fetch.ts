/**
 * A `fetch` for hosts behind a NAT that forgets idle connections: it keeps them known, gives them up in time, and sends a
 * call once more when a pooled connection turns out to be dead. Failures look as they do with the global fetch.
 */
import { errors } from 'undici';
import { type KeepAliveFetchOptions, keepAliveSettings } from './keep-alive-options.ts';
import { openPool } from './open-pool.ts';
import { ownRequest } from './own-request.ts';
import { newAttempt } from './watch-socket.ts';

/** A `fetch` with connections of its own. */
export type KeepAliveFetch = typeof globalThis.fetch & {
  /** Lets the calls under way end, bodies included, then closes every connection. Later calls fail. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

/**
 * Creates a `fetch` with a connection pool of its own, for the `fetch` option of a provider. Make one per process, not
 * one per call.
 *
 * @example
 * const bedrock = createAmazonBedrock({ fetch: createKeepAliveFetch() });
 */
export function createKeepAliveFetch(options: KeepAliveFetchOptions = {}): KeepAliveFetch {
  const settings = keepAliveSettings(options);
  let current = openPool(settings);
  let closing: Promise<void> | undefined;
  /** Pools out of use that still have calls or connections, and the calls that may open one. */
  const unfinished = new Set<Promise<unknown>>();

  const finish = (work: Promise<unknown>): void => {
    unfinished.add(work);
    void Promise.allSettled([work]).then(() => unfinished.delete(work));
  };

  const call = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const request = ownRequest(input, init);
    const pool = current;
    const attempt = newAttempt();
    try {
      return await pool.fetch(request, attempt);
    } catch (error) {
      const isSafe = settings.retryStaleSocket && attempt.isStale && request.isReplayable;
      if (!isSafe || request.signal?.aborted) throw error;
    }
    // The others of that pool idled as long or longer, so the new pool takes its place; the first of many calls does it.
    const fresh = openPool(settings);
    const isHeir = pool === current;
    if (isHeir) {
      current = fresh;
      finish(pool.drain());
    }
    try {
      return await fresh.fetch(request, newAttempt());
    } finally {
      if (!isHeir) finish(fresh.drain());
    }
  };

  const close = (): Promise<void> =>
    (closing ??= (async () => {
      while (unfinished.size > 0) await Promise.allSettled(unfinished);
      await current.drain();
    })());

  const keepAliveFetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    if (closing !== undefined) throw new TypeError('fetch failed', { cause: new errors.ClientClosedError() });
    const answer = call(input, init);
    finish(answer);
    return answer;
  };

  return Object.assign(keepAliveFetch as typeof globalThis.fetch, { close, [Symbol.asyncDispose]: close });
}
