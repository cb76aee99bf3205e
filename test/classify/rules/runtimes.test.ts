import { describe, expect, test } from 'vitest';
import { classify } from '../../../src/classify/classify.ts';
import { label } from '../api-call-error.ts';

const error = (message: string, name = 'Error'): Error => Object.assign(new Error(message), { name });
const coded = (code: string, message = code): Error =>
  Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error(message), { code }) });

const RETRY = 'network@network retry fallback';
const FINAL = 'network@network final fallback';
const TIMEOUT = 'timeout@network retry fallback';

const codes: [code: string, expected: string][] = [
  ['EAI_NONAME', FINAL],
  ['EAI_NODATA', FINAL],
  ['ENODATA', FINAL],
  ['DNS_ENOTFOUND', FINAL],
  ['ESERVFAIL', RETRY],
  ['ETIMEOUT', RETRY],
  ['EAI_FAIL', RETRY],
  ['EMFILE', RETRY],
  ['EACCES', FINAL],
  ['EPERM', FINAL],
  ['CRL_HAS_EXPIRED', FINAL],
  ['INVALID_PURPOSE', FINAL],
  ['ERR_SSL_WRONG_VERSION_NUMBER', FINAL],
  ['ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR', RETRY],
  ['ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC', RETRY],
  ['ERR_SSL_UNEXPECTED_EOF_WHILE_READING', RETRY],
  ['UND_ERR_HEADERS_OVERFLOW', FINAL],
  ['UND_ERR_RES_EXCEEDED_MAX_SIZE', FINAL],
  ['UND_ERR_REQ_CONTENT_LENGTH_MISMATCH', 'invalid-request@request final fallback'],
  ['NGHTTP2_HTTP_1_1_REQUIRED', FINAL],
  ['NGHTTP2_REFUSED_STREAM', RETRY],
  ['NGHTTP2_ENHANCE_YOUR_CALM', 'rate-limit@provider retry fallback'],
  ['ERR_HTTP_REQUEST_TIMEOUT', TIMEOUT],
  ['ConnectionTimeout', TIMEOUT],
  ['TooManyRedirects', 'gateway-config@provider final fallback'],
  ['InvalidURL', 'invalid-request@request final fallback'],
];

const texts: [message: string, expected: string][] = [
  ['dial tcp: lookup api.x.ai: no such host', FINAL],
  ['java.net.UnknownHostException: api.x.ai', FINAL],
  ['dial tcp: lookup api.x.ai on 10.0.0.2:53: server misbehaving', RETRY],
  ['dial tcp 10.0.0.1:443: i/o timeout', TIMEOUT],
  ['connect ETIMEDOUT 10.0.0.1:443', TIMEOUT],
  ['No route to host', RETRY],
  ['curl: (7) Failed to connect to api.x.ai port 443', RETRY],
  ['curl: (52) Empty reply from server', RETRY],
  ['curl: (18) transfer closed with outstanding read data remaining', 'stream-interrupted@network retry fallback'],
  ['curl: (35) OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to api.x.ai:443', RETRY],
  ['Received HTTP code 407 from proxy after CONNECT', FINAL],
  ['Could not resolve proxy: proxy.corp', FINAL],
  ['net::ERR_CERT_AUTHORITY_INVALID', FINAL],
  ['net::ERR_SSL_VERSION_OR_CIPHER_MISMATCH', FINAL],
  ['net::ERR_SSL_PROTOCOL_ERROR', RETRY],
  ['net::ERR_BLOCKED_BY_CLIENT', FINAL],
  ['net::ERR_CONNECTION_TIMED_OUT', TIMEOUT],
  ['net::ERR_TOO_MANY_REDIRECTS', 'gateway-config@provider final fallback'],
  ['The certificate for this server is invalid.', FINAL],
  ['x509: certificate signed by unknown authority', FINAL],
  ['PKIX path building failed: unable to find valid certification path to requested target', FINAL],
  ['remote error: tls: handshake failure', RETRY],
  ['http: server gave HTTP response to HTTPS client', FINAL],
  ['Client network socket disconnected before secure TLS connection was established', RETRY],
  ['Requires net access to "api.x.ai:443", run again with the --allow-net flag', FINAL],
  ['Origin https://a.example is not allowed by Access-Control-Allow-Origin.', FINAL],
  ['stream error: stream ID 1; INTERNAL_ERROR', RETRY],
  ['Error Domain=NSURLErrorDomain Code=-1001 "x"', TIMEOUT],
  ['Error Domain=NSURLErrorDomain Code=-1003 "x"', FINAL],
  ['Error Domain=NSURLErrorDomain Code=-1202 "x"', FINAL],
];

const workers: [message: string, expected: string][] = [
  ['Binding AI needs to be run remotely', 'gateway-config@gateway final fallback'],
  [
    'Subrequest depth limit exceeded. This request recursed through Workers too many times.',
    'network@request final stop',
  ],
  ['Memory limit would be exceeded before EOF.', 'network@request final stop'],
  ['Worker exceeded CPU time limit.', 'server-error@gateway final fallback'],
  ['The script will never generate a response.', 'timeout@gateway retry fallback'],
  ['Cannot perform I/O on behalf of a different request.', 'invalid-request@provider final fallback'],
  ['Response closed due to connection limit', 'network@request retry fallback'],
  ['The destination Worker is no longer running', RETRY],
  ['Durable Object is overloaded. Too many requests queued.', 'overloaded@provider final fallback'],
  ['Durable Object reset because its code was updated.', RETRY],
  [
    'Your account is generating too much load on Durable Objects. Please back off and try again later.',
    'rate-limit@account retry fallback',
  ],
];

