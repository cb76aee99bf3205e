/**
 * A response body that is sent piece by piece at its own pace and ends as told. It sends only what is asked for, so a reader
 * that stops reading stops the body, and it leaves no timer behind when the reader gives up.
 */

/** A piece of the body, and how long after the piece before. */
export interface BodyPiece {
  readonly text: string;
  readonly afterMs: number;
}

/** What is sent and how it ends. */
export interface BodyPlan {
  readonly pieces: readonly BodyPiece[];
  readonly ending: 'close' | 'silence' | 'error';
}

/** Waits `ms`; rejects with the signal's reason when it aborts, and then leaves no timer. */
export type Delay = (ms: number, signal: AbortSignal) => Promise<void>;

/** The delay on real timers. The globals are looked up at each call, so that fake timers replace them. */
export const timerDelay: Delay = (ms, signal) =>
  new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const giveUp = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', giveUp);
      resolve();
    }, ms);
    signal.addEventListener('abort', giveUp, { once: true });
  });

/** The error with which a body ends whose connection is lost, as Node's `fetch` shows it. */
export function connectionLost(message: string): TypeError {
  const cause = Object.assign(new Error('other side closed'), { name: 'SocketError', code: 'UND_ERR_SOCKET' });
  return new TypeError(message, { cause });
}

/** Who is told how it went. */
export interface BodyObserver {
  readonly signal: AbortSignal;
  readonly delay: Delay;
  /** Called once: when the plan was carried out, or when the reader gave up before. */
  readonly onEnd: (how: 'done' | 'cancelled') => void;
}

/** Makes the body. */
export function bodyStream(
  { pieces, ending }: BodyPlan,
  { signal, delay, onEnd }: BodyObserver,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const stop = new AbortController();
  let position = 0;
  let isOver = false;
  let abort: (() => void) | undefined;

  const end = (how: 'done' | 'cancelled') => {
    if (isOver) return;
    isOver = true;
    if (abort !== undefined) signal.removeEventListener('abort', abort);
    onEnd(how);
  };
  const finish = (controller: ReadableStreamDefaultController<Uint8Array>) => {
    if (ending === 'close') controller.close();
    else controller.error(connectionLost('terminated'));
    end('done');
  };

  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        abort = () => {
          end('cancelled');
          stop.abort(signal.reason);
          controller.error(signal.reason);
        };
        if (signal.aborted) abort();
        else signal.addEventListener('abort', abort, { once: true });
      },
      async pull(controller) {
        const piece = pieces[position];
        if (piece === undefined) return ending === 'silence' ? never() : finish(controller);
        position += 1;
        if (piece.afterMs > 0) await delay(piece.afterMs, stop.signal).catch(() => undefined);
        if (isOver) return;
        controller.enqueue(encoder.encode(piece.text));
        // A good body closes with its last piece: readers that stop at the last event have read it all.
        if (ending === 'close' && position === pieces.length) finish(controller);
      },
      cancel(reason) {
        end('cancelled');
        stop.abort(reason);
      },
    },
    { highWaterMark: 0 },
  );
}

function never(): Promise<void> {
  return new Promise(() => {});
}
