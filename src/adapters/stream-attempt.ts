/**
 * What one attempt at a stream owns: its signal, its reader, its limits. Everything it started ends with it, whichever
 * way it ends.
 */
import type { Clock } from '../core/clock.ts';
import { linkSignal } from '../core/linked-signal.ts';
import { startContentTimer, type ContentLimits, type ContentTimer, type Expiry } from '../layers/content-timer.ts';
import type { Finding } from './disguised-end.ts';
import type { StreamPart, StreamResult } from './sdk-model.ts';

export type Read = ReadableStreamReadResult<StreamPart>;

/** The caller aborted, or a limit ran out. */
export type Stop = { type: 'aborted'; reason: unknown } | { type: 'expired'; expiry: Expiry };

/** Ends a wait that was stopped; never leaves the adapters. */
export class StoppedError extends Error {
  readonly stop: Stop;
  constructor(stop: Stop) {
    super(stop.type);
    this.stop = stop;
  }
}

/** Ends a wait because of something that nobody threw; never leaves the adapters. */
export class FoundError extends Error {
  readonly finding: Finding;
  constructor(finding: Finding) {
    super(finding.message);
    this.finding = finding;
  }
}

/** What the failure of a limit says. */
export const expiredFinding = ({ limit, ms }: Expiry): Finding => ({
  rule: `timeout:${limit}`,
  verdict: { category: 'timeout' },
  message: limit === 'firstContentMs' ? `No content within ${ms} ms` : `No further content within ${ms} ms`,
});

/** A cancelled source may reject; nobody is left to care. */
const ignore = () => {};

export interface StreamAttempt {
  readonly timer: ContentTimer;
  /** Opens the stream; rejects with a `StoppedError` if the attempt is stopped first. */
  open(start: (signal: AbortSignal | undefined) => PromiseLike<StreamResult>): Promise<StreamResult>;
  /** The next read, or the one that was put back. */
  read(): Promise<Read>;
  /** Puts a read back that is still under way. */
  unread(read: Promise<Read>): void;
  /** Waits for something, but not beyond the attempt's stop. */
  race<Value>(wait: Promise<Value>): Promise<Value>;
  /** From now on a stop calls the listener instead of ending a `race`. */
  onStop(listener: (stop: Stop) => void): void;
  /** Clears timers and listeners: the attempt is over. */
  end(): void;
  /** Ends the attempt and closes its source. */
  abandon(reason: unknown): void;
  /** Closes the source, but goes on listening for the caller's abort. */
  release(reason: unknown): void;
  /** The same as `abandon`, and waits for the source's answer. */
  cancel(reason: unknown): Promise<void>;
}

export interface AttemptOptions extends ContentLimits {
  clock: Clock;
  /** Hears of every limit that runs out; with false nothing is cut. */
  onExpired(expiry: Expiry): boolean;
}

export function startAttempt(callerSignal: AbortSignal | undefined, options: AttemptOptions): StreamAttempt {
  // Before the headers only an abort closes the request; afterwards cancelling the stream does.
  const link = options.firstContentMs === undefined ? undefined : linkSignal(callerSignal);
  const stopped = Promise.withResolvers<never>();
  stopped.promise.catch(ignore);
  let stop: Stop | undefined;
  let listener = (next: Stop) => {
    stop = next;
    stopped.reject(new StoppedError(next));
  };
  let reader: ReadableStreamDefaultReader<StreamPart> | undefined;
  let outstanding: Promise<Read> | undefined;

  const onAbort = () => listener({ type: 'aborted', reason: callerSignal?.reason });
  const timer = startContentTimer(options.clock, options, expiry => {
    if (options.onExpired(expiry)) listener({ type: 'expired', expiry });
  });
  if (callerSignal?.aborted) onAbort();
  else callerSignal?.addEventListener('abort', onAbort, { once: true });

  const race = <Value>(wait: Promise<Value>) => Promise.race([wait, stopped.promise]);

  function end(): void {
    timer.stop();
    callerSignal?.removeEventListener('abort', onAbort);
    link?.unlink();
  }

  function closeSource(reason: unknown): Promise<void> {
    timer.stop();
    link?.abort(reason);
    return reader?.cancel(reason) ?? Promise.resolve();
  }

  function cancel(reason: unknown): Promise<void> {
    end();
    return closeSource(reason);
  }

  return {
    timer,
    race,
    end,
    cancel,
    async open(start) {
      const opening = Promise.resolve(start(link?.signal));
      try {
        const result = await race(opening);
        reader = result.stream.getReader();
        return result;
      } catch (error) {
        // A stream that opens after all would keep its connection.
        if (error instanceof StoppedError) opening.then(late => late.stream.cancel(error)).catch(ignore);
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
    onStop(next) {
      listener = next;
      // A stop between two waits was heard by nobody.
      if (stop) next(stop);
    },
    abandon(reason) {
      cancel(reason).catch(ignore);
    },
    release(reason) {
      closeSource(reason).catch(ignore);
    },
  };
}