describe('codes and texts of runtimes and clients', () => {
  test.each(codes)('%s', (code, expected) => {
    expect(label(classify(coded(code)))).toBe(expected);
  });

  test('EPROTO is permanent unless the other side had an error of its own', () => {
    expect(label(classify(coded('EPROTO', 'write EPROTO 00:error:0A00010B:SSL routines::wrong version number')))).toBe(
      FINAL,
    );
    expect(label(classify(coded('EPROTO', 'write EPROTO 00:error:0A000438:tlsv1 alert internal error')))).toBe(RETRY);
  });

  test.each(texts)('%s', (message, expected) => {
    expect(label(classify(error(message)))).toBe(expected);
  });

  test.each(workers)('%s', (message, expected) => {
    expect(label(classify(error(message)))).toBe(expected);
  });

  test.each(texts)('behind a status a host quotes: %s', message => {
    const failure = classify(Object.assign(error(''), { statusCode: 400, responseBody: JSON.stringify({ message }) }));
    expect(failure.category).not.toBe('network');
  });
});

describe('what workerd marks', () => {
  const marked = (mark: object, message = 'some new text') => classify(Object.assign(new Error(message), mark));

  test('an overloaded object is not asked again', () => {
    expect(label(marked({ overloaded: true, remote: true }))).toBe('overloaded@provider final fallback');
  });

  test('a lost connection is', () => {
    expect(label(marked({ retryable: true, remote: true }))).toBe(RETRY);
    expect(marked({ retryable: true }).rule).toBe('network:workerd-retryable');
    expect(label(classify(Object.assign(new Error('x'), { retryable: true }), { phase: 'stream' }))).toBe(
      'stream-interrupted@network retry fallback',
    );
  });

  test('a mark does not outweigh a response', () => {
    expect(marked({ retryable: true, statusCode: 401 }).category).toBe('auth');
  });
});

describe('a closed WebSocket', () => {
  test.each<[code: number, reason: string, expected: string]>([
    [1000, '', 'stream-interrupted@provider retry fallback'],
    [1001, '', 'network@provider retry fallback'],
    [1006, '', 'stream-interrupted@network retry fallback'],
    [1008, 'policy violation', 'permission@provider final fallback'],
    [1008, 'insufficient_quota', 'billing@account final fallback'],
    [1009, 'message too big', 'invalid-request@provider final fallback'],
    [1011, 'internal error', 'server-error@provider retry fallback'],
    [1011, 'keepalive ping timeout', 'timeout@provider retry fallback'],
    [1013, '', 'overloaded@provider retry fallback'],
    [1015, '', FINAL],
    [3000, '', 'auth@provider final fallback'],
    [4429, '', 'rate-limit@model retry fallback'],
  ])('%i %s', (code, reason, expected) => {
    expect(label(classify({ type: 'close', code, reason, wasClean: false }))).toBe(expected);
    if (reason === '' || code === 1009)
      expect(label(classify(error(`WebSocket closed with code ${code} ${reason}`)))).toBe(expected);
  });

  test('other numbers in such a text are none', () => {
    expect(classify(error('WebSocket closed after 1006 ms')).rule).not.toMatch(/^websocket:/);
  });
});

describe("the SDKs' own errors", () => {
  test.each<[name: string, message: string, expected: string]>([
    ['AI_LoadAPIKeyError', 'OpenAI API key is missing.', 'auth@provider final fallback'],
    ['AI_LoadSettingError', 'AWS region setting is missing.', 'gateway-config@provider final fallback'],
    ['AI_NoSuchModelError', 'No such languageModel: x', 'not-found@model final fallback'],
    ['AI_NoImageGeneratedError', 'No image generated.', 'upstream-failure@provider retry fallback'],
    ['Error', 'The OPENAI_API_KEY environment variable is missing or empty', 'auth@provider final fallback'],
    [
      'Error',
      'AWS credential provider failed: Could not load credentials from any providers.',
      'auth@provider final fallback',
    ],
    ['Error', 'Could not load the default credentials. Browse to https://x', 'auth@provider final fallback'],
    ['Error', 'invalid_grant: reauth related error (invalid_rapt)', 'auth@provider final fallback'],
    ['CredentialUnavailableError', 'EnvironmentCredential is unavailable.', 'auth@provider final fallback'],
    [
      'AI_APICallError',
      "Received a Chat Completions stream while using the OpenAI Responses API. The default OpenAI provider model uses the Responses API. If your custom baseURL targets a Chat Completions-compatible endpoint, use openai.chat('model-id') or createOpenAI(...).chat('model-id') instead.",
      'gateway-config@provider final fallback',
    ],
    ['Error', 'request ended without sending any chunks', 'stream-interrupted@provider retry fallback'],
  ])('%s: %s', (name, message, expected) => {
    expect(label(classify(error(message, name)))).toBe(expected);
  });
});
