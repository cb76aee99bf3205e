import { jsonSchema, streamText, tool, wrapLanguageModel, type TextStreamPart, type ToolSet } from 'ai';
import { describe, expect, it } from 'vitest';
import { cut, fixtures, ok, scenario, stall, status, type Scenario, type Step } from '../../mocks/index.ts';
import type { CallOptions, LanguageModel, StreamPart } from '../../src/sdk-types.ts';
import { createFailover, failoverMiddleware, type FailoverMiddlewareOptions, type LegInput } from '../../src/index.ts';
import { anthropicLeg, chatLeg, googleLeg, openaiLeg } from '../support/failover-legs.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';
import { outline, readAll } from '../support/part-source.ts';

const CALL: CallOptions = { prompt: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }] };

const partsOf = async (model: LanguageModel, options = CALL) =>
  (await readAll((await model.doStream(options)).stream)) as StreamPart[];
const textOf = (parts: readonly StreamPart[]) =>
  parts.map(part => (part.type === 'text-delta' ? part.delta : '')).join('');
const only = <Type extends StreamPart['type']>(parts: readonly StreamPart[], type: Type) =>
  parts.filter((part): part is Extract<StreamPart, { type: Type }> => part.type === type);

function two(primary: Step[], fallback: Step[], options: Partial<FailoverMiddlewareOptions> = {}) {
  const first = scenario(primary);
  const second = scenario(fallback);
  const model = wrapLanguageModel({
    model: anthropicLeg(first),
    middleware: failoverMiddleware({ to: openaiLeg(second), random: () => 0, ...options }),
  });
  return { model, first, second };
}

describe('a failure before the first content', () => {
  it.each<[string, Step]>([
    ['a status', status(529)],
    ['an error as the first event', fixtures['anthropic-200-overloaded-first-event']],
    ['an error after the preamble', fixtures['anthropic-200-overloaded-after-start']],
    ['a death after the preamble', cut({ afterParts: 0 })],
    ['an end after the preamble', cut({ afterParts: 0, ending: 'end' })],
    ['a death before the preamble', cut({ afterParts: 0, preamble: false })],
  ])('is not seen: %s', async (_, step) => {
    const { model, first, second } = two([step], [ok(['one ', 'two'])]);
    const parts = await partsOf(model);
    expect(textOf(parts)).toBe('one two');
    expect([first.count, second.count]).toEqual([2, 1]);
    expect(only(parts, 'stream-start')).toHaveLength(1);
    expect(parts[0]?.type).toBe('stream-start');
    expect(only(parts, 'error')).toEqual([]);
    expect(only(parts, 'text-start')).toHaveLength(1);
    // The preamble is the winner's alone.
    for (const { modelId } of only(parts, 'response-metadata')) expect(modelId).toMatch(/^gpt-5/);
  });

  it('has one preamble also where nothing is held back', async () => {
    const { model } = two([status(529)], [ok('answer')], { holdBackMs: false });
    const parts = await partsOf(model);
    expect(textOf(parts)).toBe('answer');
    expect(only(parts, 'stream-start')).toMatchObject([
      { warnings: [{ message: expect.stringContaining('Served by the fallback') }] },
    ]);
    expect(only(parts, 'response-metadata')[0]?.modelId).toBe('gpt-5');
  });
});

describe('a failure after the first content', () => {
  it.each<[string, Step]>([
    ['dies', cut({ afterParts: 2, text: ['one ', 'two ', 'three'] })],
    ['ends', cut({ afterParts: 2, text: ['one ', 'two ', 'three'], ending: 'end' })],
  ])('is told once, and the text is never repeated: the source %s', async (_, step) => {
    const { model, first, second } = two([step], [ok('never')]);
    const parts = await partsOf(model);
    expect(outline(parts).filter(type => !['response-metadata', 'stream-start', 'custom'].includes(type))).toEqual([
      'text-start',
      '"one "',
      '"two "',
      'text-end',
      'error',
      'finish error',
    ]);
    expect([first.count, second.count]).toEqual([1, 0]);
    expect(only(parts, 'error')[0]?.error).toMatchObject({
      name: 'AI_APICallError',
      data: { failure: { category: expect.stringMatching(/^(network|stream-interrupted)$/) } },
    });
  });

  it('is told in place by an error of the source', async () => {
    const { model, second } = two([fixtures['anthropic-200-overloaded-after-one-delta']], [ok('never')]);
    const parts = await partsOf(model);
    expect(outline(parts).at(-1)).toBe('finish error');
    expect(only(parts, 'error')).toMatchObject([{ error: { data: { failure: { category: 'overloaded' } } } }]);
    expect(second.count).toBe(0);
  });

  it('never follows a released tool call with another try', async () => {
    let runs = 0;
    const call = ok('', { toolCalls: [{ name: 'count', input: { by: 1 } }] });
    const broken: Step = { ...call, ending: { type: 'close', afterParts: 1, preamble: true } };
    const { model, first, second } = two([broken], [ok('never')]);
    const tools = {
      count: tool({ inputSchema: jsonSchema<{ by: number }>({ type: 'object' }), execute: () => (runs += 1) }),
    };
    const errors: unknown[] = [];
    const result = streamText({
      model,
      prompt: 'Hi',
      tools,
      maxRetries: 2,
      onError: ({ error }) => void errors.push(error),
    });
    await result.consumeStream();
    expect([first.count, second.count, errors.length]).toEqual([1, 0, 1]);
    expect(runs).toBeLessThanOrEqual(1);
  });
});

