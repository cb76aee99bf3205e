/** Parts are unvalidated: what the bare SDK survives passes untouched, and what it does not is one honest failure. */
import { jsonSchema, streamText, tool, wrapLanguageModel } from 'ai';
import { MockLanguageModelV4 } from 'ai/test';
import { describe, expect, it } from 'vitest';
import type { LanguageModel, StreamPart } from '../../src/sdk-types.ts';
import { createFailover, failoverMiddleware, gatewayErrorMiddleware, type FailoverEvent } from '../../src/index.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { asPart, MALFORMED, ODD_ERRORS, UNUSUAL } from '../support/odd-parts.ts';
import { createPartSource, finish, outline, readAll, start, text, textEnd, textStart } from '../support/part-source.ts';
import { notableIn } from '../support/notable.ts';

const LIMITS = { firstContentMs: 1_000, idleMs: 1_000, attemptMs: 10_000, totalMs: 20_000 };

function modelOf(parts: readonly unknown[], modelId = 'm', isOpen = false) {
  const source = createPartSource({ 'content-type': 'text/event-stream' });
  source.push(...parts.map(asPart));
  if (!isOpen) source.end();
  return { source, model: new MockLanguageModelV4({ modelId, doStream: source.result }) as LanguageModel };
}

const isFinish = (part: unknown) => (part as { type?: unknown } | null)?.type === 'finish';
/** A finish is the last part, and there is but one. */
const after = (odd: unknown) =>
  [start, textStart, text('a'), odd, ...(isSafeFinish(odd) ? [] : [text('b'), textEnd, finish()])] as StreamPart[];
const before = (odd: unknown) => [start, odd, textStart, text('b'), textEnd, finish()] as StreamPart[];

function isSafeFinish(part: unknown): boolean {
  try {
    return isFinish(part);
  } catch {
    return false;
  }
}

const tools = { look: tool({ inputSchema: jsonSchema({ type: 'object' }), execute: () => 'seen' }) };

/** All that a caller of `streamText` sees; ids of the SDK's own making left out. */
async function seenBy(model: LanguageModel): Promise<unknown[]> {
  const seen: unknown[] = [];
  try {
    for await (const part of streamText({ model, prompt: 'Hi', maxRetries: 0, tools, onError: () => {} }).fullStream) {
      if (part.type === 'finish-step') seen.push([part.type, part.finishReason, part.usage]);
      else if (part.type === 'text-start' || part.type === 'text-end') seen.push([part.type, part.id]);
      else seen.push('error' in part ? [part.type] : part.type === 'start-step' ? part.type : part);
    }
  } catch (error) {
    seen.push(['threw', String(error)]);
  }
  return seen;
}

describe.each(['gatewayErrorMiddleware', 'failoverMiddleware'] as const)('%s', name => {
  function setUp(parts: readonly unknown[], isOpen = false) {
    const clock = createManualClock();
    const events: FailoverEvent[] = [];
    const { model, source } = modelOf(parts, 'm', isOpen);
    const options = { clock, timeouts: LIMITS, onEvent: notableIn(events) };
    const second = modelOf([start, textStart, text('of the fallback'), textEnd, finish()], 'second');
    const middleware =
      name === 'gatewayErrorMiddleware'
        ? gatewayErrorMiddleware(options)
        : failoverMiddleware({ ...options, to: second.model, retries: { perLeg: 0 } });
    return { model: wrapLanguageModel({ model, middleware }), source, clock, events };
  }

  async function streamOf(model: LanguageModel) {
    const { stream } = await model.doStream({ prompt: [] });
    return readAll(stream);
  }

  it.each(MALFORMED)('after content: %s ends the stream once, with an error part and a finish', async (_, odd) => {
    const { model, source, clock, events } = setUp(after(odd), true);
    const parts = await streamOf(model);
    expect(outline(parts)).toEqual(['stream-start', 'text-start', '"a"', 'text-end', 'error', 'finish error']);
    expect(parts[4]).toMatchObject({
      error: { name: 'AI_APICallError', data: { failure: { rule: 'stream:malformed-part', fallback: true } } },
    });
    expect(events.filter(({ type }) => type === 'failure')).toHaveLength(1);
    expect([clock.pending, source.cancelled.length]).toEqual([0, 1]);
    await clock.advance(60_000);
    expect(events.filter(({ type }) => type === 'timeout')).toEqual([]);
  });

  it.each(MALFORMED)('before content: %s is a failure that may be tried elsewhere', async (_, odd) => {
    const { model, source, clock } = setUp(before(odd), true);
    const outcome = await streamOf(model).catch((error: unknown) => error);
    if (name === 'failoverMiddleware') {
      expect(outline(outcome as unknown[])).toContain('"of the fallback"');
    } else {
      expect(outcome).toMatchObject({ name: 'AI_APICallError', isRetryable: true, statusCode: 502 });
    }
    expect([clock.pending, source.cancelled.length]).toEqual([0, 1]);
  });

  it.each(UNUSUAL)('%s passes as from the bare model', async (_, odd) => {
    for (const parts of [after(odd), before(odd)]) {
      const { model, clock } = setUp(parts);
      expect(await seenBy(model)).toEqual(await seenBy(modelOf(parts).model));
      expect(clock.pending).toBe(0);
    }
  });

  it('hands a part of an unknown type on untouched', async () => {
    const unknown = Object.freeze({ type: 'brand-new', of: Object.freeze({ what: 1 }) });
    const { model } = setUp(after(unknown));
    expect((await streamOf(model))[3]).toBe(unknown);
  });

  it.each(ODD_ERRORS)('an error part with %s is one classified error, wherever it stands', async (_, error) => {
    const late = setUp(after({ type: 'error', error }));
    const parts = await streamOf(late.model);
    expect(outline(parts)).toEqual(['stream-start', 'text-start', '"a"', 'error', '"b"', 'text-end', 'finish stop']);
    expect(parts[3]).toMatchObject({ error: { name: 'AI_APICallError', data: { failure: { category: 'unknown' } } } });
    const early = setUp(before({ type: 'error', error }));
    const outcome = await streamOf(early.model).catch((thrown: unknown) => thrown);
    if (name === 'failoverMiddleware') expect(outline(outcome as unknown[])).toContain('"of the fallback"');
    else expect(outcome).toMatchObject({ name: 'AI_APICallError' });
    expect([late.clock.pending, early.clock.pending]).toEqual([0, 0]);
  });
});

it.each(MALFORMED)('the bare SDK breaks at %s, or there would be nothing to mend', async (_, odd) => {
  expect((await seenBy(modelOf(after(odd)).model)).at(-1)).toEqual(['threw', expect.any(String)]);
});

it.each(MALFORMED)('generateVia stream: %s is a failure like any other', async (_, odd) => {
  const clock = createManualClock();
  const models = [modelOf(after(odd)).model, modelOf([start, textStart, text('second'), textEnd, finish()], 'b').model];
  const model = createFailover({ models, clock, generateVia: 'stream', retries: { perLeg: 0 } });
  expect((await model.doGenerate({ prompt: [] })).content).toMatchObject([{ type: 'text', text: 'second' }]);
  expect(clock.pending).toBe(0);
});
