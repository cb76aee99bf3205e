import { MockLanguageModelV4 } from 'ai/test';
import { describe, expect, it } from 'vitest';
import { createFailover } from '../../src/index.ts';
import { settle } from '../support/manual-clock.ts';
import { createPartSource, metadata, readAll, start, textStart } from '../support/part-source.ts';

const reason = { mine: true };

function setUp() {
  const source = createPartSource({ 'x-request-id': 'r' });
  const model = new MockLanguageModelV4({ doStream: async () => source.result });
  const caller = new AbortController();
  const router = createFailover({ models: [model, new MockLanguageModelV4()] });
  return { source, model, caller, router, params: { prompt: [], abortSignal: caller.signal } };
}

describe('a stream call whose caller aborts', () => {
  it('while it is held gets the parts that were held, on demand, and then the reason', async () => {
    const { source, caller, router, params } = setUp();
    const answer = router.doStream(params);
    source.push(start, metadata, textStart);
    await settle();
    caller.abort(reason);
    const { stream, response } = await answer;
    expect(await readAll(stream)).toEqual([start, metadata, textStart, { rejected: reason }]);
    expect(response?.headers).toEqual({ 'x-request-id': 'r' });
    expect(source.cancelled).toEqual([reason]);
  });

  it('while nothing was held gets the reason in the stream', async () => {
    const { caller, router, params } = setUp();
    const answer = router.doStream(params);
    await settle();
    caller.abort(reason);
    expect(await readAll((await answer).stream)).toEqual([{ rejected: reason }]);
  });

  it('before the source is open is rejected with the reason', async () => {
    const { model, caller, router, params } = setUp();
    model.doStream = () => new Promise(() => {});
    const answer = router.doStream(params);
    await settle();
    caller.abort(reason);
    await expect(answer).rejects.toBe(reason);
  });
});

it('a generate call over a stream is rejected with the reason while the stream is held', async () => {
  const { source, caller, model, params } = setUp();
  const router = createFailover({ models: [model, new MockLanguageModelV4()], generateVia: 'stream' });
  const answer = router.doGenerate(params);
  source.push(start);
  await settle();
  caller.abort(reason);
  await expect(answer).rejects.toBe(reason);
  expect(source.cancelled).toEqual([reason]);
});
