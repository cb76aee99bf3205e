import { APICallError, wrapLanguageModel, type LanguageModelMiddleware } from 'ai';
import { MockLanguageModelV4 } from 'ai/test';
import { describe, expect, it } from 'vitest';
import { gatewayErrorMiddleware, type GatewayErrorOptions } from '../../src/index.ts';
import type { GenerateResult } from '../../src/sdk-types.ts';
import { createManualClock } from '../support/manual-clock.ts';

const usage = {
  inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 1, text: 1, reasoning: 0 },
};
const answer: GenerateResult = {
  content: [{ type: 'text', text: 'hi' }],
  finishReason: { unified: 'stop', raw: 'stop' },
  usage,
  warnings: [],
};
const params = { prompt: [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'Hi' }] }] };

/** Asks a model that gives this through the middleware, on a clock that counts timers. */
function ask(give: () => unknown, options: GatewayErrorOptions = {}, signal?: AbortSignal) {
  const clock = createManualClock();
  const doGenerate = () => give() as Promise<GenerateResult>;
  const original = new MockLanguageModelV4({ doGenerate });
  const middleware: LanguageModelMiddleware = gatewayErrorMiddleware({ clock, ...options });
  const model = wrapLanguageModel({ model: original, middleware });
  const asked = model.doGenerate(signal ? { ...params, abortSignal: signal } : params);
  return { asked, clock, calls: () => original.doGenerateCalls };
}

describe('one model without limits', () => {
  it('gives the very result of the model, asked with the very options', async () => {
    const { asked, clock, calls } = ask(async () => answer);
    expect(clock.pending).toBe(0);
    expect(await asked).toBe(answer);
    expect(calls()).toEqual([params]);
    expect(calls()[0]).toBe(params);
  });

  it('gives a result that only looks odd, asked for once', async () => {
    const odd = { ...answer, content: [], finishReason: { unified: 'content-filter', raw: 'safety' } };
    const { asked, calls } = ask(async () => odd);
    expect(await asked).toBe(odd);
    expect(calls()).toHaveLength(1);
  });

  it.each<[name: string, give: () => unknown, rule: string]>([
    ['rejects', () => Promise.reject(new TypeError('fetch failed')), 'network:unreached'],
    [
      'throws at once',
      () => {
        throw new TypeError('fetch failed');
      },
      'network:unreached',
    ],
    ['answers nothing', async () => undefined, 'response:malformed'],
    ['hides an error', async () => ({ ...answer, finishReason: { unified: 'error', raw: 'error' } }), 'finish:error'],
  ])('fails with a classified error, asked once, where it %s', async (_, give, rule) => {
    const { asked, calls } = ask(give);
    const error = await asked.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(APICallError.isInstance(error) && (error.data as { failure: { rule: string } }).failure.rule).toBe(rule);
    expect(calls()).toHaveLength(1);
  });

  it('ends with the reason of a caller who aborts, also where the model does not listen', async () => {
    const controller = new AbortController();
    const { asked } = ask(() => new Promise(() => {}), {}, controller.signal);
    controller.abort('enough');
    await expect(asked).rejects.toBe('enough');
  });

  it('is limited where a limit is set', async () => {
    const { asked, clock } = ask(() => new Promise(() => {}), { timeouts: { totalMs: 1_000 } });
    asked.then(undefined, () => {});
    await clock.advance(1_000);
    await expect(asked).rejects.toMatchObject({ statusCode: 504 });
  });
});
