import { LoadAPIKeyError, wrapLanguageModel } from 'ai';
import { MockLanguageModelV4 } from 'ai/test';
import { describe, expect, it } from 'vitest';
import { createFailover, gatewayErrorMiddleware } from '../../src/index.ts';
import type { LanguageModel } from '../../src/sdk-types.ts';
import { settle } from '../support/manual-clock.ts';
import { untouchable } from '../support/odd-parts.ts';
import { createPartSource, finish, readAll, start, text, usage } from '../support/part-source.ts';

/** A model that answers. */
function answering(): LanguageModel {
  const source = createPartSource();
  source.push(start, text('ok'), finish());
  source.end();
  return new MockLanguageModelV4({ modelId: 'fallback', doStream: source.result });
}

/** What becomes of a stream call by now. */
async function outcomeOf(router: LanguageModel): Promise<unknown> {
  let outcome: unknown = 'pending';
  router.doStream({ prompt: [] }).then(
    ({ stream }) => (outcome = stream),
    error => (outcome = error),
  );
  await settle();
  await settle();
  return outcome;
}

describe('an attempt that fails with what cannot be looked at', () => {
  it.each<[string, () => PromiseLike<never>]>([
    ['rejected', () => Promise.reject(untouchable())],
    [
      'thrown',
      () => {
        throw untouchable();
      },
    ],
  ])('fails like any other, and the next leg is asked: %s', async (_, doStream) => {
    const router = createFailover({ models: [new MockLanguageModelV4({ doStream }), answering()] });
    const outcome = await outcomeOf(router);
    expect(outcome).toBeInstanceOf(ReadableStream);
    expect(await readAll(outcome as ReadableStream)).toContainEqual(text('ok'));
  });
});

describe("an attempt that fails with an error of the SDK's that is none of a call", () => {
  const keyless = (): LanguageModel => {
    const fail = () => Promise.reject(new LoadAPIKeyError({ message: 'No key' }));
    return new MockLanguageModelV4({ doGenerate: fail, doStream: fail });
  };
  const classify = (() => ({ category: 'unheard of' })) as never;

  it.each<[string, () => LanguageModel]>([
    [
      'gatewayErrorMiddleware',
      () => wrapLanguageModel({ model: keyless(), middleware: gatewayErrorMiddleware({ classify }) }),
    ],
    ['createFailover', () => createFailover({ models: [keyless(), answering()], classify })],
  ])('ends the call if the hook that judges it is at fault: %s', async (_, make) => {
    await expect(make().doGenerate({ prompt: [] })).rejects.toThrow(/^option `classify` returns a Failure/);
    await expect(make().doStream({ prompt: [] })).rejects.toThrow(/^option `classify` returns a Failure/);
  });
});

describe('after its end an attempt', () => {
  /** A model that notes the signal it is asked with. */
  function noting(end: () => unknown) {
    const signals: (AbortSignal | undefined)[] = [];
    const model = new MockLanguageModelV4({
      doGenerate: async options => {
        signals.push(options.abortSignal);
        return end() as never;
      },
    });
    return { signals, model };
  }

  it('that was answered has its signal left alone', async () => {
    const whole = {
      content: [{ type: 'text', text: 'hi' }],
      finishReason: { unified: 'stop', raw: 'stop' },
      usage,
      warnings: [],
    };
    const { model, signals } = noting(() => whole);
    await createFailover({ models: [model, answering()] }).doGenerate({ prompt: [] });
    expect(signals.map(signal => signal?.aborted)).toEqual([false]);
  });

  it('that failed has its signal aborted, so that nothing of it goes on', async () => {
    const { model, signals } = noting(() => {
      throw new Error('no');
    });
    const router = createFailover({ models: [model, noting(() => ({})).model], retries: { perLeg: 0 } });
    await expect(router.doGenerate({ prompt: [] })).rejects.toBeDefined();
    expect(signals.map(signal => signal?.aborted)).toEqual([true]);
  });
});
