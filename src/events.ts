/** What a caller may watch. Events are synchronous and never awaited; a listener that throws changes nothing. */
import type { Failure } from './failure.ts';
import { abandonPromise } from './runtime/hook-result.ts';

/** Something happened that a person or a metric may want to know. */
export type FailoverEvent =
  | {
      /** A call, or a part of its stream, failed. */
      type: 'failure';
      failure: Failure;
      provider: string;
      modelId: string;
      /** Where it was found: while the request ran, in the answer's stream, or in an answer that looked good. */
      phase: 'request' | 'stream' | 'body';
    }
  | {
      /** A failure that only a change of configuration mends. */
      type: 'config';
      failure: Failure;
      provider: string;
      modelId: string;
    }
  | {
      /** The same leg is tried again after a wait. */
      type: 'retry';
      leg: string;
      failure: Failure;
      waitMs: number;
    }
  | {
      /** Another leg is tried. */
      type: 'failover';
      from: string;
      to: string;
      failure: Failure;
      waitMs: number;
    }
  | {
      /** Every eligible leg failed; the round is spent. */
      type: 'exhausted';
      failure: Failure;
      /** How many tries were made. */
      attempts: number;
      isRetryable: boolean;
    }
  | {
      /** A leg was silent for so long that the next one was asked beside it. */
      type: 'hedge';
      from: string;
      to: string;
      afterMs: number;
    }
  | {
      /** A leg's breaker opened, so that calls pass it over, or closed. */
      type: 'breaker';
      leg: string;
      state: 'open' | 'closed';
      /** Milliseconds until it may be asked again; 0 if it may be now. */
      pauseMs: number;
    }
  | {
      /** Too much has failed lately: a second try, or a hedge, was not made. */
      type: 'budget';
      refused: 'retry' | 'hedge';
      leg: string;
      /** How full the budget is. */
      tokens: number;
      capacity: number;
    }
  | {
      /** A limit ran out; with `observed` it would have, and nothing was cut. */
      type: 'timeout';
      limit: 'firstContentMs' | 'idleMs' | 'attemptMs' | 'totalMs';
      ms: number;
      observed: boolean;
      provider: string;
      modelId: string;
    }
  | {
      /**
       * Something that looks wrong and was let pass, reported once: options that do not fit together, when the
       * middleware is made; a finish reason that no vendor documents, beside content; a model that refuses to stream, or
       * answers a request for a stream with a whole body; a header of a call that was not sent to another vendor.
       */
      type: 'warning';
      message: string;
    };

/** Receives events. */
export type EventListener = (event: FailoverEvent) => void;

/** Tells the listener, whatever it does. */
export function emit(listener: EventListener | undefined, event: FailoverEvent): void {
  if (!listener) return;
  try {
    // An async listener is not awaited; its rejection must not end the process.
    abandonPromise(listener(event));
  } catch {
    // A listener's own bug is not the call's.
  }
}
