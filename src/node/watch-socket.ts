/**
 * Knows which connection serves a call, whether it served one before, and whether it died before it answered: the only
 * case in which sending a request again is safe.
 */
import type { Client, Dispatcher } from 'undici';
import { systemClock } from '../runtime/clock.ts';

/** A connection that breaks later than this was not found dead; the server may have been at work on the request. */
export const STALE_WITHIN_MS = 5_000;

/** Both ends of a connection lost before a byte of the answer: reset, written to after its end, or closed. */
const BROKEN = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

/** A moment by both clocks. */
interface Moment {
  readonly wall: number;
  readonly monotonic: number;
}

const present = (): Moment => ({ wall: systemClock.now(), monotonic: systemClock.monotonic() });

/**
 * How long ago it was, by the clock that says more: the monotonic one stands still while a machine sleeps, and the wall
 * clock may be set back. A connection that is taken for older than it is costs a new one, nothing else.
 */
const msSince = ({ wall, monotonic }: Moment): number =>
  Math.max(systemClock.now() - wall, systemClock.monotonic() - monotonic);

interface WatchedSocket {
  readonly bytesRead: number;
  destroy(): unknown;
}

/** The one connection of a client at a time, and how much it was used. */
interface Line {
  socket: WatchedSocket | undefined;
  requests: number;
  /** Since when it has been idle. */
  freeSince: Moment | undefined;
}

/** What is known of one try of a call. Redirects use several connections; the last one counts, an answer of any. */
export interface Attempt {
  line: Line | undefined;
  isReused: boolean;
  isAnswered: boolean;
  isStale: boolean;
}

export const newAttempt = (): Attempt => ({ line: undefined, isReused: false, isAnswered: false, isStale: false });

const ATTEMPT = Symbol('attempt');
type WatchedOptions = Dispatcher.DispatchOptions & { [ATTEMPT]?: Attempt };

type Connector = Extract<Client.Options['connect'], (...args: never[]) => unknown>;

/** A connector that notes each new connection on the line. */
export const notingConnector =
  (connect: Connector, line: Line): Connector =>
  (options, callback) =>
    connect(options, (...result) => {
      line.socket = result[1] ?? undefined;
      line.requests = 0;
      line.freeSince = undefined;
      callback(...result);
    });

export const newLine = (): Line => ({ socket: undefined, requests: 0, freeSince: undefined });

/** Makes a client tell each attempt its line, and close a connection that idled too long without its timer running. */
export function watchClient(client: Client, line: Line, idleSocketMs: number): Client {
  const dispatch = client.dispatch.bind(client);
  client.dispatch = (options, handler) => {
    const { [ATTEMPT]: attempt } = options as WatchedOptions;
    if (attempt !== undefined) attempt.line = line;
    // A frozen process (a suspended function or laptop) comes back with timers unrun and connections long forgotten.
    if (line.freeSince !== undefined && msSince(line.freeSince) >= idleSocketMs) line.socket?.destroy();
    return dispatch(options, handler);
  };
  return client;
}

/** The same dispatcher for one attempt, which then knows how its connection fared. */
export const watchAttempt = (dispatcher: Dispatcher, attempt: Attempt): Dispatcher =>
  dispatcher.compose(
    dispatch => (options, handler) =>
      dispatch({ ...options, [ATTEMPT]: attempt } as WatchedOptions, watchHandler(handler, attempt)),
  );

function watchHandler(handler: Dispatcher.DispatchHandler, attempt: Attempt): Dispatcher.DispatchHandler {
  let socket: WatchedSocket | undefined;
  let bytesBefore = 0;
  let sentAt = present();
  return {
    onRequestStart(controller, context) {
      const { line } = attempt;
      if (line !== undefined) {
        line.requests += 1;
        line.freeSince = undefined;
        socket = line.socket;
        bytesBefore = socket?.bytesRead ?? 0;
      }
      attempt.isReused = line !== undefined && line.requests > 1;
      sentAt = present();
      handler.onRequestStart?.(controller, context);
    },
    onRequestUpgrade: (controller, statusCode, headers, upgraded) =>
      handler.onRequestUpgrade?.(controller, statusCode, headers, upgraded),
    onResponseStarted: () => handler.onResponseStarted?.(),
    onResponseStart(controller, statusCode, headers, statusMessage) {
      attempt.isAnswered = true;
      return handler.onResponseStart?.(controller, statusCode, headers, statusMessage);
    },
    onResponseData: (controller, chunk) => handler.onResponseData?.(controller, chunk),
    onResponseEnd(controller, trailers) {
      if (attempt.line !== undefined) attempt.line.freeSince = present();
      handler.onResponseEnd?.(controller, trailers);
    },
    onResponseError(controller, error) {
      attempt.isStale =
        attempt.isReused &&
        !attempt.isAnswered &&
        BROKEN.has(String((error as NodeJS.ErrnoException | null)?.code)) &&
        // Headers cut off in the middle reach no handler.
        socket?.bytesRead === bytesBefore &&
        msSince(sentAt) < STALE_WITHIN_MS;
      handler.onResponseError?.(controller, error);
    },
  };
}
