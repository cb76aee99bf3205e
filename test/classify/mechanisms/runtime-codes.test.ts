/** Codes of runtimes that nobody has listed, in the chain of a request that failed. */
import { describe, expect, test } from 'vitest';
import { classify } from '../../../src/classify/classify.ts';
import { label } from '../api-call-error.ts';

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
