/** What helps stays in an error that was cleaned. */
import { describe, expect, it } from 'vitest';
import { APICallError, generateText, wrapLanguageModel } from 'ai';
import { MockLanguageModelV4 } from 'ai/test';
import { gatewayErrorMiddleware, originalError } from '../../src/index.ts';
import { SHAPED } from '../support/planted-secrets.ts';
import { openai, type Reply } from './failing-packages.ts';
import { fail, lastOf, leaks, unplanted } from './leavings.ts';

describe('what helps', () => {
  const key = Object.values(SHAPED)[1]!;
  const reply: Reply = {
    status: 400,
    body: JSON.stringify({
      success: false,
      result: [],
      messages: [],
      error: [{ code: 2005, message: `Failed to get response from provider ${key}` }],
      trace: Array.from({ length: 200 }, (_, index) => ({ index, text: `${key} ${'x'.repeat(100)}` })),
    }),
    headers: {
      'content-type': 'application/json',
      'cf-aig-log-id': '01LOGIDPLACEHOLDER',
      'retry-after-ms': '0',
      'set-cookie': key,
    },
  };

  it('stays: the rule, the status, the log id, the wait, and a body that parses', async () => {
    const left = await fail(openai(reply), { options: {} });
    expect(unplanted(left, [key])).toEqual([]);
    expect(leaks(left, [key])).toEqual([]);
    const error = lastOf(left.errors[0]) as APICallError;
    expect(APICallError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({
      statusCode: 502,
      isRetryable: true,
      url: 'https://api.openai.com/v1/responses',
      responseHeaders: { 'cf-aig-log-id': '01LOGIDPLACEHOLDER', 'retry-after-ms': '0' },
      data: {
        failure: {
          rule: 'cloudflare:2005',
          wireStatus: 400,
          statusCode: 502,
          logId: '01LOGIDPLACEHOLDER',
          retryAfterMs: 0,
        },
      },
    });
    expect(error.message).toContain(
      'Failed to get response from provider [redacted] (cloudflare:2005, HTTP 400, log id 01LOGIDPLACEHOLDER).',
    );
    expect(error.responseBody!.length).toBeLessThanOrEqual(2_048);
    expect(JSON.parse(error.responseBody!)).toMatchObject({ success: false, error: [{ code: 2005 }] });
  });

  it('`originalError` is the very error that the provider package threw', async () => {
    const thrown = new APICallError({
      message: key,
      url: 'https://api.example.com',
      requestBodyValues: { key },
      statusCode: 503,
    });
    const model = new MockLanguageModelV4({
      doGenerate: async () => {
        throw thrown;
      },
    });
    const wrapped = wrapLanguageModel({ model, middleware: gatewayErrorMiddleware() });
    const error = await generateText({ model: wrapped, prompt: 'Hi', maxRetries: 0 }).catch(caught => caught);
    expect(error).not.toBe(thrown);
    expect(originalError(error)).toBe(thrown);
    expect(originalError(thrown)).toBe(thrown);
  });
});