const TEXT = 'The quick brown fox jumps over the lazy dog';
const HALF = ['The quick ', 'brown fox ', 'jumps over'];
const broken = (ending: 'error' | 'end' = 'error') => cut({ afterParts: 3, text: [...HALF, ' the lazy dog'], ending });

type Connect = (upstream: Scenario) => LanguageModel;

function continued(
  legs: readonly [Connect, Step, prefill?: boolean][],
  options: Partial<FailoverMiddlewareOptions> = {},
) {
  const upstreams = legs.map(([, step]) => scenario([step]));
  const models = legs.map(([connect, , assistantPrefill = true], index): LegInput => ({
    model: connect(upstreams[index]!),
    name: `leg-${index}`,
    assistantPrefill,
  }));
  const { clock = createManualClock(), ...rest } = options;
  return {
    model: createFailover({ models, clock, afterContent: 'continue', random: () => 0, ...rest }),
    upstreams,
    counts: () => upstreams.map(({ count }) => count),
  };
}

describe("afterContent: 'continue'", () => {
  const rows: [string, Connect, string, Connect][] = [
    ['anthropic', anthropicLeg, 'openai chat', chatLeg],
    ['openai chat', chatLeg, 'anthropic', anthropicLeg],
    ['openai responses', openaiLeg, 'anthropic', anthropicLeg],
    ['google', googleLeg, 'openai chat', chatLeg],
  ];
  const endings = ['error', 'end'] as const;
  const says: [string, string | string[]][] = [
    ['goes on', [' the', ' lazy dog']],
    ['says the end again', ['brown fox jumps', ' over the lazy', ' dog']],
    ['says all again', [...HALF, ' the lazy dog']],
  ];

  // A death drops what openai chat has read and not handed on, so that its text is not the test's to say.
  const endingsOf = ([from]: (typeof rows)[number]) =>
    endings.filter(ending => ending === 'end' || from !== 'openai chat');

  it.each(
    rows.flatMap(row =>
      endingsOf(row).flatMap(ending =>
        says.map(([how, text]) => ({ from: row[0], to: row[2], one: row[1], other: row[3], ending, how, text })),
      ),
    ),
  )('$from breaks ($ending), $to $how', async ({ one, other, ending, text }) => {
    const { model, upstreams, counts } = continued([
      [one, broken(ending)],
      [other, ok(text)],
    ]);
    const parts = await partsOf(model);
    expect(textOf(parts)).toBe(TEXT);
    const [start, ...more] = only(parts, 'text-start');
    expect(more).toEqual([]);
    expect(new Set(only(parts, 'text-delta').map(({ id }) => id))).toEqual(new Set([start?.id]));
    expect(only(parts, 'text-end').map(({ id }) => id)).toEqual([start?.id]);
    expect(only(parts, 'stream-start')).toHaveLength(1);
    expect(only(parts, 'error')).toEqual([]);
    expect(only(parts, 'finish')).toMatchObject([
      {
        finishReason: { unified: 'stop' },
        providerMetadata: {
          failover: { servedBy: { leg: 'leg-1' }, attempts: [{ leg: 'leg-0' }], continued: true, continuedAt: 30 },
        },
      },
    ]);
    expect(counts()).toEqual([1, 1]);
    expect(JSON.stringify(upstreams[1]?.requests[0]?.body)).toContain('The quick brown fox jumps over"');
  });

  it('goes on after an error event of the source, too', async () => {
    const { model, counts } = continued([
      [anthropicLeg, fixtures['anthropic-200-overloaded-after-one-delta']],
      [chatLeg, ok(' and more')],
    ]);
    const parts = await partsOf(model);
    expect(textOf(parts)).toMatch(/.+ and more$/);
    expect(only(parts, 'error')).toEqual([]);
    expect(only(parts, 'text-end')).toHaveLength(1);
    expect(only(parts, 'finish')).toMatchObject([
      {
        finishReason: { unified: 'stop' },
        providerMetadata: { failover: { continued: true, attempts: [{ category: 'overloaded' }] } },
      },
    ]);
    expect(counts()).toEqual([1, 1]);
  });

  it('leaves a whole answer as it is', async () => {
    for (const connect of [anthropicLeg, chatLeg, openaiLeg, googleLeg]) {
      const bare = await partsOf(connect(scenario([ok(TEXT)])));
      const { model } = continued([
        [connect, ok(TEXT)],
        [chatLeg, ok('never')],
      ]);
      const strip = (parts: StreamPart[]) =>
        parts.map(part => ('timestamp' in part ? { ...part, timestamp: undefined } : part));
      expect(strip(await partsOf(model))).toEqual(strip(bare));
    }
  });

  it('sends no white space at the end, and shows it once', async () => {
    const { model, upstreams } = continued([
      [anthropicLeg, cut({ afterParts: 2, text: ['one two ', 'three \n', 'x'] })],
      [chatLeg, ok(['\n', ' four'])],
    ]);
    expect(textOf(await partsOf(model))).toBe('one two three \nfour');
    expect(JSON.stringify(upstreams[1]?.requests[0]?.body)).toContain('"one two three"');
  });

  it('does not ask a leg to go on from nothing but white space', async () => {
    const { model, counts } = continued([
      [anthropicLeg, cut({ afterParts: 1, text: ['\n', 'x'] })],
      [chatLeg, ok('never')],
    ]);
    expect(outline(await partsOf(model)).slice(-2)).toEqual(['error', 'finish error']);
    expect(counts()).toEqual([1, 0]);
  });

  it('passes over legs that do not declare assistantPrefill', async () => {
    const { model, counts } = continued([
      [anthropicLeg, broken()],
      [openaiLeg, ok('never'), false],
      [chatLeg, ok(' the lazy dog')],
    ]);
    expect(textOf(await partsOf(model))).toBe(TEXT);
    expect(counts()).toEqual([1, 0, 1]);
  });

  it('asks the next such leg if one fails', async () => {
    const { model, counts } = continued([
      [anthropicLeg, broken()],
      [chatLeg, status(503)],
      [chatLeg, ok(' the lazy dog')],
    ]);
    const parts = await partsOf(model);
    expect(textOf(parts)).toBe(TEXT);
    expect(only(parts, 'finish')[0]?.providerMetadata?.['failover']).toMatchObject({
      attempts: [{ leg: 'leg-0' }, { leg: 'leg-1', statusCode: 503 }],
    });
    expect(counts()).toEqual([1, 1, 1]);
  });

  it.each<[string, Step]>([
    ['is down', status(503)],
    ['refuses the request', status(400)],
    ['dies before a word', cut({ afterParts: 0 })],
  ])('tells the original error if the other leg %s', async (_, step) => {
    const { model, counts } = continued([
      [anthropicLeg, broken('end')],
      [chatLeg, step],
    ]);
    const parts = await partsOf(model);
    expect(textOf(parts)).toBe(HALF.join(''));
    expect(outline(parts).slice(-3)).toEqual(['text-end', 'error', 'finish error']);
    expect(only(parts, 'error')).toMatchObject([{ error: { data: { failure: { category: 'stream-interrupted' } } } }]);
    expect(counts()).toEqual([1, 1]);
  });

  it('tells the failure of the continuation itself after its first word', async () => {
    const { model } = continued([
      [anthropicLeg, broken()],
      [chatLeg, cut({ afterParts: 1, text: [' the', ' lazy'], ending: 'end' })],
    ]);
    const parts = await partsOf(model);
    expect(textOf(parts)).toBe(`${HALF.join('')} the`);
    expect(outline(parts).slice(-3)).toEqual(['text-end', 'error', 'finish error']);
  });

  it('does not continue JSON', async () => {
    const { model, counts } = continued([
      [chatLeg, broken()],
      [anthropicLeg, ok('never')],
    ]);
    const parts = await partsOf(model, { ...CALL, responseFormat: { type: 'json' } });
    expect(outline(parts).slice(-2)).toEqual(['error', 'finish error']);
    expect(counts()).toEqual([1, 0]);
  });

  it('does not continue after tool input was shown', async () => {
    const withTool = ok(['Let me see. '], { toolCalls: [{ name: 'look', input: { at: 'it' } }] });
    const { model, counts } = continued([
      [anthropicLeg, { ...withTool, ending: { type: 'close', afterParts: 2, preamble: true } }],
      [chatLeg, ok('never')],
    ]);
    const parts = await partsOf(model);
    expect(outline(parts).slice(-2)).toEqual(['error', 'finish error']);
    expect(counts()).toEqual([1, 0]);
  });

  it('does not continue after reasoning was shown', async () => {
    const events = [
      {
        type: 'message_start',
        message: {
          id: 'm',
          type: 'message',
          role: 'assistant',
          model: 'claude',
          content: [],
          stop_reason: null,
          stop_sequence: null,
          usage: { input_tokens: 1, output_tokens: 1 },
        },
      },
      { type: 'content_block_start', index: 0, content_block: { type: 'thinking', thinking: '', signature: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'Well.' } },
      { type: 'content_block_stop', index: 0 },
      { type: 'content_block_start', index: 1, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: 'The quick' } },
    ];
    const body = events.map(event => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
    const { model, counts } = continued([
      [anthropicLeg, status(200, { body, headers: { 'content-type': 'text/event-stream' } })],
      [chatLeg, ok('never')],
    ]);
    const parts = await partsOf(model);
    expect(outline(parts).slice(-2)).toEqual(['error', 'finish error']);
    expect(counts()).toEqual([1, 0]);
  });

  it('does not continue what the failure forbids', async () => {
    const { model, counts } = continued(
      [
        [anthropicLeg, broken()],
        [chatLeg, ok('never')],
      ],
      { shouldFailOver: () => false },
    );
    expect(outline(await partsOf(model)).slice(-2)).toEqual(['error', 'finish error']);
    expect(counts()).toEqual([1, 0]);
  });

  it.each([
    ['dies', broken(), 0],
    ['falls silent', stall({ afterParts: 3, text: [...HALF, ' the lazy dog'] }), 90_000],
  ])('tells the error of a hook that throws when the source %s', async (_, step, ms) => {
    const thrown = new Error('bug in a hook');
    const clock = createManualClock();
    const { model, upstreams } = continued(
      [
        [anthropicLeg, step],
        [chatLeg, ok('never')],
      ],
      {
        clock,
        shouldFailOver: () => {
          throw thrown;
        },
      },
    );
    const parts = partsOf(model);
    for (let turns = 0; turns < 20; turns += 1) await settle();
    await clock.advance(ms);
    expect(only(await parts, 'error')).toEqual([{ type: 'error', error: thrown }]);
    expect([upstreams[1]?.count, clock.pending, upstreams[0]?.requests[0]?.isCancelled]).toEqual([0, 0, ms > 0]);
  });

  it('goes on when the source falls silent, and closes it', async () => {
    const clock = createManualClock();
    const { model, upstreams } = continued(
      [
        [anthropicLeg, stall({ afterParts: 3, text: [...HALF, ' x'] })],
        [chatLeg, ok(' the lazy dog')],
      ],
      { clock, timeouts: { idleMs: 5_000 } },
    );
    const parts = partsOf(model);
    for (let turns = 0; turns < 20; turns += 1) await settle();
    await clock.advance(4_999);
    expect(upstreams[1]?.count).toBe(0);
    await clock.advance(1);
    expect(textOf(await parts)).toBe(TEXT);
    expect([upstreams[0]?.requests[0]?.isCancelled, clock.pending]).toEqual([true, 0]);
  });

  it('gives streamText one text and its metadata', async () => {
    const { model } = continued([
      [anthropicLeg, broken()],
      [chatLeg, ok(' the lazy dog')],
    ]);
    const result = streamText({ model, prompt: 'Hi' });
    const types: TextStreamPart<ToolSet>['type'][] = [];
    for await (const part of result.fullStream) types.push(part.type);
    expect(await result.text).toBe(TEXT);
    expect(await result.finishReason).toBe('stop');
    expect((await result.providerMetadata)?.['failover']).toMatchObject({ continued: true, degraded: true });
    expect(types.filter(type => type.startsWith('text-') && type !== 'text-delta')).toEqual(['text-start', 'text-end']);
  });
});
