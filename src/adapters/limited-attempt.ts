/**
 * What one attempt owns besides its answer: its signal and its limits. What stops it ends every wait of it, and when it
 * is over nothing is left running.
 */
import type { MonotonicClock } from '../core/clock.ts';
import { linkSignal, type LinkedSignal } from '../core/linked-signal.ts';
import { startTimeouts, type Expiry, type Limits, type Timeouts } from '../layers/timeouts.ts';
import type { Finding } from './disguised-end.ts';
import { InnerError } from './inner-error.ts';

/** The caller aborted, another leg answered first, a limit ran out, or the code that a limit calls threw. */
export type Stop =
  | { type: 'aborted'; reason: unknown }
  | { type: 'expired'; expiry: Expiry }
  | { type: 'failed'; error: unknown };

/** Ends a wait that was stopped; never leaves the adapters. */
export class StoppedError extends InnerError {
  readonly stop: Stop;
  constructor(stop: Stop) {
    super(stop.type);
    this.stop = stop;
  }
}

const EXPIRED: Record<Expiry['limit'], (ms: number) => string> = {
  firstContentMs: ms => `No content within ${ms} ms`,
  idleMs: ms => `No further content within ${ms} ms`,
  attemptMs: ms => `No whole answer within ${ms} ms`,
  totalMs: ms => `The call's total time ran out, ${ms} ms after this attempt began`,
};

const ruleOf = (limit: Expiry['limit']) => `timeout:${limit}`;

/** The rules of failures by a limit: a leg that was too slow is not asked twice. */
export const LIMIT_RULES: readonly string[] = (Object.keys(EXPIRED) as Expiry['limit'][]).map(ruleOf);

/** The rule of a failure by the call's total time: there is none left for anything else. */
export const OUT_OF_TIME: string = ruleOf('totalMs');

/** The rule of a failure by the attempt's own length. */
export const TOO_LONG: string = ruleOf('attemptMs');

/** What the failure of a limit says. */
export const expiredFinding = ({ limit, ms }: Expiry): Finding => ({
  rule: ruleOf(limit),
  verdict: { category: 'timeout', ...(limit === 'totalMs' && { retryable: false }) },
  message: EXPIRED[limit](Math.round(ms)),
});

export interface LimitedAttempt {
  /** The attempt's own signal; `undefined` if nothing but the caller can end it. */
  readonly signal: AbortSignal | undefined;
  readonly timer: Timeouts;
  /** Waits for something, but not beyond the attempt's stop: rejects with a {@link StoppedError} then. */
  race<Value>(wait: Value | PromiseLike<Value>): Promise<Value>;
  /** From now on a stop calls the listener instead of ending a `race`; it must not throw. */
  onStop(listener: (stop: Stop) => void): void;
  /** Clears timers and listeners: the attempt is over. */
  end(): void;
  /** Ends the attempt and aborts its request. */
  abort(reason: unknown): void;
  /** Aborts its request and its limits, but goes on listening for the caller's abort. */
  abortRequest(reason: unknown): void;
}

export interface AttemptOptions extends Limits {
  clock: MonotonicClock;
  /** Hears of every limit that runs out; with false nothing is cut. */
  onExpired(expiry: Expiry): boolean;
  /** The attempt's own signal, if somebody else may end it, too. */
  link?: LinkedSignal | undefined;
  /** Lets go of what is being read, before the request is aborted; must not throw. */
  closeBody?: ((reason: unknown) => void) | undefined;
}

const ignore = () => {};

export function limitAttempt(callerSignal: AbortSignal | undefined, options: AttemptOptions): LimitedAttempt {
  const { firstContentMs, attemptMs, totalMs } = options;
  const isLimited = firstContentMs !== undefined || attemptMs !== undefined || totalMs !== undefined;
  // Before the headers only an abort closes the request; afterwards cancelling the stream does.
  const link = options.link ?? (isLimited ? linkSignal(callerSignal) : undefined);
  let stopped: Stop | undefined;
  let listener: ((stop: Stop) => void) | undefined;
  let interrupt: ((error: StoppedError) => void) | undefined;
  let hearsCaller = false;

  function stop(next: Stop): void {
    if (listener) return listener(next);
    stopped = next;
    interrupt?.(new StoppedError(next));
  }

  function onAbort(reason: unknown): void {
    options.closeBody?.(reason);
    stop({ type: 'aborted', reason });
  }

  /** Runs in a timer, where an exception would end the process. */
  function onExpired(expiry: Expiry): void {
    let isCut;
    try {
      isCut = options.onExpired(expiry);
    } catch (error) {
      return stop({ type: 'failed', error });
    }
    if (isCut) stop({ type: 'expired', expiry });
  }
  const onCallerAbort = () => onAbort(callerSignal?.reason);
  const timer = startTimeouts(options.clock, options, onExpired);

  function listenToCaller(): void {
    if (callerSignal?.aborted) onCallerAbort();
    else callerSignal?.addEventListener('abort', onCallerAbort, { once: true });
    hearsCaller = true;
  }
  if (!link) listenToCaller();
  else if (link.signal.aborted) onAbort(link.signal.reason);
  else link.listener = onAbort;

  function end(): void {
    timer.stop();
    if (hearsCaller) callerSignal?.removeEventListener('abort', onCallerAbort);
    if (!link) return;
    link.listener = undefined;
    link.unlink();
  }

  return {
    signal: link?.signal,
    timer,
    race(wait) {
      if (!stopped) {
        return new Promise((resolve, reject) => {
          interrupt = reject;
          Promise.resolve(wait).then(resolve, reject);
        });
      }
      Promise.resolve(wait).catch(ignore);
      return Promise.reject(new StoppedError(stopped));
    },
    onStop(next) {
      listener = next;
      // A stop between two waits was heard by nobody.
      if (stopped) next(stopped);
    },
    end,
    abort(reason) {
      end();
      link?.abort(reason);
    },
    abortRequest(reason) {
      end();
      link?.abort(reason);
      listenToCaller();
    },
  };
}
