/**
 * A request of our own: what `fetch` was given, read once and copied, so that it can be sent twice, and in the classes
 * of the undici package, which does not know those of Node's built-in fetch.
 */
import { FormData as UndiciFormData, Headers as UndiciHeaders, type RequestInit as UndiciRequestInit } from 'undici';

export interface OwnRequest {
  url: string;
  init: UndiciRequestInit;
  signal: AbortSignal | undefined;
  /** Whether the body can be sent again. */
  isReplayable: boolean;
}

/** Everything of `RequestInit` that means something outside a browser. */
const KEYS = [
  'method',
  'headers',
  'body',
  'signal',
  'redirect',
  'credentials',
  'cache',
  'integrity',
  'duplex',
] as const;

export function ownRequest(input: RequestInfo | URL, init: RequestInit | undefined): OwnRequest {
  const isRequest = typeof input === 'object' && !(input instanceof URL) && 'url' in input;
  const given: Record<string, unknown> = {};
  for (const key of KEYS) {
    const own = (init as Record<string, unknown> | undefined)?.[key];
    const value = own === undefined && isRequest ? (input as unknown as Record<string, unknown>)[key] : own;
    if (value !== undefined && value !== null) given[key] = value;
  }
  if (given['headers'] !== undefined) given['headers'] = new UndiciHeaders(given['headers'] as never);
  const { body, isReplayable } = ownBody(given['body']);
  if (body !== undefined) given['body'] = body;
  if (isRequest && !isReplayable) given['duplex'] = 'half';
  return {
    url: isRequest ? (input as Request).url : String(input),
    init: given as UndiciRequestInit,
    signal: given['signal'] as AbortSignal | undefined,
    isReplayable,
  };
}

/** A copy that its giver cannot change or use up; streams and iterators are passed on and cannot be sent again. */
function ownBody(body: unknown): { body: unknown; isReplayable: boolean } {
  if (body === undefined || typeof body === 'string' || body instanceof Blob) return { body, isReplayable: true };
  if (body instanceof URLSearchParams) return { body: new URLSearchParams(body), isReplayable: true };
  if (body instanceof ArrayBuffer) return { body: body.slice(0), isReplayable: true };
  if (ArrayBuffer.isView(body)) {
    return { body: new Uint8Array(body.buffer, body.byteOffset, body.byteLength).slice(), isReplayable: true };
  }
  if (body instanceof FormData || body instanceof UndiciFormData) return { body: ownForm(body), isReplayable: true };
  return { body, isReplayable: false };
}

function ownForm(form: FormData | UndiciFormData): UndiciFormData {
  const copy = new UndiciFormData();
  for (const [name, value] of form as Iterable<[string, string | File]>) {
    if (typeof value === 'string') copy.append(name, value);
    else copy.append(name, value, value.name);
  }
  return copy;
}
