import { describe, expect, test } from 'vitest';
import { classify } from '../../../src/classify/classify.ts';
import { label } from '../api-call-error.ts';

const error = (name: string, message: string, code?: string, cause?: unknown): Error => {
  const made = new Error(message, cause === undefined ? undefined : { cause });
  made.name = name;
  return code === undefined ? made : Object.assign(made, { code });
};
const coded = (code: string): Error => error('TypeError', 'fetch failed', undefined, error('Error', code, code));

/** Texts and codes of every runtime, written down from their sources. */
const cases: [name: string, error: unknown, expected: string][] = [
  ['node refused', coded('ECONNREFUSED'), 'network@network retry fallback'],
  ['node reset', coded('ECONNRESET'), 'network@network retry fallback'],
  ['node unreachable', coded('EHOSTUNREACH'), 'network@network retry fallback'],
  ['node broken pipe', coded('EPIPE'), 'network@network retry fallback'],
  ['unknown host', coded('ENOTFOUND'), 'network@network final fallback'],
  ['resolver busy', coded('EAI_AGAIN'), 'network@network retry fallback'],
  ['timed out', coded('ETIMEDOUT'), 'timeout@network retry fallback'],
  ['undici connect timeout', coded('UND_ERR_CONNECT_TIMEOUT'), 'timeout@network retry fallback'],
  ['undici headers timeout', coded('UND_ERR_HEADERS_TIMEOUT'), 'timeout@network retry fallback'],
  ['undici socket', coded('UND_ERR_SOCKET'), 'network@network retry fallback'],
  ['undici aborted', coded('UND_ERR_ABORTED'), 'network@network retry fallback'],
  ['expired certificate', coded('CERT_HAS_EXPIRED'), 'network@network final fallback'],
  ['unknown issuer', coded('UNABLE_TO_GET_ISSUER_CERT_LOCALLY'), 'network@network final fallback'],
  ['wrong name in certificate', coded('ERR_TLS_CERT_ALTNAME_INVALID'), 'network@network final fallback'],
  [
    'http2 goaway',
    error('Error', 'New streams cannot be created after receiving a GOAWAY', 'ERR_HTTP2_GOAWAY_SESSION'),
    'network@network retry fallback',
  ],
  ['socket hang up', error('Error', 'socket hang up', 'ECONNRESET'), 'network@network retry fallback'],
  [
    'premature close',
    error('Error', 'Premature close', 'ERR_STREAM_PREMATURE_CLOSE'),
    'stream-interrupted@network retry fallback',
  ],
  [
    'undici terminated',
    error('TypeError', 'terminated', undefined, error('SocketError', 'other side closed', 'UND_ERR_SOCKET')),
    'stream-interrupted@network retry fallback',
  ],
  ['workerd lost', error('Error', 'Network connection lost.'), 'network@network retry fallback'],
  ['workerd internal', error('Error', 'internal error; reference = 0123abcd'), 'network@network retry fallback'],
  ['workerd subrequests', error('Error', 'Too many subrequests.'), 'network@request final stop'],
  [
    'bun refused',
    error('Error', 'Unable to connect. Is the computer able to access the url?', 'ConnectionRefused'),
    'network@network retry fallback',
  ],
  [
    'bun closed',
    error(
      'Error',
      'The socket connection was closed unexpectedly. For more information, pass `verbose: true`',
      'ConnectionClosed',
    ),
    'network@network retry fallback',
  ],
  ['bun timeout', error('TimeoutError', 'The operation timed out.'), 'timeout@network retry fallback'],
  [
    'deno',
    error('TypeError', 'error sending request for url (https://x/): client error (Connect)'),
    'network@network retry fallback',
  ],
  ['chrome', error('TypeError', 'Failed to fetch'), 'network@network retry fallback'],
  ['firefox', error('TypeError', 'NetworkError when attempting to fetch resource.'), 'network@network retry fallback'],
  ['safari', error('TypeError', 'Load failed'), 'network@network retry fallback'],
  ['safari lost', error('TypeError', 'The network connection was lost.'), 'network@network retry fallback'],
  ['react native', error('TypeError', 'Network request failed'), 'network@network retry fallback'],
  [
    'dom timeout',
    new DOMException('The operation was aborted due to timeout', 'TimeoutError'),
    'timeout@network retry fallback',
  ],
  ['dom abort', new DOMException('This operation was aborted', 'AbortError'), 'network@network retry fallback'],
  ['openai sdk', error('APIConnectionError', 'Connection error.'), 'network@network retry fallback'],
  ['ai sdk', error('AI_APICallError', 'Cannot connect to API: other side closed'), 'network@network retry fallback'],
  [
    'programming mistake',
    new TypeError("Cannot read properties of undefined (reading 'x')"),
    'unknown@model final fallback',
  ],
];

