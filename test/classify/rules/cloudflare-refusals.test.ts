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
      envelope(2077, 'Not this way'),
      undefined,
      { category: 'gateway-config', scope: 'gateway', fallback: true, statusCode: 400, ...no },
    ],
    [
      'an unknown code for want of a key: Workers AI is allowed behind the same gateway',
      400,
      envelope(2077, 'byok_only'),
      undefined,
      { category: 'gateway-config', scope: 'provider', fallback: true, statusCode: 400, ...no },
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

  const cap = { message: 'Spending limit exceeded', bucket: 'b', spent: 1.5, limit: 1 };
  const account = { category: 'billing', scope: 'account', fallback: true, statusCode: 402, ...no };
  const budget = { category: 'billing', scope: 'model', fallback: true, ...no };
  const providerKey = { category: 'auth', scope: 'provider', fallback: true, statusCode: 401, ...no };
  const noKey = { category: 'gateway-config', scope: 'provider', fallback: true, ...no };
  const denied = { category: 'permission', scope: 'model', fallback: false, statusCode: 403, ...no };
  const ownersBlock = { category: 'content-policy', scope: 'request', fallback: false, statusCode: 424, ...no };
  const passing = { category: 'rate-limit', scope: 'gateway', fallback: true, retryable: true, statusCode: 429 };
  const upstream = { category: 'upstream-failure', scope: 'model', fallback: true, retryable: true, statusCode: 502 };
  const scanner = { category: 'overloaded', scope: 'gateway', fallback: true, retryable: true, statusCode: 503 };
  const CUSTOM = 'https://ai.example.com/v1/account/gateway/openai/responses';

  it.each<[string, number, unknown, string, object]>([
    ['a spend cap on a custom domain', 429, { success: false, error: cap }, CUSTOM, { ...budget, statusCode: 429 }],
    ['a spend cap in other words', 429, { success: false, error: { ...cap, message: 'No more' } }, CUSTOM, budget],
    ['a spend cap without its numbers', 429, { success: false, error: { message: cap.message } }, GATEWAY, budget],
    [
      'a policy on a custom domain',
      403,
      { success: false, error: { message: 'Access denied by policy' } },
      CUSTOM,
      denied,
    ],
    [
      'a model that no policy allows',
      403,
      envelope(2090, 'openai/gpt-5 is not allowed by gateway policy'),
      GATEWAY,
      denied,
    ],
    [
      'a prompt that no policy allows',
      400,
      envelope(2090, 'Prompt not allowed by gateway policy'),
      GATEWAY,
      ownersBlock,
    ],
    ['2021 in unknown words', 402, envelope(2021, 'Model execution failed (Payment error)'), REST, account],
    ['2021 where only a text is left', 500, '2021: Insufficient AI Gateway credits', REST, account],
    ['an unknown code as 402', 402, envelope(2049, 'Insufficient balance; add money to your gateway'), REST, account],
    [
      'an unknown code that names a budget',
      400,
      envelope(2091, 'Budget limit of this route exceeded'),
      GATEWAY,
      budget,
    ],
    ['an unknown code that names spending', 403, envelope(2092, 'Monthly spend is over the cap'), GATEWAY, budget],
    [
      'a model whose spending cannot be told',
      403,
      envelope(2040, 'Model could not be resolved for spend-limit enforcement'),
      GATEWAY,
      { category: 'gateway-config', scope: 'model' },
    ],
    ['2018 by its code', 429, envelope(2018, 'Slow down'), GATEWAY, passing],
    [
      'a wholesale limit as 402',
      402,
      { error: { code: 'invalid_prompt', message: 'Wholesale rate limit exceeded for this gateway.' } },
      REST,
      passing,
    ],
    [
      'no key, without a code',
      400,
      { success: false, error: [{ message: 'This gateway requires provider credentials' }] },
      GATEWAY,
      noKey,
    ],
    ['no key, on a custom domain', 400, { success: false, errors: [{ message: 'Please use BYOK' }] }, CUSTOM, noKey],
    [
      'a rejected key, without a code',
      503,
      { errors: [{ message: 'Provider authentication failed' }] },
      REST,
      providerKey,
    ],
    [
      'a rejected key, in other words',
      503,
      { success: false, errors: [{ message: 'The credentials were rejected' }] },
      REST,
      providerKey,
    ],
    ['an own key that was rejected', 400, envelope(2093, 'Invalid provider API key'), GATEWAY, providerKey],
    ['7013 whatever the status', 424, envelope(7013, 'Guardrail scanner unavailable'), GATEWAY, scanner],
    ['7013 where only a text is left', 500, '7013: Guardrail scanner unavailable', GATEWAY, scanner],
    ['2002', 400, envelope(2002, 'Failed to parse model output'), GATEWAY, upstream],
  ])('%s', (_, status, body, url, expected) => {
    expect(judge(status, body, url)).toMatchObject(expected);
  });

  it.each(['2021: Insufficient AI Gateway credits', 'AiGatewayError: 2021: Scanner needs more credits'])(
    'is read where the binding throws %j',
    text => expect(classify(new Error(text))).toMatchObject(account),
  );

  it('of an unlisted code is known by its words', () => {
    const error = new Error('3999: rate limiting: the allowance of this minute was reached');
    expect(classify(error)).toMatchObject({ category: 'rate-limit', retryable: true });
  });

  it('is a data-loss block by its header alone, but for one that only flags', () => {
    const told = (action: string) => ({ 'cf-aig-dlp': JSON.stringify({ findings: [{ check: 'REQUEST' }], action }) });
    expect(classify(apiCallError(424, '', told('BLOCK')))).toMatchObject(ownersBlock);
    expect(classify(apiCallError(400, '', told('FLAG'))).category).not.toBe('content-policy');
    expect(classify(apiCallError(503, '', told('BLOCK'))).category).not.toBe('content-policy');
  });

  it('is a challenge of x402 by its header, else an empty account', () => {
    const challenge = { 'payment-required': 'eyJ9' };
    expect(classify(apiCallError(402, '', challenge))).toMatchObject({ ...budget, scope: 'request', statusCode: 402 });
    expect(classify(apiCallError(402, ''))).toMatchObject(account);
    expect(classify(apiCallError(402, envelope(2021, 'No credits'), challenge))).toMatchObject(account);
  });

  it('names the entry of the log, else the request', () => {
    const ids = { 'cf-aig-request-id': 'request', 'x-request-id': 'of the provider' };
    expect(classify(apiCallError(400, envelope(2005, 'x'), ids)).logId).toBe('request');
    expect(classify(apiCallError(400, envelope(2005, 'x'), { ...ids, 'cf-aig-log-id': 'log' })).logId).toBe('log');
  });

  it.each<[string, number, unknown, object]>([
    [
      'an OpenAI 429 that quotes a policy',
      429,
      {
        error: {
          message: 'Rate limit reached. See our usage policies.',
          type: 'requests',
          code: 'rate_limit_exceeded',
        },
      },
      { category: 'rate-limit', retryable: true },
    ],
    [
      "an Anthropic 403 in a policy's words",
      403,
      { type: 'error', error: { type: 'permission_error', message: 'Access denied by policy' } },
      { category: 'permission', fallback: true },
    ],
    [
      'an OpenAI 429 of an empty account',
      429,
      { error: { message: 'You exceeded your current quota', type: 'insufficient_quota', code: 'insufficient_quota' } },
      { category: 'billing', scope: 'account' },
    ],
    [
      'a 400 that speaks of provider keys',
      400,
      { error: { message: 'provider keys are not supported', type: 'invalid_request_error', code: null } },
      { category: 'invalid-request', fallback: false },
    ],
    [
      'a 503 that is busy',
      503,
      { error: { message: 'Overloaded', type: 'overloaded_error' } },
      { category: 'overloaded' },
    ],
  ])("is not read into a provider's own error behind it: %s", (_, status, body, expected) => {
    const error = apiCallError(status, body, { 'cf-aig-log-id': '01LOGID', 'cf-aig-step': '0' });
    expect(classify(Object.assign(error, { url: GATEWAY }))).toMatchObject(expected);
  });

  it.each([
    { success: false, error: { message: 'Access denied by policy', reason: 'role' } },
    { success: false, error: { message: 'Not yours' } },
    { success: true, error: { message: 'Access denied by policy' } },
    { success: false, message: 'Access denied by policy', code: 'AUTHZ_DENIED' },
  ])('is not read into %j of somebody else', body => {
    expect(judge(403, body, 'https://api.example.com/v1')).toMatchObject({ category: 'permission', fallback: true });
  });

  it('is not read into what a provider behind another host says', () => {
    const failure = judge(403, { error: { message: 'Access denied by policy' } }, 'https://api.example.com/v1');
    expect(failure).toMatchObject({ category: 'permission', fallback: true });
  });
});
