import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { APICallError, generateText, wrapLanguageModel } from 'ai';
import { describe, expect, it } from 'vitest';
import { cut, ok, scenario, stall, status, type Step } from '../../mocks/index.ts';
import { failoverMiddleware, type FailoverError } from '../../src/index.ts';
import { createManualClock } from '../support/manual-clock.ts';

function twoLegs(primary: Step[], fallback: Step[], options: Partial<Parameters<typeof failoverMiddleware>[0]> = {}) {
  const first = scenario(primary);
  const second = scenario(fallback);
  const model = wrapLanguageModel({
    model: createAnthropic({ apiKey: 'placeholder', fetch: first.fetch })('claude-sonnet-4-5'),
    middleware: failoverMiddleware({
      to: createOpenAI({ apiKey: 'placeholder', fetch: second.fetch })('gpt-5'),
      generateVia: 'stream',
      random: () => 0,
      ...options,
    }),
  });
  return { model, first, second };
}

describe("generateVia: 'stream'", () => {
  it('streams the request and gives the same answer', async () => {
    const { model, first, second } = twoLegs([ok('hello')], [ok('no')]);
    const result = await generateText({ model, prompt: 'Hi' });
    expect(result).toMatchObject({ text: 'hello', finishReason: 'stop' });
    expect(result.usage.outputTokens).toBeGreaterThan(0);
    expect(result.providerMetadata).not.toHaveProperty('failover');
    expect(first.requests.map(({ isStream }) => isStream)).toEqual([true]);
    expect(second.count).toBe(0);
  });

  it.each([
    ['ends', cut({ afterParts: 3, ending: 'end' })],
    ['dies', cut({ afterParts: 3 })],
  ])('asks again when an answer %s in the middle, and shows none of it', async (_, broken) => {
    const { model, first, second } = twoLegs([broken, broken], [ok('whole answer')]);
    const result = await generateText({ model, prompt: 'Hi', maxRetries: 0 });
    expect(result.text).toBe('whole answer');
    expect([first.count, second.count]).toEqual([2, 1]);
    expect(result.providerMetadata?.['failover']).toMatchObject({ degraded: true });
  });

  it('ends a silent answer at its idle limit, exactly, and asks the next leg', async () => {
    const clock = createManualClock();
    const { model, first, second } = twoLegs([stall({ afterParts: 3 })], [ok('answer')], {
      clock,
      timeouts: { idleMs: 20_000 },
    });
    const answer = generateText({ model, prompt: 'Hi', maxRetries: 0 });
    const settled = answer.then(() => true);
    await clock.advance(19_999);
    expect(await Promise.race([settled, Promise.resolve(false)])).toBe(false);
    await clock.advance(1);
    expect((await answer).text).toBe('answer');
    // It was silent for longer than ten seconds: it is not asked twice.
    expect([first.count, second.count, first.requests[0]?.isCancelled]).toEqual([1, 1, true]);
    expect(clock.pending).toBe(0);
  });

  it("comes out with the caller's own reason in the middle of an answer", async () => {
    const controller = new AbortController();
    const clock = createManualClock();
    const { model, first, second } = twoLegs([stall({ afterParts: 3 })], [ok('no')], { clock });
    const reason = { mine: true };
    const answer = generateText({ model, prompt: 'Hi', abortSignal: controller.signal }).catch(
      (error: unknown) => error,
    );
    await clock.advance(10);
    controller.abort(reason);
    expect(await answer).toBe(reason);
    await clock.advance(0);
    expect([first.count, second.count, first.requests[0]?.isCancelled, clock.pending]).toEqual([1, 0, true, 0]);
  });

  it('throws a classified error when no leg has a whole answer', async () => {
    const { model } = twoLegs([cut({ afterParts: 3 })], [status(401)]);
    const error = await generateText({ model, prompt: 'Hi', maxRetries: 0 }).catch((thrown: unknown) => thrown);
    expect(APICallError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ isRetryable: true, failure: { category: 'stream-interrupted' } });
    const [first, , last] = (error as FailoverError).attempts;
    expect(first?.firstContentMs).toBeGreaterThanOrEqual(0);
    expect(last).not.toHaveProperty('firstContentMs');
  });

  it('says what a rejected answer has used', async () => {
    const { model } = twoLegs([ok('no')], [ok('no')], { acceptResult: () => false, generateVia: 'generate' });
    const error = await generateText({ model, prompt: 'Hi', maxRetries: 0 }).catch((thrown: unknown) => thrown);
    const { attempts } = error as FailoverError;
    expect(attempts.map(({ usage }) => typeof usage?.outputTokens)).toEqual(['number', 'number']);
  });
});
