/** What Cloudflare's gateway refuses by itself: limits, policies, keys, and codes that no page explains. */
import { describe, expect, it } from 'vitest';
import { classify } from '../../../src/index.ts';
import { apiCallError } from '../api-call-error.ts';

const GATEWAY = 'https://gateway.ai.cloudflare.com/v1/account/gateway/openai/responses';
const REST = 'https://api.cloudflare.com/client/v4/accounts/account/ai/v1/responses';

const envelope = (code: number, message: string) => ({ success: false, errors: [{ code, message }] });
const judge = (status: number, body: unknown, url = GATEWAY) =>
  classify(Object.assign(apiCallError(status, body), { url }));

const no = { retryable: false };
describe('a refusal of the gateway', () => {
  it.each<[string, number, unknown, string | undefined, object]>([
    [
      '2041 of one limit',
      429,
      envelope(2041, 'Spend limit exceeded'),
      undefined,
      { category: 'billing', scope: 'model', fallback: true, statusCode: 429, ...no },
    ],
    [
      '2009 at the gateway',
      401,
      envelope(2009, 'Unauthorized'),
      GATEWAY,
      { category: 'auth', scope: 'gateway', fallback: true, ...no },
    ],
    [
      '2009 at the REST host',
      401,
      envelope(2009, 'Unauthorized'),
      REST,
      { category: 'auth', scope: 'provider', fallback: true, ...no },
    ],
    [
      'a policy',
      403,
      { success: false, error: 'Access denied by policy' },
      undefined,
      { category: 'permission', scope: 'model', fallback: false, statusCode: 403, ...no },
    ],
    [
      'an unknown code',
      400,
      envelope(2077, 'byok_only'),
      undefined,
      { category: 'gateway-config', scope: 'gateway', fallback: true, statusCode: 400, ...no },
    ],
    [
      'an unknown code as 403',
      403,
      envelope(2078, 'Not enrolled'),
      undefined,
      { category: 'gateway-config', fallback: true, statusCode: 403, ...no },
    ],
    [
      'an unknown code as 429',
      429,
      envelope(2079, 'Not now'),
      undefined,
      { category: 'gateway-config', fallback: true, statusCode: 429, ...no },
    ],
    [
      'an unknown code that names a guardrail',
      400,
      envelope(2077, 'Stopped by a guardrail'),
      undefined,
      { category: 'content-policy', scope: 'request', fallback: false, ...no },
    ],
    [
      'an unknown code that names a policy',
      403,
      envelope(2077, 'Stopped by a policy'),
      undefined,
      { scope: 'request', fallback: false, ...no },
    ],
    [
      'an unknown code that names data loss',
      400,
      envelope(2077, 'DLP match'),
      undefined,
      { scope: 'request', fallback: false, ...no },
    ],
    [
      '2021 of a model',
      401,
      envelope(2021, 'This model is not available via unified billing'),
      undefined,
      { category: 'auth', scope: 'model', fallback: true, ...no },
    ],
    [
      '2021 of the stored key',
      503,
      envelope(2021, 'Provider authentication failed'),
      undefined,
      { category: 'auth', scope: 'provider', fallback: true, ...no },
    ],
    [
      '2021 without credits',
      402,
      envelope(2021, 'Insufficient credits'),
      undefined,
      { category: 'billing', scope: 'account', fallback: true, ...no },
    ],
    [
      '7013, a scanner that is down',
      503,
      envelope(7013, 'Guardrail scanner unavailable'),
      undefined,
      { category: 'overloaded', scope: 'gateway', fallback: true, retryable: true },
    ],
  ])('%s', (_, status, body, url, expected) => {
    expect(judge(status, body, url)).toMatchObject(expected);
  });

  it('is not read into what a provider behind another host says', () => {
    const failure = judge(403, { error: { message: 'Access denied by policy' } }, 'https://api.example.com/v1');
    expect(failure).toMatchObject({ category: 'permission', fallback: true });
  });
});
