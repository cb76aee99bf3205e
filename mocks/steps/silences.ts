/** Steps without any response. */

import type { DisconnectStep, HangStep } from '../step.ts';

/** The request is accepted and never answered, until it is aborted. */
export function hang(): HangStep {
  return { kind: 'hang' };
}

/** The connection is lost before any byte of the response: `fetch` rejects. */
export function disconnect(): DisconnectStep {
  return { kind: 'disconnect' };
}
