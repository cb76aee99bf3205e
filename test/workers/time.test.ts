/** Limits, hedges and shared health in the runtime of Cloudflare Workers, by its own timers. */
import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { streamText, wrapLanguageModel } from 'ai';
import { describe, expect, it } from 'vitest';
import { hang, hangAfterHeaders, ok, scenario, stall, type Scenario, type Step } from '../../mocks/index.ts';
import {
  createFailover,
  createHealth,
  createRetryBudget,
  FailoverError,
  failoverMiddleware,
  gatewayErrorMiddleware,
  type FailoverEvent,
  type RouterOptions,
} from '../../src/index.ts';
import { CALLS } from '../support/calls.ts';
import { GATEWAY_URL } from '../support/cloudflare-routes.ts';
import { notableIn } from '../support/notable.ts';

// That a fallback served is expected here.
globalThis.AI_SDK_LOG_WARNINGS = false;

type Fetch = typeof globalThis.fetch;

const throughGateway = (fetch: Fetch) => createOpenAI({ apiKey: 'unused', baseURL: GATEWAY_URL, fetch })('gpt-5');
const direct = ({ fetch }: Scenario) => createAnthropic({ apiKey: 'unused', fetch })('claude-sonnet-4-5');

/** A `fetch` that never resolves, and looks at no signal. */
function deaf() {
  const signals: (AbortSignal | null | undefined)[] = [];
  const fetch: Fetch = (_, init) => {
    signals.push(init?.signal);
    return new Promise(() => {});
  };
  return { fetch, signals };
}

function two(fetch: Fetch, fallback: Step[], options: RouterOptions) {
  const second = scenario(fallback);
  const events: FailoverEvent[] = [];
  const models = [
    { model: throughGateway(fetch), name: 'a' },
    { model: direct(second), name: 'b' },
  ];
  return { model: createFailover({ models, onEvent: notableIn(events), ...options }), second, events };
}

const MS = 40;
const SILENCES: readonly [string, Step][] = [
  ['never answers', hang()],
  ['shows its headers', hangAfterHeaders()],
  ['shows its preamble', stall({ afterParts: 0 })],
];
const ENDS: readonly [string, RouterOptions, rule: string][] = [
  ['a hedge', { hedge: { afterMs: MS } }, 'hedge:silent'],
  ['attemptMs', { timeouts: { attemptMs: MS } }, 'timeout:attemptMs'],
  ['firstContentMs', { timeouts: { firstContentMs: MS }, generateVia: 'stream' }, 'timeout:firstContentMs'],
];

