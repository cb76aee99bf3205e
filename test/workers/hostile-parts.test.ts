/** Odd parts, results and sources in the runtime of Cloudflare Workers: no exception escapes, nothing is left running. */
import { generateText, streamText, wrapLanguageModel } from 'ai';
import { MockLanguageModelV4 } from 'ai/test';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LanguageModel } from '../../src/sdk-types.ts';
import { createFailover, gatewayErrorMiddleware } from '../../src/index.ts';
import { asPart, MALFORMED, ODD_ERRORS } from '../support/odd-parts.ts';
import { createPartSource, finish, outline, readAll, start, text, textEnd, textStart } from '../support/part-source.ts';

globalThis.AI_SDK_LOG_WARNINGS = false;

const escaped: unknown[] = [];
const note = (event: PromiseRejectionEvent) => void escaped.push(event.reason);
beforeEach(() => {
  escaped.length = 0;
  addEventListener('unhandledrejection', note);
});
afterEach(() => {
  removeEventListener('unhandledrejection', note);
});

const MS = 20;
const LIMITS = { firstContentMs: 50 * MS, idleMs: MS, attemptMs: 2 * MS, totalMs: 3 * MS };
/** Longer than any limit. */
const laterThanLimits = () => new Promise(resolve => setTimeout(resolve, 5 * MS));

const whole = [start, textStart, text('of the fallback'), textEnd, finish()];

function modelOf(parts: readonly unknown[], modelId = 'm') {
  const source = createPartSource({ 'content-type': 'text/event-stream' });
  source.push(...parts.map(asPart));
  if (parts === whole) source.end();
  return { source, model: new MockLanguageModelV4({ modelId, doStream: async () => source.result }) as LanguageModel };
}

describe('a stream', () => {
  it('ends once at a part that cannot be read, and no limit touches it afterwards', async () => {
    for (const [, odd] of MALFORMED) {
      const { model, source } = modelOf([start, textStart, text('a'), odd]);
      const guarded = wrapLanguageModel({ model, middleware: gatewayErrorMiddleware({ timeouts: LIMITS }) });
      const parts = await readAll((await guarded.doStream({ prompt: [] })).stream);
      expect(outline(parts)).toEqual(['stream-start', 'text-start', '"a"', 'text-end', 'error', 'finish error']);
      expect(source.cancelled).toHaveLength(1);
    }
    await laterThanLimits();
    expect(escaped).toEqual([]);
  });

  it('is answered by the fallback when the primary begins with one, or with an error that cannot be rendered', async () => {
    const odd = [...MALFORMED.map(([, part]) => part), ...ODD_ERRORS.map(([, error]) => ({ type: 'error', error }))];
    for (const part of odd) {
      const model = createFailover({
        models: [modelOf([start, part]).model, modelOf(whole, 'b').model],
        retries: { perLeg: 0 },
      });
      const { stream } = await model.doStream({ prompt: [] });
      expect(outline(await readAll(stream)).at(-1)).toBe('finish stop');
    }
    expect(escaped).toEqual([]);
  });

  it('that its consumer leaves in a takeover, and one whose takeover fails, leave nothing behind', async () => {
    for (const leaves of [true, false]) {
      const { model, source } = modelOf([start, textStart, text('some words of an answer ')]);
      const second = modelOf([start, textStart, text('more'), null], 'b');
      const chain = createFailover({
        models: [model, { model: second.model, assistantPrefill: true }],
        afterContent: 'continue',
        timeouts: { idleMs: MS },
      });
      const reader = (await chain.doStream({ prompt: [] })).stream.getReader();
      for (let part = 0; part < 3; part += 1) await reader.read();
      const reading = reader.read();
      source.fail(new TypeError('terminated'));
      if (leaves) {
        await Promise.resolve();
        await reader.cancel('enough').catch(() => {});
        expect((await reading).done).toBe(true);
      } else {
        const types = [(await reading).value?.type];
        for (let read = await reader.read(); !read.done; read = await reader.read()) types.push(read.value.type);
        expect(types).toEqual(['text-delta', 'text-end', 'error', 'finish']);
      }
    }
    await laterThanLimits();
    expect(escaped).toEqual([]);
  });

  it('that is aborted while it is held tells of an abort, and of no error', async () => {
    const { model, source } = modelOf([start]);
    const caller = new AbortController();
    const told: string[] = [];
    const result = streamText({
      model: createFailover({ models: [model, modelOf([start], 'b').model], hedge: { afterMs: 1 } }),
      prompt: 'Hi',
      abortSignal: caller.signal,
      onError: () => void told.push('onError'),
      onAbort: () => void told.push('onAbort'),
      telemetry: { integrations: [{ onError: () => void told.push('telemetry error') }] },
    });
    const types: string[] = [];
    const reading = (async () => {
      for await (const part of result.fullStream) types.push(part.type);
    })();
    await laterThanLimits();
    caller.abort(new Error('stop'));
    await reading;
    await laterThanLimits();
    expect([types.at(-1), told, source.cancelled.length, escaped]).toEqual(['abort', ['onAbort'], 1, []]);
  });
});

it('a result that cannot be read is a failure, and one without warnings an answer', async () => {
  const answer = (result: unknown) =>
    new MockLanguageModelV4({ doGenerate: async () => result as never }) as LanguageModel;
  const good = {
    content: [{ type: 'text', text: 'answer' }],
    finishReason: { unified: 'stop', raw: 'stop' },
    usage: { inputTokens: { total: 1 }, outputTokens: { total: 1 } },
  };
  for (const odd of [
    undefined,
    null,
    5,
    {},
    { ...good, content: 'x' },
    { ...good, content: [null] },
    { ...good, usage: undefined },
  ]) {
    const models = [answer(odd), { model: answer(good), name: 'fallback' }];
    const { text: said } = await generateText({
      model: createFailover({ models, retries: { perLeg: 0 } }),
      prompt: 'Hi',
      maxRetries: 0,
    });
    expect(said).toBe('answer');
  }
  expect(escaped).toEqual([]);
});
