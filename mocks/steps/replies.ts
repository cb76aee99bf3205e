/** Steps that answer with a status: plain, or through a gateway in one of its two ways. */

import { checkNames, checkStatus, optionError } from '../check-option.ts';
import { GATEWAY_CODES, gatewayEnvelope } from '../cloudflare/envelope.ts';
import type { Fixture } from '../fixtures/fixture.ts';
import type { ReplyStep } from '../step.ts';

/** Options of `status` and `passthrough`. */
export interface StatusOptions {
  /** The `retry-after` header: seconds, or an HTTP date. */
  retryAfter?: number | string;
  /** Further headers, e.g. `{ 'retry-after-ms': '0' }`. */
  headers?: Record<string, string>;
  /** The body: text as it is, anything else as JSON. @default an error in the shape of the API that is asked */
  body?: unknown;
}

const STATUS_NAMES = ['retryAfter', 'headers', 'body'];

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function reply(where: string, code: number, options: StatusOptions): ReplyStep {
  checkNames(where, options, STATUS_NAMES);
  const { retryAfter, headers = {}, body } = options;
  if (
    retryAfter !== undefined &&
    typeof retryAfter !== 'string' &&
    !(typeof retryAfter === 'number' && retryAfter >= 0)
  )
    throw optionError(`${where} retryAfter`, retryAfter, 'seconds, 0 or more, or an HTTP date');
  return {
    kind: 'reply',
    status: checkStatus(`${where} status`, code),
    headers: { ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }), ...lowerCased(headers) },
    body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
    from: 'provider',
    viaGateway: false,
  };
}

/**
 * A response with this status; its body is an error in the shape of the API that is asked.
 *
 * @example status(429, { retryAfter: 2 })
 * @example status(502, { body: '<html>Bad gateway</html>', headers: { 'content-type': 'text/html' } })
 */
export function status(code: number, options: StatusOptions = {}): ReplyStep {
  return reply('status', code, options);
}

/**
 * The gateway forwards the provider's own response: the raw status and body, plus the gateway's `cf-aig-*` headers. The
 * AI SDK retries such a 503 by itself. Compare `rewritten`.
 *
 * @example passthrough(503)
 * @example passthrough(fixtures['anthropic-529-overloaded'])
 */
export function passthrough(failure: number | Fixture, options: StatusOptions = {}): ReplyStep {
  if (typeof failure === 'number') return { ...reply('passthrough', failure, options), viaGateway: true };
  if (failure?.kind !== 'fixture' || failure.body === undefined)
    throw optionError('passthrough', failure, 'an HTTP status, or a fixture with a body');
  const { status: code, body, headers } = failure;
  const step = reply('passthrough', code, { body, ...options, headers: { ...headers, ...options.headers } });
  return { ...step, viaGateway: true };
}

/** Options of `rewritten`. */
export interface RewrittenOptions {
  /** @default the status that the code was seen with, 400 for an unknown one */
  status?: number;
  /** @default the gateway's own words for the code */
  message?: string;
  /** Further headers. */
  headers?: Record<string, string>;
}

/**
 * The gateway replaces the provider's response by its own envelope: code 2005 arrives as HTTP 400 with
 * `error: [{ code: 2005 }]`, whatever the provider said. The AI SDK does not retry it. Compare `passthrough`.
 *
 * In a universal request with several providers, 2005 moves on to the next one, every other code ends it.
 */
export function rewritten(code = 2005, options: RewrittenOptions = {}): ReplyStep {
  checkNames('rewritten', options, ['status', 'message', 'headers']);
  const known = GATEWAY_CODES[code];
  if (known === undefined && (!Number.isInteger(code) || code < 2000 || code > 2999))
    throw optionError('rewritten code', code, 'a gateway code from 2000 to 2999, or 7013');
  const {
    status: httpStatus = known?.status ?? 400,
    message = known?.message ?? 'Gateway error',
    headers = {},
  } = options;
  return {
    kind: 'reply',
    status: checkStatus('rewritten status', httpStatus),
    headers: { 'content-type': 'application/json', ...lowerCased(headers) },
    body: gatewayEnvelope(code, message),
    from: code === 2005 ? 'gateway' : 'gateway-final',
    viaGateway: true,
  };
}
