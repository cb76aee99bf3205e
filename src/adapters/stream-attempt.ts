/**
 * One attempt at a stream: its reader beside its signal and its limits. Everything it started ends with it, whichever
 * way it ends. The source may be anything: what its methods throw or return in place of promises is a rejection.
 */
import type { Finding } from './disguised-end.ts';
import { InnerError } from './inner-error.ts';
import {
  expiredFinding,
  limitAttempt,
  StoppedError,
  type AttemptOptions,
  type LimitedAttempt,
  type Stop,
} from './limited-attempt.ts';
import type { StreamPart, StreamResult } from './sdk-model.ts';

export type Read = ReadableStreamReadResult<StreamPart>;

/** Ends a wait because of something that nobody threw; never leaves the adapters. */
export class FoundError extends InnerError {
  readonly finding: Finding;
  constructor(finding: Finding) {
    super(finding.message);
    this.finding = finding;
  }
}

/** The same request would most likely get the same from the same package. */
const NO_STREAM: Finding = {
  rule: 'response:no-stream',
  verdict: { category: 'unknown' },
  message: 'The model returned no stream that can be read',
};

/** A cancelled source may reject; no one can act on that. */
const ignore = () => {};

/** The reason of a stop, for a source that is closed because of it. */
export const reasonOf = (stop: Stop): unknown => {
  if (stop.type === 'aborted') return stop.reason;
  return stop.type === 'failed' ? stop.error : new DOMException(expiredFinding(stop.expiry).message, 'TimeoutError');
};

function readerOf(result: StreamResult): ReadableStreamDefaultReader<StreamPart> {
  try {
    const reader = result.stream.getReader();
    if (typeof reader.read === 'function') return reader;
  } catch {
    // No result, no stream, no ReadableStream, or one that somebody else reads.
  }
  throw new FoundError(NO_STREAM);
}

export interface StreamAttempt extends Pick<LimitedAttempt, 'timer' | 'race' | 'onStop' | 'end'> {
  /** Opens the stream; rejects with a `StoppedError` if the attempt is stopped first. */
  open(start: (signal: AbortSignal | undefined) => PromiseLike<StreamResult>): Promise<StreamResult>;
  /** The next read, or the one that was put back. */
  read(): Promise<Read>;
  /** Puts a read back that is still under way. */
  unread(read: Promise<Read>): void;
  /** Ends the attempt and closes its source. */
  abandon(reason: unknown): void;
  /** Closes the source, but goes on listening for the caller's abort. */
  release(reason: unknown): void;
  /** The same as `abandon`, and waits for the source's answer. */
  cancel(reason: unknown): Promise<void>;
}

export function startStreamAttempt(callerSignal: AbortSignal | undefined, options: AttemptOptions): StreamAttempt {
  let reader: ReadableStreamDefaultReader<StreamPart> | undefined;
  let outstanding: Promise<Read> | undefined;

  const closeSource = async (reason: unknown): Promise<void> => reader?.cancel(reason);
  const attempt = limitAttempt(callerSignal, {
    ...options,
    closeBody: reason => void closeSource(reason).catch(ignore),
  });
  const { race } = attempt;

  function cancel(reason: unknown): Promise<void> {
    const closed = closeSource(reason);
    attempt.abort(reason);
    return closed;
  }

  return {
    timer: attempt.timer,
    race,
    onStop: attempt.onStop,
    end: attempt.end,
    cancel,
    async open(start) {
      const opening = Promise.resolve(start(attempt.signal));
      try {
        const result = await race(opening);
        reader = readerOf(result);
        return result;
      } catch (error) {
        // A stream that opens after all would keep its connection.
        if (error instanceof StoppedError) opening.then(late => late.stream.cancel(reasonOf(error.stop))).catch(ignore);
        throw error;
      }
    },
    read() {
      const read = outstanding;
      outstanding = undefined;
      if (read) return read;
      try {
        // The same promise if it is one already.
        return Promise.resolve(reader!.read());
      } catch (error) {
        return Promise.reject(error);
      }
    },
    unread(read) {
      read.catch(ignore);
      outstanding = read;
    },
    abandon(reason) {
      cancel(reason).catch(ignore);
    },
    release(reason) {
      closeSource(reason).catch(ignore);
      attempt.abortRequest(reason);
    },
  };
}
