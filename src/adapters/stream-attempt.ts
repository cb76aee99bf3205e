/**
 * One attempt at a stream: its reader beside its signal and its limits. Everything it started ends with it, whichever
 * way it ends.
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

/** A cancelled source may reject; nobody is left to care. */
const ignore = () => {};

/** What a source is told that is closed too late for anybody else. */
const reasonOf = (stop: Stop): unknown =>
  stop.type === 'aborted' ? stop.reason : new DOMException(expiredFinding(stop.expiry).message, 'TimeoutError');

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

  const closeSource = (reason: unknown): Promise<void> => reader?.cancel(reason) ?? Promise.resolve();
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
        reader = result.stream.getReader();
        return result;
      } catch (error) {
        // A stream that opens after all would keep its connection.
        if (error instanceof StoppedError) opening.then(late => late.stream.cancel(reasonOf(error.stop))).catch(ignore);
        throw error;
      }
    },
    read() {
      if (!reader) throw new Error('The stream is not open yet');
      const read = outstanding ?? reader.read();
      outstanding = undefined;
      return read;
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
