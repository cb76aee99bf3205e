/** `afterContent: 'continue'` where an event in the midst could not be read, where there are tools, and where a takeover fails itself. */
import { createOpenAI } from '@ai-sdk/openai';
import { jsonSchema, streamText, tool } from 'ai';
import { MockLanguageModelV4 } from 'ai/test';
import { describe, expect, it } from 'vitest';
import type { CallOptions, LanguageModel, StreamPart } from '../../src/sdk-types.ts';
import { createFailover, type CreateFailoverOptions, type FailoverEvent } from '../../src/index.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';
import { asPart, MALFORMED } from '../support/odd-parts.ts';
import { createPartSource, finish, outline, readAll, start, text, textEnd, textStart } from '../support/part-source.ts';
import { chunked, replies, type ScriptedFetch } from '../support/scripted-fetch.ts';
import { notableIn } from '../support/notable.ts';

const data = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;
const says = (content: string, finish_reason: string | null = null) =>
  data({
    id: 'c',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'm',
    choices: [{ index: 0, delta: { content }, finish_reason }],
  });
const HALF = 'The quick brown fox ';
const UNREADABLE = 'data: {"choices":[{"delta":{"con\n\n';
const END = [says('', 'stop'), 'data: [DONE]\n\n'];
const USAGE = data({ id: 'u', model: 'm', usage: { prompt_tokens: 5, completion_tokens: 3, total_tokens: 8 } });

const upstream = (...frames: string[]) => replies(chunked(frames, 'text/event-stream'));
const chat = ({ fetch }: ScriptedFetch) => createOpenAI({ apiKey: 'k', fetch }).chat('m');

function chain(first: ScriptedFetch, second: ScriptedFetch, options: Partial<CreateFailoverOptions> = {}) {
  return createFailover({
    models: [chat(first), { model: chat(second), assistantPrefill: true }],
    afterContent: 'continue',
    clock: createManualClock(),
    ...options,
  });
}

const CALL: CallOptions = { prompt: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }] };
const partsOf = async (model: LanguageModel, call = CALL) => readAll((await model.doStream(call)).stream);
const textOf = (parts: unknown[]) =>
  (parts as StreamPart[]).map(part => (part.type === 'text-delta' ? part.delta : '')).join('');

describe('an event in the midst that could not be read', () => {
  it('is a break that the next leg takes over, before the source leaves a hole in the text', async () => {
    const first = upstream(says(HALF), UNREADABLE, says('the lazy dog'), ...END);
    const second = upstream(says('jumps over '), says('the lazy dog'), ...END);
    const parts = await partsOf(chain(first, second));
    expect(textOf(parts)).toBe('The quick brown fox jumps over the lazy dog');
    expect(outline(parts).filter(type => type === 'error')).toEqual([]);
    expect(outline(parts).at(-1)).toBe('finish stop');
    expect([first.count, second.count]).toEqual([1, 1]);
  });

  it('is passed on in place, and the stream goes on, where nobody may take over', async () => {
    const first = () => upstream(says(HALF), UNREADABLE, says('the lazy dog'), ...END);
    const outlines = await Promise.all([
      partsOf(chain(first(), upstream(...END), { afterContent: 'error' })),
      partsOf(createFailover({ models: [chat(first()), chat(upstream(...END))], afterContent: 'continue' })),
    ]);
    for (const parts of outlines) {
      expect(outline(parts).filter(type => !['response-metadata', '""'].includes(type))).toEqual([
        'stream-start',
        'text-start',
        `"${HALF}"`,
        'error',
        '"the lazy dog"',
        'text-end',
        'finish stop',
      ]);
    }
  });

  it('ends no answer if it was the last word on usage, and is not taken over then', async () => {
    for (const frames of [
      [says('All is said.'), ...END.slice(0, 1), USAGE, ...END.slice(1)],
      [says('All '), USAGE, says('is said.'), ...END],
    ]) {
      const second = upstream(says('never'), ...END);
      const parts = await partsOf(chain(upstream(...frames), second));
      expect(textOf(parts)).toBe('All is said.');
      expect(second.count).toBe(0);
    }
  });
});

describe('with tools in the call', () => {
  it('a broken text ends with an error: what would have followed may have been a tool call', async () => {
    const second = upstream(says('the room.'), ...END);
    const parts: string[] = [];
    const { fullStream } = streamText({
      model: chain(upstream(says('I will now book ')), second),
      prompt: 'Book a room',
      tools: { book: tool({ inputSchema: jsonSchema({ type: 'object' }) }) },
      onError: () => {},
    });
    for await (const part of fullStream) parts.push(part.type === 'finish' ? `finish ${part.finishReason}` : part.type);
    expect(parts).toEqual([
      'start',
      'start-step',
      'text-start',
      'text-delta',
      'text-end',
      'error',
      'finish-step',
      'finish error',
    ]);
    expect(second.count).toBe(0);
  });

  it('an empty list of tools is none', async () => {
    const second = upstream(says('jumps.'), ...END);
    const parts = await partsOf(chain(upstream(says(HALF)), second), { ...CALL, tools: [] });
    expect(textOf(parts)).toBe(`${HALF}jumps.`);
  });
});

