/**
 * The binding `env.AI` as legs, in the runtime of Cloudflare Workers: Workers AI by `run`, other providers by `gateway().run`.
 * The bindings are stubs, since real ones answer only at Cloudflare.
 */
import { createOpenAI } from '@ai-sdk/openai';
import { createAiGateway } from 'ai-gateway-provider';
import { describe, expect, it, vi } from 'vitest';
import { createWorkersAI } from 'workers-ai-provider';
import {
  cut,
  disconnect,
  hang,
  ok,
  rewritten,
  scenario,
  stall,
  status,
  type Scenario,
  type Step,
} from '../../mocks/index.ts';
import { createFailover, type CreateFailoverOptions, type FailoverError } from '../../src/index.ts';
import type { LanguageModel } from '../../src/sdk-types.ts';
import { AT_ONCE } from '../support/at-once.ts';
import { CALLS, callGenerate, callStream, type Call } from '../support/calls.ts';

type Run = (model: string, inputs: { stream?: boolean }, options?: { signal?: AbortSignal }) => Promise<unknown>;

const workersAi = (run: Run): LanguageModel =>
  createWorkersAI({ binding: { run } as never })('@cf/meta/llama-3.3-70b-instruct-fp8-fast') as LanguageModel;
const throughGateway = (upstream: Scenario): LanguageModel =>
  createAiGateway({ binding: upstream.binding().gateway('main') as never })(
    createOpenAI({ apiKey: 'unused' }).chat('gpt-5'),
  );

function chain(primary: LanguageModel, options: Omit<CreateFailoverOptions, 'models'> = {}) {
  const fallback = scenario([ok('from the fallback')]);
  const model = createFailover({
    models: [
      { name: 'binding', model: primary },
      { name: 'fallback', model: createOpenAI({ apiKey: 'unused', fetch: fallback.fetch })('gpt-5') },
    ],
    retries: { perLeg: 0 },
    ...options,
  });
  return { model, fallback };
}

/** The two bindings, each as a leg over what an upstream does. */
const BINDINGS: [name: string, legOf: (upstream: Scenario) => LanguageModel][] = [
  ['env.AI.run', upstream => workersAi(upstream.binding().run as Run)],
  ['env.AI.gateway().run', throughGateway],
];

describe.each(BINDINGS)('%s', (_, legOf) => {
  describe.each(CALLS)('by %s', (how, call) => {
    const ask = async (steps: Step[], options?: Omit<CreateFailoverOptions, 'models'>) => {
      const upstream = scenario(steps);
      const { model, fallback } = chain(legOf(upstream), options);
      return { outcome: await call(model), upstream, fallback };
    };
    /** Cancelled, or at its end: nothing of it holds a connection. */
    const isOver = ({ requests }: Scenario) => requests.every(({ isCancelled, isDone }) => isCancelled || isDone);

    it('answers', async () => {
      const { outcome, fallback } = await ask([ok('from the binding')]);
      expect(outcome).toMatchObject({ text: 'from the binding' });
      expect(fallback.count).toBe(0);
    });

    it.each<[string, Step]>([
      ['is overloaded', status(503, { headers: AT_ONCE })],
      ['answers with an envelope of the gateway', rewritten(2005, { headers: AT_ONCE })],
      ['loses its connection', disconnect()],
    ])('that %s is followed by the next leg', async (__, step) => {
      const { outcome, upstream } = await ask([step]);
      expect(outcome).toMatchObject({ text: 'from the fallback' });
      expect(upstream.count).toBe(1);
    });

    it('that hangs is cut by a limit, and let go', async () => {
      const { outcome, upstream } = await ask([hang()], { timeouts: { attemptMs: 100, firstContentMs: 50 } });
      expect(outcome).toMatchObject({ text: 'from the fallback' });
      expect(upstream.requests.map(({ isCancelled }) => isCancelled)).toEqual([true]);
    });

    it('that hangs is joined by the next leg, and let go', async () => {
      const { outcome, upstream } = await ask([hang()], { hedge: { afterMs: 30 } });
      expect(outcome).toMatchObject({ text: 'from the fallback' });
      await vi.waitFor(() => expect(isOver(upstream)).toBe(true));
    });

    it('that breaks off is followed by the next leg, or told where some of it was shown', async () => {
      const { outcome } = await ask([cut({ afterParts: 1, text: ['partly ', 'there'] })]);
      // What was still on its way through the parser when the connection died is lost.
      const wasShown = how === 'streamText' && outcome.text !== 'from the fallback';
      const shown = { text: 'partly ', finishReason: 'error', reported: 1 };
      expect(outcome).toMatchObject(wasShown ? shown : { text: 'from the fallback' });
    });

    it('is let go when the caller aborts, with the reason of the caller, and no other leg is asked', async () => {
      const controller = new AbortController();
      const upstream = scenario([hang()]);
      const { model, fallback } = chain(legOf(upstream));
      const asked = call(model, { abortSignal: controller.signal, maxRetries: 2 });
      await vi.waitFor(() => expect(upstream.count).toBe(1));
      controller.abort(new Error('The visitor left'));
      const { error } = await asked;
      if (how === 'generateText') expect(error).toMatchObject({ message: 'The visitor left' });
      expect(fallback.count).toBe(0);
      await vi.waitFor(() => expect(isOver(upstream)).toBe(true));
    });
  });

  it('that stops in the middle of a stream ends by a limit, and is let go', async () => {
    const upstream = scenario([stall({ afterParts: 1, text: ['first ', 'never'] })]);
    const { model } = chain(legOf(upstream), { timeouts: { idleMs: 50 } });
    expect(await callStream(model)).toMatchObject({ finishReason: 'error', reported: 1 });
    expect(upstream.requests[0]).toMatchObject({ isCancelled: true });
  });
});

