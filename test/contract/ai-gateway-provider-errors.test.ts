/** What ai-gateway-provider throws by itself, outside every provider package: plain errors that the SDK never retries. */
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { APICallError, wrapLanguageModel } from 'ai';
import { AiGatewayDoesNotExist, AiGatewayUnauthorizedError, createAiGateway } from 'ai-gateway-provider';
import { afterEach, beforeEach, describe, expect, test, vi, type Mock } from 'vitest';
import { ok, rewritten, scenario, status } from '../../mocks/index.ts';
import type { LanguageModel } from '../../src/sdk-types.ts';
import { gatewayErrorMiddleware, originalError } from '../../src/index.ts';
import { askGenerate, askStream } from '../support/ask.ts';
import { dieBeforeHeaders, startServer } from '../support/loopback-server.ts';
import { skipBackoff } from '../support/skip-backoff.ts';

let waits: number[];
beforeEach(() => void (waits = skipBackoff()));
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

type Run = (requests: unknown, options?: { signal?: AbortSignal }) => Promise<Response>;

const wrap = (model: LanguageModel) => wrapLanguageModel({ model, middleware: gatewayErrorMiddleware() });
const openai = () => createOpenAI({ apiKey: 'placeholder' })('gpt-5');
const bound = (run: Run) => createAiGateway({ binding: { run } })(openai());
const keyed = () => createAiGateway({ accountId: 'account', gateway: 'gateway', apiKey: 'gateway-token' })(openai());

/** Runs through a binding whose first calls throw. */
function failing(times: number, error: () => unknown) {
  const upstream = scenario([ok('hello')]);
  const gateway = upstream.binding().gateway('gateway');
  const run = vi.fn<Run>(async (requests, options) => {
    if (run.mock.calls.length <= times) throw error();
    return gateway.run(requests, options);
  });
  return { run, model: wrap(bound(run)) };
}

describe.each([
  ['generateText', askGenerate],
  ['streamText', askStream],
] as const)('%s', (_, ask) => {
  test.each([
    [rewritten(2001, { status: 400 }), AiGatewayDoesNotExist, 404, 'cloudflare:2001'],
    [rewritten(2009, { status: 401 }), AiGatewayUnauthorizedError, 401, 'cloudflare:2009'],
  ])('its refusals are final and keep their class behind originalError', async (step, Original, statusCode, rule) => {
    const upstream = scenario([step, ok('never asked')]);
    const gateway = upstream.binding().gateway('gateway');
    const { error } = await ask(wrap(bound((...call) => gateway.run(...call))), { maxRetries: 2 });
    expect(upstream.count).toBe(1);
    expect(APICallError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ isRetryable: false, statusCode, data: { failure: { rule } } });
    expect(originalError(error)).toBeInstanceOf(Original);
  });

  test.each([
    ['a 502', status(502, { headers: { 'cf-aig-step': '7' } })],
    ['code 2005', rewritten(2005, { headers: { 'cf-aig-step': '7' } })],
    ['an unreadable step', status(502, { headers: { 'cf-aig-step': 'none' } })],
  ])('"Unexpected AI Gateway Error", which hides %s, is asked again', async (_, step) => {
    const upstream = scenario([step, ok('hello')]);
    const gateway = upstream.binding().gateway('gateway');
    const model = wrap(bound((...call) => gateway.run(...call)));
    expect(await ask(model, { maxRetries: 1 })).toEqual({ text: 'hello' });
    expect(upstream.count).toBe(2);
    expect(waits).toEqual([2_000]);
  });

  test('"Unexpected AI Gateway Error" is a retryable 502 in the end', async () => {
    const upstream = scenario([status(502, { headers: { 'cf-aig-step': '7' } })]);
    const gateway = upstream.binding().gateway('gateway');
    const { error } = await ask(wrap(bound((...call) => gateway.run(...call))), { maxRetries: 2 });
    expect(upstream.count).toBe(3);
    expect(APICallError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({
      isRetryable: true,
      statusCode: 502,
      message: expect.stringMatching(/Unexpected AI Gateway Error/),
    });
  });

  const lost: [string, () => unknown][] = [
    ["workerd's lost connection", () => new Error('Network connection lost.')],
    ["workerd's internal error", () => new Error('internal error; reference = 0123456789abcdef')],
    [
      "Node's failed fetch",
      () => new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'ECONNRESET' }) }),
    ],
    ["a browser's failed fetch", () => new TypeError('Failed to fetch')],
  ];

  test.each(lost)('%s from the binding is asked again', async (_, thrown) => {
    const { run, model } = failing(1, thrown);
    expect(await ask(model, { maxRetries: 1 })).toEqual({ text: 'hello' });
    expect(run).toHaveBeenCalledTimes(2);
    expect(waits).toEqual([2_000]);
  });

  test.each(lost)('%s from the binding is a network failure in the end', async (_, thrown) => {
    const { run, model } = failing(Infinity, thrown);
    const { error } = await ask(model, { maxRetries: 2 });
    expect(run).toHaveBeenCalledTimes(3);
    expect(APICallError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ isRetryable: true, data: { failure: { category: 'network', scope: 'network' } } });
  });

  test("a mistake of the caller's own binding is not asked again", async () => {
    const { run, model } = failing(Infinity, () => new Error('env.AI is not configured'));
    const { error } = await ask(model, { maxRetries: 2 });
    expect(run).toHaveBeenCalledTimes(1);
    expect(APICallError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ isRetryable: false, message: expect.stringMatching(/env\.AI is not configured/) });
  });

  test('a refused connection of its global fetch is asked again', async () => {
    const closed = await startServer(dieBeforeHeaders);
    await closed[Symbol.asyncDispose]();
    const real = globalThis.fetch;
    const upstream = scenario([ok('hello')]);
    const fetch: Mock<typeof globalThis.fetch> = vi.fn((input, init) =>
      fetch.mock.calls.length === 1 ? real(closed.url, init) : upstream.fetch(input, init),
    );
    vi.stubGlobal('fetch', fetch);
    expect(await ask(wrap(keyed()), { maxRetries: 1 })).toEqual({ text: 'hello' });
    expect(fetch).toHaveBeenCalledTimes(2);
  });

  test('a connection of its global fetch that dies is a network failure', async () => {
    await using server = await startServer(dieBeforeHeaders);
    const real = globalThis.fetch;
    vi.stubGlobal('fetch', (_: unknown, init: RequestInit) => real(server.url, init));
    const { error } = await ask(wrap(keyed()), { maxRetries: 1 });
    expect(server.requests).toHaveLength(2);
    expect(APICallError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ isRetryable: true, data: { failure: { category: 'network' } } });
  });

  test('a provider that the gateway does not front is refused once, in words', async () => {
    const run = vi.fn<Run>();
    const foreign = createOpenAICompatible({ name: 'own-host', baseURL: 'https://llm.example.com/v1' })('model');
    const { error } = await ask(wrap(createAiGateway({ binding: { run } })(foreign)), { maxRetries: 2 });
    expect(run).not.toHaveBeenCalled();
    expect(APICallError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ isRetryable: false, message: expect.stringMatching(/not supported/) });
  });
});