/** As Bun 1.4.5, Deno 2.9.6, node-fetch 3, undici 6 to 8 and workerd threw them, written down from runs of theirs. */
const recorded: [name: string, error: unknown, expected: string][] = [
  ['bun abort', new DOMException('The operation was aborted.', 'AbortError'), 'network@network retry fallback'],
  ['bun timeout', new DOMException('The operation timed out.', 'TimeoutError'), 'timeout@network retry fallback'],
  ['deno abort', new DOMException('The signal has been aborted', 'AbortError'), 'network@network retry fallback'],
  [
    'node-fetch abort',
    Object.assign(error('AbortError', 'The operation was aborted.'), { type: 'aborted' }),
    'network@network retry fallback',
  ],
  [
    'an abort that lost its class on the way',
    { name: 'AbortError', message: 'This operation was aborted', code: 20, stack: '' },
    'network@network retry fallback',
  ],
  ['next.js', error('ResponseAborted', ''), 'network@network retry fallback'],
  ['openai sdk abort', error('APIUserAbortError', 'Request was aborted.'), 'network@network retry fallback'],
  ['axios abort', error('CanceledError', 'canceled', 'ERR_CANCELED'), 'network@network retry fallback'],
  [
    'node abort by a timeout',
    error('AbortError', 'The operation was aborted', 'ABORT_ERR', new DOMException('too late', 'TimeoutError')),
    'timeout@network retry fallback',
  ],
  [
    'bun proxy 407',
    Object.assign(error('Error', 'Proxy refused to open a tunnel: 407 Refused', 'ERR_PROXY_TUNNEL'), {
      status: 407,
      statusText: 'Refused',
      headers: {},
    }),
    'network@network final fallback',
  ],
  [
    'bun proxy 502',
    Object.assign(error('Error', 'Proxy refused to open a tunnel: 502 Bad Gateway', 'ERR_PROXY_TUNNEL'), {
      status: 502,
      headers: {},
    }),
    'network@network retry fallback',
  ],
  [
    'deno proxy 407',
    error(
      'TypeError',
      'fetch failed',
      undefined,
      new Error('error sending request for url (https://x/): client error (Connect): proxy authentication required'),
    ),
    'network@network final fallback',
  ],
  [
    'deno proxy 502',
    error(
      'TypeError',
      'fetch failed',
      undefined,
      new Error('error sending request for url (https://x/): client error (Connect): unsuccessful tunnel'),
    ),
    'network@network retry fallback',
  ],
  [
    'tunnel-agent',
    error('Error', 'tunneling socket could not be established, statusCode=407'),
    'network@network final fallback',
  ],
  [
    'undici gzip',
    error('TypeError', 'terminated', undefined, error('Error', 'incorrect header check', 'Z_DATA_ERROR')),
    'network@network retry fallback',
  ],
  [
    'undici cut zstd',
    error('TypeError', 'terminated', undefined, error('Error', 'unexpected end of file', 'Z_BUF_ERROR')),
    'network@network retry fallback',
  ],
  [
    'undici brotli',
    error('TypeError', 'terminated', undefined, error('Error', 'Decompression failed', 'ERR__ERROR_FORMAT_PADDING_1')),
    'network@network retry fallback',
  ],
  [
    'undici zstd',
    error(
      'TypeError',
      'terminated',
      undefined,
      error('Error', 'Unknown frame descriptor', 'ZSTD_error_prefix_unknown'),
    ),
    'network@network retry fallback',
  ],
  [
    'node-fetch gzip',
    Object.assign(
      error(
        'FetchError',
        'Invalid response body while trying to fetch http://x/: incorrect header check',
        'Z_DATA_ERROR',
      ),
      { type: 'system' },
    ),
    'network@network retry fallback',
  ],
  [
    'node-fetch refused',
    Object.assign(
      error('FetchError', 'request to http://x/ failed, reason: connect ECONNREFUSED 127.0.0.1:1', 'ECONNREFUSED'),
      { type: 'system' },
    ),
    'network@network retry fallback',
  ],
  ['bun gzip', error('TypeError', 'ZlibError fetching "http://x/"', 'ZlibError'), 'network@network retry fallback'],
  [
    'bun brotli',
    error('TypeError', 'BrotliDecompressionError fetching "http://x/"', 'BrotliDecompressionError'),
    'network@network retry fallback',
  ],
  ['deno gzip', error('TypeError', 'Invalid gzip header'), 'network@network retry fallback'],
  ['deno brotli', error('TypeError', 'brotli error'), 'network@network retry fallback'],
  ['deno cut brotli', error('TypeError', 'reached unexpected EOF'), 'network@network retry fallback'],
  ['chrome encoding', error('TypeError', 'net::ERR_CONTENT_DECODING_FAILED'), 'network@network retry fallback'],
  [
    'node parser',
    error('Error', 'Parse Error: Expected HTTP/', 'HPE_INVALID_CONSTANT'),
    'network@network retry fallback',
  ],
  [
    'undici argument',
    error('TypeError', 'fetch failed', undefined, error('Error', 'Invalid header value', 'UND_ERR_INVALID_ARG')),
    'invalid-request@request final fallback',
  ],
  [
    'node header',
    error('TypeError', 'Headers.append: "Bearer a\nb" is an invalid header value.'),
    'invalid-request@request final fallback',
  ],
  [
    'node header in a foreign alphabet',
    error(
      'TypeError',
      'Cannot convert argument to a ByteString because the character at index 7 has a value of 8220 which is greater than 255.',
    ),
    'invalid-request@request final fallback',
  ],
  [
    'node-fetch header',
    error('TypeError', 'Invalid character in header content ["authorization"]', 'ERR_INVALID_CHAR'),
    'invalid-request@request final fallback',
  ],
  [
    'bun header',
    error('TypeError', "Header 'Authorization' has invalid value"),
    'invalid-request@request final fallback',
  ],
  ['deno header', error('TypeError', 'Invalid header value: "Bearer a\nb"'), 'invalid-request@request final fallback'],
  [
    'node url',
    error('TypeError', 'Failed to parse URL from /v1', undefined, error('TypeError', 'Invalid URL', 'ERR_INVALID_URL')),
    'invalid-request@request final fallback',
  ],
  [
    'bun url',
    error('TypeError', 'fetch() URL is invalid', 'ERR_INVALID_URL'),
    'invalid-request@request final fallback',
  ],
  ['deno url', error('TypeError', "Invalid URL: '/v1'"), 'invalid-request@request final fallback'],
  [
    'node scheme',
    error('TypeError', 'fetch failed', undefined, new Error('unknown scheme')),
    'invalid-request@request final fallback',
  ],
];

