/** The faults, as a provider package throws or streams them: what the wire shows has gone through its parser. */
import { APICallError, JSONParseError } from 'ai';
import type { Behaviour, ChainLeg } from './family.ts';
import type { DrillFaultName } from './report.ts';

export interface Fault {
  title: string;
  /** Which legs show it when one does: itself alone, or all that share its gateway or its account. */
  hits: 'leg' | 'gateway' | 'account';
  /** Whether it can befall legs without a known gateway. */
  needsGateway?: boolean;
  behaviour(leg: ChainLeg): Behaviour;
}

/** After so long a fault is seen that is told by an answer. */
export const FAULT_AFTER_MS = 100;

/** How long a leg asks to be left alone with its 429: longer than a call waits. */
const RETRY_AFTER_S = 30;

interface Reply {
  status: number;
  body: string;
  /** What the package makes of the body; empty where that is not in the provider's own form. */
  message?: string;
  headers?: Record<string, string>;
  cause?: unknown;
  retryable?: boolean;
}

const addressOf = ({ gateway, host }: ChainLeg): string => {
  if (gateway?.startsWith('cloudflare:')) return 'https://gateway.ai.cloudflare.com/v1/account/gateway/provider';
  return host === undefined ? 'https://provider.invalid/' : `https://${host}/`;
};

function reply(leg: ChainLeg, { status, body, message = '', headers, cause, retryable }: Reply): APICallError {
  return new APICallError({
    message,
    url: addressOf(leg),
    requestBodyValues: {},
    statusCode: status,
    responseHeaders: { 'content-type': 'application/json', ...headers },
    responseBody: body,
    isRetryable: retryable ?? (status === 429 || status >= 500),
    ...(cause !== undefined && { cause }),
  });
}

const refuses =
  (answer: Reply) =>
  (leg: ChainLeg): Behaviour => ({ kind: 'refuses', error: () => reply(leg, answer) });

const HALF = '{"id":"drill","choi';
/** As the parser of this runtime says it. */
function unread(): JSONParseError {
  try {
    return JSON.parse(HALF) as never;
  } catch (cause) {
    return new JSONParseError({ text: HALF, cause });
  }
}

export const FAULTS: Readonly<Record<DrillFaultName, Fault>> = {
  hang: { title: 'It hangs: no answer, no error', hits: 'leg', behaviour: () => ({ kind: 'silent' }) },
  'cloudflare-2005': {
    title: 'Cloudflare 400 with code 2005: no answer from the provider',
    hits: 'leg',
    behaviour: refuses({
      status: 400,
      body: '{"success":false,"result":[],"messages":[],"error":[{"code":2005,"message":"Failed to get response from provider"}]}',
    }),
  },
  'http-502': {
    title: '502 with a web page',
    hits: 'leg',
    behaviour: refuses({
      status: 502,
      body: '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>',
      headers: { 'content-type': 'text/html' },
    }),
  },
  'http-429': {
    title: `429 with Retry-After: ${RETRY_AFTER_S}`,
    hits: 'leg',
    behaviour: refuses({
      status: 429,
      body: '{"error":{"message":"Rate limit reached","type":"requests","code":"rate_limit_exceeded"}}',
      message: 'Rate limit reached',
      headers: { 'retry-after': String(RETRY_AFTER_S) },
    }),
  },
  'cut-off': {
    title: 'The connection dies in the middle of the answer',
    hits: 'leg',
    behaviour: leg => ({
      kind: 'breaks',
      error: () => {
        const closed = Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' });
        const cause = new TypeError('terminated', { cause: closed });
        const message = 'Failed to process successful response';
        return reply(leg, { status: 200, body: '', message, cause, retryable: true });
      },
    }),
  },
  malformed: {
    title: 'A part of the answer cannot be read',
    hits: 'leg',
    behaviour: leg => ({
      kind: 'unreadable',
      error: () => reply(leg, { status: 200, body: HALF, message: 'Invalid JSON response', cause: unread() }),
      part: unread,
    }),
  },
  'gateway-gone': {
    title: 'Its gateway is gone: Cloudflare 400 with code 2001',
    hits: 'gateway',
    needsGateway: true,
    behaviour: refuses({
      status: 400,
      body: '{"success":false,"error":[{"code":2001,"message":"no such gateway"}]}',
    }),
  },
  'wrong-key': {
    title: 'Its key is wrong: 401',
    hits: 'account',
    behaviour: refuses({
      status: 401,
      body: '{"error":{"message":"Incorrect API key provided.","type":"invalid_request_error","code":"invalid_api_key"}}',
      message: 'Incorrect API key provided.',
    }),
  },
};

/** The legs that show a fault when this one does. */
export function hitBy({ hits }: Fault, broken: ChainLeg, legs: readonly ChainLeg[]): ChainLeg[] {
  if (hits === 'leg') return [broken];
  const shared = broken[hits];
  return legs.filter(leg => leg === broken || (shared !== undefined && leg[hits] === shared));
}