describe('a takeover that fails itself', () => {
  function broken(second: () => MockLanguageModelV4['doStream'], options: Partial<CreateFailoverOptions> = {}) {
    const clock = createManualClock();
    const events: FailoverEvent[] = [];
    const first = createPartSource({ 'content-type': 'text/event-stream' });
    first.push(start, textStart, text(HALF));
    const models = [
      new MockLanguageModelV4({ modelId: 'a', doStream: first.result }) as LanguageModel,
      { model: new MockLanguageModelV4({ modelId: 'b', doStream: second() }) as LanguageModel, assistantPrefill: true },
    ];
    const model = createFailover({
      models,
      clock,
      afterContent: 'continue',
      onEvent: notableIn(events),
      timeouts: { idleMs: 1_000, totalMs: 20_000 },
      ...options,
    });
    return { model, clock, events, first };
  }
  const streaming = (parts: readonly unknown[]) => () => {
    const source = createPartSource({ 'content-type': 'text/event-stream' });
    source.push(...parts.map(asPart));
    source.end();
    return async () => source.result;
  };

  it.each<[string, () => MockLanguageModelV4['doStream']]>([
    ['rejects', () => () => Promise.reject(new Error('no'))],
    [
      'throws',
      () => () => {
        throw new Error('no');
      },
    ],
    ['resolves with nothing', () => async () => undefined as never],
    ...MALFORMED.map(([name, odd]): [string, () => MockLanguageModelV4['doStream']] => [
      `begins with ${name}`,
      streaming([start, odd]),
    ]),
    ...MALFORMED.map(([name, odd]): [string, () => MockLanguageModelV4['doStream']] => [
      `says ${name} in the midst`,
      streaming([start, textStart, text('jumps'), odd]),
    ]),
  ])('ends the stream with one error and a finish: it %s', async (name, second) => {
    for (const way of ['died', 'silent'] as const) {
      const { model, clock, first } = broken(second);
      const { stream } = await model.doStream(CALL);
      const reading = readAll(stream);
      await settle();
      if (way === 'died') first.fail(new TypeError('terminated'));
      else await clock.advance(1_000);
      for (let turns = 0; turns < 10; turns += 1) await settle();
      await clock.advance(0);
      const types = outline(await reading).filter(type => type !== 'stream-start');
      expect(types).toEqual([
        'text-start',
        `"${HALF}"`,
        ...(name.includes('midst') ? ['"jumps"'] : []),
        'text-end',
        'error',
        'finish error',
      ]);
      expect(clock.pending).toBe(0);
    }
  });

  it.each(MALFORMED)('a source that sends %s after its text is taken over like one that dies', async (_, odd) => {
    const { model, clock, first } = broken(streaming([start, textStart, text('jumps.'), textEnd, finish()]));
    first.push(asPart(odd));
    const parts = await readAll((await model.doStream(CALL)).stream);
    expect(textOf(parts)).toBe(`${HALF}jumps.`);
    expect(outline(parts).slice(-2)).toEqual(['text-end', 'finish stop']);
    expect([clock.pending, first.cancelled.length]).toEqual([0, 1]);
  });

  it('by a hook that throws, also from a timer', async () => {
    const thrown = new Error('a hook of the user');
    const { model, clock } = broken(streaming([start]), {
      shouldFailOver: () => {
        throw thrown;
      },
    });
    const reading = readAll((await model.doStream(CALL)).stream);
    await clock.advance(1_000);
    const parts = await reading;
    expect(outline(parts).slice(-3)).toEqual(['text-end', 'error', 'finish error']);
    expect(parts.at(-2)).toEqual({ type: 'error', error: thrown });
    expect(clock.pending).toBe(0);
  });

  it('a consumer who leaves meanwhile ends the request of the takeover, and hears nothing', async () => {
    const signals: (AbortSignal | undefined)[] = [];
    const { model, clock, first } = broken(() => ({ abortSignal }) => {
      signals.push(abortSignal);
      return new Promise(() => {});
    });
    const reader = (await model.doStream(CALL)).stream.getReader();
    for (let part = 0; part < 3; part += 1) await reader.read();
    const reading = reader.read();
    first.fail(new TypeError('terminated'));
    for (let turns = 0; turns < 5; turns += 1) await settle();
    await reader.cancel('enough');
    expect(await reading).toEqual({ done: true, value: undefined });
    expect([signals.map(signal => signal?.reason), clock.pending]).toEqual([['enough'], 0]);
  });
});