describe("the call's own signal", () => {
  const abort = new DOMException('This operation was aborted', 'AbortError');
  const aborted = AbortSignal.abort(abort);

  test('proves an abort, whatever was thrown', () => {
    expect(label(classify(abort, { signal: aborted }))).toBe('aborted@request final stop');
    expect(label(classify(coded('ECONNRESET'), { signal: aborted }))).toBe('aborted@request final stop');
    const reason = { mine: true };
    expect(label(classify(reason, { signal: AbortSignal.abort(reason) }))).toBe('aborted@request final stop');
  });

  test('proves none while it is not aborted', () => {
    const { signal } = new AbortController();
    expect(label(classify(abort, { signal }))).toBe('network@network retry fallback');
    expect(label(classify(abort, { signal, phase: 'stream' }))).toBe('stream-interrupted@network retry fallback');
  });

  test('does not outweigh an answer of the other side', () => {
    const answered = Object.assign(error('AI_APICallError', 'Overloaded'), { statusCode: 503, responseBody: '' });
    expect(classify(answered, { signal: aborted }).category).toBe('overloaded');
  });
});

describe('network', () => {
  test.each(recorded)('%s', (_name, thrown, expected) => {
    expect(label(classify(thrown))).toBe(expected);
  });

  test.each(cases)('%s', (_name, thrown, expected) => {
    expect(label(classify(thrown))).toBe(expected);
  });

  test('a body that dies after the headers is a cut answer, by status or by phase', () => {
    const died = Object.assign(
      error('AI_APICallError', 'Failed to process successful response', undefined, coded('ECONNRESET')),
      {
        statusCode: 200,
      },
    );
    expect(label(classify(died))).toBe('stream-interrupted@network retry fallback');
    expect(label(classify(coded('UND_ERR_SOCKET'), { phase: 'stream' }))).toBe(
      'stream-interrupted@network retry fallback',
    );
  });

  test('a provider that speaks of a timeout is not the network', () => {
    const answered = Object.assign(error('AI_APICallError', 'Request timed out'), {
      statusCode: 504,
      responseBody: '',
    });
    expect(label(classify(answered))).toBe('timeout@provider retry fallback');
  });
});
