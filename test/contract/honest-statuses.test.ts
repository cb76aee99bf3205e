/** What the SDK already retries stays as it is: the number of requests, the status, the wait. */
import { APICallError, wrapLanguageModel } from 'ai';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ok, passthrough, rewritten, scenario, type Scenario, type StatusOptions } from '../../mocks/index.ts';
import type { LanguageModel } from '../../src/sdk-types.ts';
import { gatewayErrorMiddleware } from '../../src/index.ts';
import { askGenerate, askStream } from '../support/ask.ts';
import { gatewayRoutes } from '../support/gateway-routes.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

type Connect = (upstream: Scenario) => LanguageModel;
/** MSW has timers of its own, which fake ones would stop. */
const routes = gatewayRoutes.filter(([name]) => !name.endsWith('with a key'));
const wrapped =
  (connect: Connect): Connect =>
  upstream =>
    wrapLanguageModel({ model: connect(upstream), middleware: gatewayErrorMiddleware() });

const calls = [
  ['generateText', askGenerate],
  ['streamText', askStream],
] as const;
const each = routes.flatMap(([route, bare]) => calls.map(([call, ask]) => ({ route, bare, call, ask })));
const both = each.flatMap(row => [
  { ...row, who: 'the bare SDK', connect: row.bare },
  { ...row, who: 'the middleware', connect: wrapped(row.bare) },
]);

const statuses: [status: number, options: StatusOptions, waitMs: number][] = [
  [503, {}, 2_000],
  [503, { retryAfter: 7 }, 7_000],
  [503, { retryAfter: 59.9 }, 59_900],
  [429, {}, 2_000],
  [429, { retryAfter: 7 }, 7_000],
  [429, { headers: { 'retry-after-ms': '250' } }, 250],
];

describe.each(both)('$who, $route, $call', ({ connect, ask }) => {
  test.each(statuses)('a %i with %j is asked again after %i ms, not before', async (status, options, waitMs) => {
    const upstream = scenario([passthrough(status, options), ok('hello')]);
    const outcome = ask(connect(upstream), { maxRetries: 1 });
    await vi.advanceTimersByTimeAsync(waitMs - 1);
    expect(upstream.count).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(upstream.count).toBe(2);
    expect(await outcome).toEqual({ text: 'hello' });
  });

  test.each([503, 429])('a lasting %i is asked as often as maxRetries says and stays what it is', async status => {
    const upstream = scenario([passthrough(status, { retryAfter: 1 })]);
    const outcome = ask(connect(upstream), { maxRetries: 2 });
    await vi.advanceTimersByTimeAsync(2_000);
    const { error } = await outcome;
    expect(upstream.count).toBe(3);
    expect(APICallError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ statusCode: status, isRetryable: true, responseHeaders: { 'retry-after': '1' } });
    expect(JSON.parse((error as APICallError).responseBody ?? '')).toHaveProperty('error.message');
  });

  test.each([400, 401, 403, 404])('a %i that passes through is asked once and keeps its status', async status => {
    const upstream = scenario([passthrough(status), ok('hello')]);
    const { error } = await ask(connect(upstream), { maxRetries: 2 });
    expect(upstream.count).toBe(1);
    expect(error).toMatchObject({ statusCode: status, isRetryable: false });
  });
});

describe.each(each)('a wait of a minute, $route, $call', ({ bare, ask }) => {
  test('the bare SDK asks again after two seconds, earlier than told', async () => {
    const upstream = scenario([passthrough(429, { retryAfter: 60 }), ok('hello')]);
    const outcome = ask(bare(upstream), { maxRetries: 2 });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await outcome).toEqual({ text: 'hello' });
    expect(upstream.count).toBe(2);
  });

  test('with the middleware nobody asks again, and the error says when to come back', async () => {
    const upstream = scenario([passthrough(429, { retryAfter: 60 }), ok('hello')]);
    const { error } = await ask(wrapped(bare)(upstream), { maxRetries: 2 });
    await vi.advanceTimersByTimeAsync(120_000);
    expect(upstream.count).toBe(1);
    expect(error).toMatchObject({
      statusCode: 429,
      isRetryable: false,
      data: { failure: { category: 'rate-limit', retryable: true, retryAfterMs: 60_000 } },
    });
  });
});

test.each(each)('code 2005 waits as the SDK does, 2 s and 4 s: $route, $call', async ({ bare, ask }) => {
  const upstream = scenario([rewritten(2005), rewritten(2005), ok('hello')]);
  const outcome = ask(wrapped(bare)(upstream), { maxRetries: 2 });
  await vi.advanceTimersByTimeAsync(1_999);
  expect(upstream.count).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(upstream.count).toBe(2);
  await vi.advanceTimersByTimeAsync(3_999);
  expect(upstream.count).toBe(2);
  await vi.advanceTimersByTimeAsync(1);
  expect(upstream.count).toBe(3);
  expect(await outcome).toEqual({ text: 'hello' });
});
