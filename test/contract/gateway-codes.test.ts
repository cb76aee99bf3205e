/** Each code of Cloudflare AI Gateway, on each route, in each kind of call: the exact requests and the error in the end. */
import { APICallError, wrapLanguageModel } from 'ai';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ok, rewritten, scenario } from '../../mocks/index.ts';
import { gatewayErrorMiddleware } from '../../src/index.ts';
import { askGenerate, askObject, askStream } from '../support/ask.ts';
import { gatewayRoutes, gatewayServer } from '../support/gateway-routes.ts';

beforeAll(() => gatewayServer.listen({ onUnhandledFrame: 'error' }));
afterEach(() => gatewayServer.resetHandlers());
afterAll(() => gatewayServer.close());

const atOnce = { 'retry-after-ms': '0' };
const calls = [
  ['generateText', askGenerate],
  ['streamText', askStream],
  ['generateText with an output', askObject],
] as const;
const cases = gatewayRoutes.flatMap(([route, connect]) =>
  calls.flatMap(([call, ask]) => [400, 401].map(wire => ({ route, connect, call, ask, wire }))),
);

describe.each(cases)('$route, $call, HTTP $wire', ({ connect, ask, wire }) => {
  const wrapped = (upstream: ReturnType<typeof scenario>) =>
    wrapLanguageModel({ model: connect(upstream), middleware: gatewayErrorMiddleware() });

  test.each([
    {
      code: 2005,
      maxRetries: 0,
      requests: 1,
      statusCode: 502,
      isRetryable: true,
      says: /Failed to get response from provider/,
    },
    {
      code: 2005,
      maxRetries: 1,
      requests: 2,
      statusCode: 502,
      isRetryable: true,
      says: /Failed to get response from provider/,
    },
    {
      code: 2005,
      maxRetries: 2,
      requests: 3,
      statusCode: 502,
      isRetryable: true,
      says: /Failed to get response from provider/,
    },
    { code: 2001, maxRetries: 0, requests: 1, statusCode: 404, isRetryable: false, says: /gateway/i },
    { code: 2001, maxRetries: 1, requests: 1, statusCode: 404, isRetryable: false, says: /gateway/i },
    { code: 2001, maxRetries: 2, requests: 1, statusCode: 404, isRetryable: false, says: /gateway/i },
    { code: 2009, maxRetries: 0, requests: 1, statusCode: 401, isRetryable: false, says: /cf-aig-authorization/ },
    { code: 2009, maxRetries: 1, requests: 1, statusCode: 401, isRetryable: false, says: /cf-aig-authorization/ },
    { code: 2009, maxRetries: 2, requests: 1, statusCode: 401, isRetryable: false, says: /cf-aig-authorization/ },
  ])(
    'code $code with maxRetries $maxRetries is asked $requests times',
    async ({ code, maxRetries, requests, says, ...facts }) => {
      const upstream = scenario([rewritten(code, { status: wire, headers: atOnce })]);
      const { error } = await ask(wrapped(upstream), { maxRetries });
      expect(upstream.count).toBe(requests);
      expect(APICallError.isInstance(error)).toBe(true);
      expect(error).toMatchObject({
        ...facts,
        data: { failure: { rule: `cloudflare:${code}`, retryable: facts.isRetryable } },
      });
      expect((error as Error).message).toMatch(says);
      expect((error as Error).message).toContain(`cloudflare:${code}`);
    },
  );

  test('code 2005 is survived by one retry', async () => {
    const upstream = scenario([rewritten(2005, { status: wire, headers: atOnce }), ok('{"answer":"yes"}')]);
    const { text, error } = await ask(wrapped(upstream), { maxRetries: 1 });
    expect(error).toBeUndefined();
    expect(text).toBe(ask === askObject ? 'yes' : '{"answer":"yes"}');
    expect(upstream.count).toBe(2);
  });

  test('code 2005 is not survived by the bare SDK', async () => {
    const upstream = scenario([rewritten(2005, { status: wire, headers: atOnce }), ok('{"answer":"yes"}')]);
    const { error } = await ask(connect(upstream), { maxRetries: 2 });
    expect(upstream.count).toBe(1);
    expect(APICallError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ statusCode: wire, isRetryable: false });
  });
});
