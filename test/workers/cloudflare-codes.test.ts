/** Cloudflare AI Gateway's own codes, through both routes, in the runtime of Cloudflare Workers. */
import { APICallError, RetryError } from 'ai';
import { describe, expect, it } from 'vitest';
import { ok, rewritten, scenario } from '../../mocks/index.ts';
import { AT_ONCE } from '../support/at-once.ts';
import { CALLS, lastError } from '../support/calls.ts';
import { ROUTES, wrap } from '../support/cloudflare-routes.ts';

const CODES = [
  { code: 2001, statusCode: 404, isRetryable: false, rule: 'cloudflare:2001' },
  { code: 2005, statusCode: 502, isRetryable: true, rule: 'cloudflare:2005' },
  { code: 2009, statusCode: 401, isRetryable: false, rule: 'cloudflare:2009' },
];
const CASES = CODES.flatMap(row => [400, 401].map(status => ({ ...row, status })));

describe.each(ROUTES)('through %s', (_, connect) => {
  describe.each(CALLS)('%s', (_, call) => {
    it.each(CASES)(
      'gives code $code as HTTP $status its meaning',
      async ({ code, status, statusCode, isRetryable, rule }) => {
        const upstream = scenario([rewritten(code, { status, headers: AT_ONCE })]);
        const { error } = await call(wrap(connect(upstream)), { maxRetries: 0 });
        expect(upstream.count).toBe(1);
        expect(APICallError.isInstance(error)).toBe(true);
        expect(error).toMatchObject({ statusCode, isRetryable, data: { failure: { rule, retryable: isRetryable } } });
        expect((error as Error).message).toContain(rule);
      },
    );

    it.each(CASES)('asks as often as code $code as HTTP $status deserves', async ({ code, status, isRetryable }) => {
      const upstream = scenario([rewritten(code, { status, headers: AT_ONCE })]);
      const { error } = await call(wrap(connect(upstream)), { maxRetries: 1 });
      expect(upstream.count).toBe(isRetryable ? 2 : 1);
      expect(RetryError.isInstance(error)).toBe(isRetryable);
      expect(APICallError.isInstance(lastError(error))).toBe(true);
    });

    it.each([400, 401])('recovers from code 2005 as HTTP %i', async status => {
      const upstream = scenario([rewritten(2005, { status, headers: AT_ONCE }), ok('hello')]);
      const outcome = await call(wrap(connect(upstream)), { maxRetries: 1 });
      expect(outcome).toEqual({ text: 'hello', finishReason: 'stop', reported: 0 });
      expect(upstream.count).toBe(2);
    });
  });
});
