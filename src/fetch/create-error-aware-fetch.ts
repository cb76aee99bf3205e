/**
 * A `fetch` for providers that keeps the error which a 2xx hides from a request for a stream. Provider packages read
 * such a body as a stream of events, find none, and drop it: what was wrong (billing, credentials, a prompt that is too
 * long) is lost. As an error response it is one to every package.
 */
import { checkFunction } from '../runtime/check-options.ts';
import { table, checkRows, filled, number, option, withDefault, type Rows } from '../runtime/option-rows.ts';
import { asksForStream } from './asks-for-stream.ts';
import { errorResponse, isNoError } from './error-response.ts';
import { readHead, type Head } from './read-head.ts';

/** What `createErrorAwareFetch` takes. */
export interface ErrorAwareFetchOptions {
  /** Sends the requests. @default the global `fetch`, looked up at each call */
  fetch?: typeof globalThis.fetch | undefined;
  /**
   * How much of a body is read, and kept of an error, in bytes; a first JSON document that is no error ends the reading.
   * The rest of an error is cancelled. @default 65_536
   */
  maxBytes?: number | undefined;
}

const OPTIONS: Rows<ErrorAwareFetchOptions, 'maxBytes'> = /* @__PURE__ */ table(() => ({
  fetch: option(checkFunction),
  maxBytes: withDefault(65_536, number({ integer: true, min: 1, unit: 'bytes' })),
}));

/** Media types under which errors come; an event stream is none of them. */
const SUSPECT =
  /^\s{0,20}(?:text\/(?:json|html|plain)|application\/(?:xhtml\+xml|(?!stream\+)(?:[\w.-]{1,80}\+)?json))\s{0,20}(?:;|,|$)/i;

/** Whether a response claims success, and has a body that may be something else than a stream. */
function isSuspect(response: Response): boolean {
  try {
    const { status, body, bodyUsed, headers } = response;
    if (status < 200 || status > 299 || !body || bodyUsed) return false;
    // Another kind of stream, as node-fetch has, stalls at the copy that cannot be read.
    if (typeof body.getReader !== 'function') return false;
    return SUSPECT.test(headers.get('content-type') ?? 'text/plain');
  } catch {
    // What a `fetch` of the user's gives need not be a response.
    return false;
  }
}

/** The signal of a request; one that is `null` takes the place of the `Request`'s own. */
function signalOf(input: RequestInfo | URL, init: RequestInit | undefined): AbortSignal | undefined {
  if (init?.signal !== undefined) return init.signal ?? undefined;
  return typeof input === 'object' && 'signal' in input ? input.signal : undefined;
}

/** A body may reject its own cancellation; what it held is not wanted any more. */
const ignore = () => {};

/** Reads a copy: the response itself stays whole, and goes on streaming, unless it is an error. */
async function headOf(
  response: Response,
  maxBytes: number,
  signal: AbortSignal | undefined,
): Promise<Head | undefined> {
  const reader = response.clone().body!.getReader();
  try {
    return await readHead(reader, maxBytes, signal, document => isNoError(response, document));
  } finally {
    // Ends only when the other copy does, too.
    reader.cancel().catch(ignore);
  }
}

/** The error that a response hides; `undefined` if it hides none, or cannot be read: then whoever reads it finds that out. */
async function hiddenError(
  response: Response,
  maxBytes: number,
  signal: AbortSignal | undefined,
): Promise<Response | undefined> {
  let found: Response | undefined;
  try {
    const head = await headOf(response, maxBytes, signal);
    found = head && errorResponse(response, head);
  } catch {
    // A body that failed fails its reader; one whose request was aborted is not handed out.
  }
  if (found || signal?.aborted) response.body?.cancel(signal?.reason).catch(ignore);
  // Its own `throwIfAborted` is missing where the signal is a polyfill's.
  if (signal?.aborted) throw signal.reason;
  return found;
}

/**
 * Creates a `fetch` for the `fetch` option of a provider. Where a request asked for a stream, and a JSON error or a web
 * page came with a 2xx, it answers with an error response: the status that the body names (else 502), the headers, the
 * beginning of the body, and the status of the wire in the header `x-failover-wire-status`. Everything else passes
 * untouched; an event stream is not even looked at, and lines of JSON pass with the first one that is no error.
 *
 * @example
 * const openai = createOpenAI({ fetch: createErrorAwareFetch() });
 */
export function createErrorAwareFetch(options: ErrorAwareFetchOptions = {}): typeof globalThis.fetch {
  checkRows('createErrorAwareFetch', '', options, OPTIONS);
  const { fetch: given, maxBytes } = filled(options, OPTIONS);
  const send: typeof globalThis.fetch = given ?? ((input, init) => globalThis.fetch(input, init));
  const errorAwareFetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const response = await send(input, init);
    if (!isSuspect(response) || !asksForStream(input, init)) return response;
    return (await hiddenError(response, maxBytes, signalOf(input, init))) ?? response;
  };
  return errorAwareFetch as typeof globalThis.fetch;
}
