import { describe, expect, test } from 'vitest';
import { classify } from '../../src/classify/classify.ts';
import { label } from './api-call-error.ts';

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
  ['undici aborted', coded('UND_ERR_ABORTED'), 'aborted@request final stop'],
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
  ['dom abort', new DOMException('This operation was aborted', 'AbortError'), 'aborted@request final stop'],
  ['openai sdk', error('APIConnectionError', 'Connection error.'), 'network@network retry fallback'],
  ['ai sdk', error('AI_APICallError', 'Cannot connect to API: other side closed'), 'network@network retry fallback'],
  [
    'programming mistake',
    new TypeError("Cannot read properties of undefined (reading 'x')"),
    'unknown@model final fallback',
  ],
];

describe('network', () => {
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
