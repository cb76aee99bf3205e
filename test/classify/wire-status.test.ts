/** A response whose status was made of what its body says: the failure has the wire's own, and the body is read as that of a success. */
import { APICallError } from 'ai';
import { describe, expect, it } from 'vitest';
import { classify } from '../../src/index.ts';

const body = JSON.stringify({ choices: [{ error: { code: 429, message: 'Too many requests' } }] });
const error = (wire: string | undefined, statusCode = 502, responseBody = body) =>
  new APICallError({
    message: 'An error occurred',
    url: 'https://api.example.com/v1',
    requestBodyValues: {},
    statusCode,
    responseBody,
    responseHeaders: {
      'content-type': 'application/json',
      ...(wire !== undefined && { 'X-Failover-Wire-Status': wire }),
    },
  });

describe('x-failover-wire-status', () => {
  it.each(['200', '203'])('%s is the status on the wire', wire => {
    expect(classify(error(wire))).toMatchObject({ category: 'rate-limit', statusCode: 429, wireStatus: Number(wire) });
  });

  it.each([undefined, '', '500', '99', '2000', '200, 200', 'ok', '-200'])(
    '%j is none of a success, and ignored',
    wire => {
      expect(classify(error(wire))).toMatchObject({ statusCode: 502, wireStatus: 502 });
    },
  );

  it('counts in the cause of an error, and in a response', () => {
    const outer = Object.assign(new Error('Gateway request failed'), { statusCode: 502, cause: error('200') });
    expect(classify(outer)).toMatchObject({ category: 'rate-limit', wireStatus: 200 });
    const response = { status: 502, headers: { 'x-failover-wire-status': '200' }, body };
    expect(classify(undefined, { response })).toMatchObject({ category: 'rate-limit', wireStatus: 200 });
  });

  it('leaves 502 where the body names no status, and gives a lasting failure its own', () => {
    const says = (message: string) => error('200', 502, JSON.stringify({ error: { message } }));
    expect(classify(says('The server had a hiccup of an unknown kind'))).toMatchObject({ wireStatus: 200 });
    expect(classify(says('You exceeded your current quota'))).toMatchObject({ wireStatus: 200, retryable: false });
  });
});