describe('what `env.AI.run` throws', () => {
  const named = (name: string, message: string) => Object.assign(new Error(message), { name });
  const throwing = (error: Error) => vi.fn<Run>().mockRejectedValue(error);

  /** What a call over such a binding comes to. */
  async function outcomeOf(error: Error, call: Call) {
    const run = throwing(error);
    const failures: string[] = [];
    const onEvent: CreateFailoverOptions['onEvent'] = event => {
      if (event.type === 'failure') failures.push(event.failure.category);
    };
    const { text } = await call(chain(workersAi(run), { onEvent }).model);
    return { text, asked: run.mock.calls.length, failures };
  }

  // https://developers.cloudflare.com/workers-ai/platform/errors/
  it.each([
    ['3040: Capacity temporarily exceeded, please try again.', 'overloaded'],
    ['4006: you have used up your daily free allocation of 10,000 neurons', 'billing'],
    ['5007: No such model @cf/none or task', 'not-found'],
    ['3007: Request timeout', 'timeout'],
    ['3043: Internal server error', 'server-error'],
  ])('is read by its code, and followed by the next leg: %s', async (message, category) => {
    for (const call of [callGenerate, callStream])
      expect(await outcomeOf(named('InferenceUpstreamError', message), call)).toEqual({
        text: 'from the fallback',
        asked: 1,
        failures: [category],
      });
  });

  it.each([
    ['generateText', callGenerate],
    ['streamText', callStream],
  ])('for want of subrequests ends a call of %s at once', async (_, call) => {
    const run = throwing(new Error('Too many subrequests by single Worker invocation.'));
    const { model, fallback } = chain(workersAi(run), { retries: { perLeg: 2 } });
    const { error } = await call(model, { maxRetries: 2 });
    expect([run.mock.calls.length, fallback.count]).toEqual([1, 0]);
    expect(error).toMatchObject({ isRetryable: false });
    expect((error as FailoverError).data).toMatchObject({ failure: { rule: 'network:subrequests' } });
  });
});

it('a stream of `env.AI.run` is cancelled when the reader leaves', async () => {
  const cancelled = vi.fn<(reason: unknown) => void>();
  const line = new TextEncoder().encode('data: {"response":"word "}\n\n');
  const run: Run = async () =>
    new ReadableStream({
      async pull(controller) {
        await new Promise(resolve => setTimeout(resolve, 5));
        controller.enqueue(line);
      },
      cancel: cancelled,
    });
  const { model } = chain(workersAi(run));
  const { stream } = await model.doStream({ prompt: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }] });
  const reader = stream.getReader();
  for (let part = 0; part < 5; part += 1) await reader.read();
  await reader.cancel('The visitor left');
  await vi.waitFor(() => expect(cancelled).toHaveBeenCalledTimes(1));
});
