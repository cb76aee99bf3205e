/**
 * A `fetch` as some applications have it: now and then something between them and the provider aborts the request,
 * though its caller did not. Its error is named `AbortError`, as one of the caller would be.
 */
import { createDice } from './faults.ts';

/** Of the requests: refused at once, as by a proxy or a runtime. */
const REFUSED = 0.005;
/** Of the requests: cut by a time limit of the application's own, which is too short for some of them. */
const LIMITED = 0.02;
const MAX_LIMIT_MS = 20;

export interface AbortingFetch {
  fetch: typeof globalThis.fetch;
  /** How many requests were aborted so. */
  aborted(): number;
}

export function createAbortingFetch(seed: number): AbortingFetch {
  const dice = createDice(seed);
  let aborted = 0;
  return {
    aborted: () => aborted,
    async fetch(input, init) {
      const roll = dice.roll();
      if (roll < REFUSED) {
        aborted += 1;
        throw new DOMException('This operation was aborted', 'AbortError');
      }
      if (roll >= REFUSED + LIMITED) return globalThis.fetch(input, init);
      const limit = new AbortController();
      setTimeout(() => {
        aborted += 1;
        limit.abort();
      }, dice.below(MAX_LIMIT_MS));
      const signal = init?.signal ? AbortSignal.any([init.signal, limit.signal]) : limit.signal;
      return globalThis.fetch(input, { ...init, signal });
    },
  };
}