describe.each(CALLS)('%s', (_, call) => {
  it.each(
    ENDS.flatMap(([end, options, rule]) => SILENCES.map(([what, step]) => [end, what, options, rule, step] as const)),
  )(
    'is answered by the fallback through %s when the primary %s, which is let go',
    async (_end, _what, options, rule, step) => {
      const first = scenario([step]);
      const { model, second, events } = two(first.fetch, [ok('hello')], options);
      const startedAt = Date.now();
      expect(await call(model)).toMatchObject({ text: 'hello', finishReason: 'stop', reported: 0 });
      expect(Date.now() - startedAt).toBeGreaterThanOrEqual(MS - 5);
      await new Promise(resolve => setTimeout(resolve, 5));
      expect([first.count, first.requests[0]!.isCancelled, second.count]).toEqual([1, true, 1]);
      expect(events.map(({ type }) => type)).toEqual(
        rule === 'hedge:silent' ? ['hedge-start'] : ['timeout', 'failure', 'failover'],
      );
    },
  );

  it('is answered though the fetch of the primary never ends, and its signal says so', async () => {
    for (const [, options] of ENDS) {
      const { fetch, signals } = deaf();
      const { model } = two(fetch, [ok('hello')], options);
      const { signal } = new AbortController();
      expect(await call(model, { abortSignal: signal })).toMatchObject({ text: 'hello' });
      expect([signals.map(given => given?.aborted), signal.aborted]).toEqual([[true], false]);
    }
  });

  it('is untouched by a race that the primary wins', async () => {
    const first = scenario([ok('of a', { delayMs: 2 * MS })]);
    const { model, second } = two(first.fetch, [hang()], { hedge: { afterMs: MS } });
    expect(await call(model)).toEqual({ text: 'of a', finishReason: 'stop', reported: 0 });
    await new Promise(resolve => setTimeout(resolve, 5));
    expect([second.count, second.requests[0]!.isCancelled]).toEqual([1, true]);
  });

  it('fails with a 504 when its time is over, and without a router, too', async () => {
    // A leg is not asked with less than 250 ms left: a busy machine may run the hedge a second late.
    const { model, second } = two(deaf().fetch, [hang()], { hedge: { afterMs: MS }, timeouts: { totalMs: 1_500 } });
    const { error } = await call(model);
    expect(FailoverError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ statusCode: 504, isRetryable: false });
    expect((error as FailoverError).attempts.map(({ leg }) => leg).toSorted()).toEqual(['a', 'b']);
    await new Promise(resolve => setTimeout(resolve, 5));
    expect(second.requests[0]!.isCancelled).toBe(true);
    const honest = wrapLanguageModel({
      model: throughGateway(deaf().fetch),
      middleware: gatewayErrorMiddleware({ timeouts: { attemptMs: MS } }),
    });
    expect((await call(honest)).error).toMatchObject({ statusCode: 504, isRetryable: true });
  });

  it('comes out with its caller’s reason in the middle of a race', async () => {
    const { model, second } = two(deaf().fetch, [hang()], { hedge: { afterMs: 1 } });
    const controller = new AbortController();
    const asked = call(model, { abortSignal: controller.signal });
    const started = Date.now();
    while (second.count === 0 && Date.now() - started < 5_000) await new Promise(resolve => setTimeout(resolve, 1));
    controller.abort(new Error('gone'));
    const { error } = await asked;
    expect(FailoverError.isInstance(error)).toBe(false);
    await new Promise(resolve => setTimeout(resolve, 5));
    expect([second.count, second.requests[0]!.isCancelled]).toEqual([1, true]);
  });
});

it('a stream shows one preamble, the winner’s', async () => {
  const { model } = two(scenario([hangAfterHeaders()]).fetch, [ok(['one ', 'two'])], { hedge: { afterMs: MS } });
  const result = streamText({ model, prompt: 'Hi', maxRetries: 0 });
  const types: string[] = [];
  // Anthropic's package has a part of its own for the start of a message.
  for await (const part of result.fullStream) if (part.type !== 'custom') types.push(part.type);
  expect(types).toEqual([
    'start',
    'start-step',
    'text-start',
    'text-delta',
    'text-delta',
    'text-end',
    'finish-step',
    'finish',
  ]);
  expect((await result.providerMetadata)?.['failover']).toMatchObject({
    hedged: true,
    attempts: [{ leg: 'a', rule: 'hedge:silent' }],
  });
});

// As a worker has them: at module scope, for all requests of the isolate.
const health = createHealth();
const budget = createRetryBudget();

it('health at module scope lives longer than the models of a request', async () => {
  const first = scenario([hang()]);
  const second = scenario([ok('hello')]);
  /** What a worker does for each request: it makes its models from the request's bindings. */
  function handle(index: number) {
    const model = wrapLanguageModel({
      model: throughGateway(first.fetch),
      middleware: failoverMiddleware({
        primary: { name: 'primary' },
        to: { model: direct(second), name: 'fallback' },
        hedge: { afterMs: MS / 2 },
        health,
        budget,
      }),
    });
    return CALLS[index % 2]![1](model);
  }
  for (let request = 0; request < 5; request += 1) expect(await handle(request)).toMatchObject({ text: 'hello' });
  expect(Object.values(health.snapshot())).toMatchObject([{ name: 'primary', state: 'open', timesOpened: 1 }]);
  const outcomes = await Promise.all([0, 1, 2, 3].map(handle));
  expect(outcomes.map(({ text }) => text)).toEqual(outcomes.map(() => 'hello'));
  expect([first.count, second.count, budget.snapshot().tokens < 100]).toEqual([5, 9, true]);
  expect(first.requests.every(({ isCancelled }) => isCancelled)).toBe(true);
});
