/** Codes of runtimes that nobody has listed, in the chain of a request that failed. */
import { describe, expect, test } from 'vitest';
import { classify } from '../../../src/classify/classify.ts';
import { label } from '../api-call-error.ts';
import { judgesThrown } from './verdicts.ts';

const NETWORK = 'network@network retry fallback';
const fetchFailed = (cause: unknown, message = 'fetch failed'): Error => new TypeError(message, { cause });
const coded = (code: string, message = 'x'): Error => Object.assign(new Error(message), { code });

describe('under a failed fetch', () => {
  test.each([
    'ENOBUFS',
    'EMFILE',
    'ESERVFAIL',
    'ERR_QUIC_CONNECTION_FAILED',
    'UNKNOWN',
    'UND_ERR_NEXT',
    'HPE_NEXT',
    'ESOMETHING',
    'Whatever',
    'QUIC_IDLE',
  ])('%s is the connection', code => {
    expect(label(classify(fetchFailed(coded(code))))).toBe(NETWORK);
    expect(label(classify(fetchFailed({ code, message: 'x' })))).toBe(NETWORK);
    expect(label(classify(fetchFailed(coded(code), 'Failed to fetch')))).toBe(NETWORK);
  });
});

describe('alone', () => {
  test.each([
    'ENOBUFS',
    'ENETRESET',
    'EHOSTDOWN',
    'ERR_QUIC_STREAM_RESET',
    'UND_ERR_NEXT',
    'HPE_NEXT',
    'DNS_ESERVFAIL',
  ])('%s is the connection', code => {
    expect(label(classify(coded(code)))).toBe(NETWORK);
  });

  test.each([
    'ENOENT',
    'insufficient_quota',
    'INVALID',
    'model_not_found',
    'ERR_MODULE_NOT_FOUND',
    'rate_limit_exceeded',
  ])('%s is not', code => {
    expect(classify(coded(code)).category).not.toBe('network');
  });

  test('a code beside a status is the other side’s', () => {
    const error = Object.assign(new Error('x'), { code: 'EQUOTA', statusCode: 402 });
    expect(classify(error).category).toBe('billing');
  });
});

describe('a text without its code', () => {
  const CUT = 'stream-interrupted@network retry fallback';
  const FINAL = 'network@network final fallback';
  judgesThrown([
    // HTTP/2 of Node and undici.
    ['The pending stream has been canceled', NETWORK],
    ['The stream has been destroyed', NETWORK],
    ['Session closed with error code 2', NETWORK],
    ['HTTP/2: "GOAWAY" frame received with code 0', NETWORK],
    ['Socket closed before the connection was established', NETWORK],
    // hyper, which Deno uses, and rustls beneath it.
    ['client error (SendRequest)', NETWORK, 'TypeError'],
    ['client error (Canceled)', NETWORK, 'TypeError'],
    ['error trying to connect: deadline has elapsed', NETWORK],
    ['end of file before message length reached', CUT],
    ['client error (Connect): received fatal alert: InternalError', NETWORK],
    ['client error (Connect): received fatal alert: HandshakeFailure', FINAL],
    ['client error (Connect): received corrupt message of type InvalidContentType', FINAL],
    ['client error (Connect): peer is incompatible: NoCipherSuitesInCommon', FINAL],
    ['client error (Connect): dns error: proto error: no records found for Query', FINAL],
    ['client error (Connect): dns error: failed to lookup address: Temporary failure in name resolution', NETWORK],
    ['client error (Connect): dns error: something', NETWORK],
    // Printed as JSON, without its message.
    ['{"code":"ERR_STREAM_PREMATURE_CLOSE"}', CUT],
    ['{"errno":-104,"code":"ECONNRESET","syscall":"read"}', NETWORK],
    ['{"code":"insufficient_quota"}', 'billing@account final fallback'],
    // A proxy's words and statuses are none of the host behind it.
    ['Tunnel connection failed: 403 Forbidden', FINAL],
    ['Tunnel connection failed: 503 Service Unavailable', NETWORK],
    ['client error (Connect): tunnel error: proxy authorization required', FINAL],
    ['407 Proxy Authentication Required', 'auth@network final fallback', 'ProxyError'],
    ['the channel closed its doors', 'unknown@model final fallback'],
    ['the stream of thought', 'unknown@model final fallback'],
  ]);
});
