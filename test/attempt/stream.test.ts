import { wrapLanguageModel } from 'ai';
import { MockLanguageModelV4 } from 'ai/test';
import { describe, expect, it } from 'vitest';
import { gatewayErrorMiddleware, type GatewayErrorOptions } from '../../src/index.ts';
import type { StreamResult } from '../../src/sdk-types.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';
import { createPartSource, finish, outline, readAll, start, text } from '../support/part-source.ts';

function setUp(options: GatewayErrorOptions = {}) {
  const clock = createManualClock();
  const source = createPartSource({ 'content-type': 'text/event-stream' });
  const opening = Promise.withResolvers<StreamResult>();
  const signals: (AbortSignal | undefined)[] = [];
  const model = wrapLanguageModel({
    model: new MockLanguageModelV4({
      doStream: given => {
        signals.push(given.abortSignal);
        return opening.promise;
      },
    }),
    middleware: gatewayErrorMiddleware({ clock, ...options }),
  });
  const ask = (abortSignal?: AbortSignal) =>
    Promise.resolve(model.doStream({ prompt: [], ...(abortSignal && { abortSignal }) }));
  return { clock, source, ask, signals, open: () => opening.resolve(source.result) };
}

describe('a stream that opens too late', () => {
  it('after its limit is cancelled, and its request was closed before', async () => {
    const { ask, clock, open, source, signals } = setUp({ timeouts: { firstContentMs: 100 } });
    const answer = ask().catch((error: unknown) => error);
    await clock.advance(99);
    expect(signals[0]?.aborted).toBe(false);
    await clock.advance(1);
    expect(await answer).toMatchObject({ statusCode: 504, data: { failure: { rule: 'timeout:firstContentMs' } } });
    expect(signals[0]?.aborted).toBe(true);
    open();
    await settle();
    expect([source.cancelled.length, clock.pending]).toEqual([1, 0]);
  });

  it('after an abort that its model ignored is cancelled with the reason', async () => {
    const { ask, open, source, clock } = setUp({ timeouts: { firstContentMs: 100 } });
    const caller = new AbortController();
    const answer = ask(caller.signal);
    await settle();
    caller.abort('mine');
    await expect(answer).rejects.toBe('mine');
    open();
    await settle();
    expect([source.cancelled, clock.pending]).toEqual([['mine'], 0]);
  });
});

describe('a stream that is held', () => {
  it('is handed out exactly at the end of its hold, which begins when it opens', async () => {
    const { ask, clock, open, source } = setUp({ holdBackMs: 500 });
    let opened: StreamResult | undefined;
    void ask().then(result => (opened = result));
    await clock.advance(10_000);
    open();
    source.push(start);
    await clock.advance(499);
    expect(opened).toBeUndefined();
    await clock.advance(1);
    source.push(text('a'), finish());
    source.end();
    expect(outline(await readAll(opened!.stream))).toEqual(['stream-start', '"a"', 'finish stop']);
    await clock.advance(0);
    expect(clock.pending).toBe(0);
  });
});
