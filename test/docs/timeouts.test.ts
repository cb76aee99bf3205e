/** docs/timeouts.md, held to the code. */
import { createOpenAI } from '@ai-sdk/openai';
import { generateText, streamText, wrapLanguageModel, type LanguageModel } from 'ai';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { hang, ok, stall, status, type Step } from '../../mocks/index.ts';
import type { StreamPart } from '../../src/sdk-types.ts';
import { createProgress, note } from '../../src/stream/progress.ts';
import { LIMIT_DEFAULTS, limitsOfLeg, ROUTER_TIMEOUTS, TIMEOUTS } from '../../src/options/timeout-options.ts';
import { gatewayErrorMiddleware, type FailoverEvent, type RouterOptions } from '../../src/index.ts';
import { hear } from '../support/ask.ts';
import { blockWith, run } from './blocks.ts';
import { advance, counts, routerOf as router, stage, watch, type Stage } from './stage.ts';
import { plain, readTable } from './tables.ts';

const page = 'docs/timeouts.md';

afterEach(() => void vi.restoreAllMocks());

describe('the table of limits', () => {
  const rows = readTable(page, 'option');
  const shown = (column: string) => Object.fromEntries(rows.map(row => [plain(row['option']), plain(row[column])]));
  const off = (value: number | undefined) => (value === undefined ? 'off' : String(value));
  const bare = (cells: Record<string, string>) =>
    Object.fromEntries(Object.entries(cells).map(([option, cell]) => [option, cell.replaceAll('_', '')]));

  it('has the defaults of `gatewayErrorMiddleware`', () => {
    const { stream, generate } = limitsOfLeg({ idleMs: TIMEOUTS.idleMs.default }, undefined, undefined);
    expect(bare(shown('`gatewayErrorMiddleware`'))).toEqual({
      firstContentMs: off(stream.firstContentMs),
      idleMs: off(stream.idleMs),
      attemptMs: off(generate.attemptMs),
      totalMs: 'off',
      minAttemptMs: '',
      observe: 'false',
    });
    expect(stream.attemptMs).toBeUndefined();
  });

  it('has those of the router', () => {
    const { stream, generate } = limitsOfLeg({ idleMs: ROUTER_TIMEOUTS.idleMs.default }, undefined, LIMIT_DEFAULTS);
    expect(bare(shown('router'))).toEqual({
      firstContentMs: off(stream.firstContentMs),
      idleMs: off(stream.idleMs),
      attemptMs: off(generate.attemptMs),
      totalMs: 'off',
      minAttemptMs: String(ROUTER_TIMEOUTS.minAttemptMs.default),
      observe: 'false',
    });
    // 300 seconds are for `doGenerate` only.
    expect(stream.attemptMs).toBeUndefined();
  });
});

it('content is what the page says', () => {
  const tool = { toolCallId: 'id', toolName: 'tool' };
  const content: StreamPart[] = [
    { type: 'text-delta', id: '1', delta: 'a' },
    { type: 'reasoning-delta', id: '1', delta: 'a' },
    { type: 'tool-input-delta', id: '1', delta: '{' },
    { type: 'tool-call', ...tool, input: '{}' },
    { type: 'file', mediaType: 'text/plain', data: { type: 'data', data: 'YQ==' } },
  ];
  const none: StreamPart[] = [
    { type: 'stream-start', warnings: [] },
    { type: 'response-metadata', id: 'id' },
    { type: 'text-start', id: '1' },
    { type: 'text-delta', id: '1', delta: '' },
    { type: 'source', sourceType: 'url', id: '1', url: 'https://source.example' },
    { type: 'tool-result', ...tool, result: 'a' },
    { type: 'raw', rawValue: 'ping' },
  ];
  const isContent = (part: StreamPart) => note(createProgress(), part);
  expect([content.filter(part => !isContent(part)), none.filter(isContent)]).toEqual([[], []]);
});

it.each([
  ['thrown with the usual hold, which is as long', undefined, true],
  ['only told with a shorter hold', 10_000, false],
])('the end of a limit after the preamble is %s', async (_, holdBackMs, isThrown) => {
  const on = stage([ok('not asked')], [stall({ afterParts: 0 })]);
  const model = wrapLanguageModel({
    model: createOpenAI({ apiKey: 'placeholder', fetch: on.openai.fetch })('gpt-5'),
    middleware: gatewayErrorMiddleware({ timeouts: { firstContentMs: 20_000 }, clock: on.clock, holdBackMs }),
  });
  const prompt = [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'Hi' }] }];
  const opened = watch(model.doStream({ prompt }));
  await advance(on, 10_000);
  await advance(on, 10_000);
  if (isThrown) expect(opened.error).toMatchObject({ statusCode: 504, isRetryable: true });
  else expect(opened.value).toHaveProperty('stream');
});

describe('`generateVia`', () => {
  it.each(readTable(page, '`generateVia`').map(row => plain(row['`generateVia`'])))(
    '%s is what the table says',
    async shown => {
      const generateVia = shown.replaceAll("'", '') as 'auto' | 'generate' | 'stream';
      const streams = async (options: Partial<RouterOptions>) => {
        const on = stage([ok('hello')], [ok('not asked')]);
        const call = watch(generateText({ model: router(on, { generateVia, ...options }), prompt: 'Hi' }));
        await advance(on, 0);
        expect(call.value?.text).toBe('hello');
        return on.anthropic.requests[0]?.isStream;
      };
      const expected = { auto: [false, true], generate: [false, false], stream: [true, true] }[generateVia];
      expect([await streams({}), await streams({ timeouts: { firstContentMs: 20_000 } })]).toEqual(expected);
    },
  );

  it('a leg of the example declares its own', async () => {
    const on = stage([status(401)], [ok('in one piece')]);
    const { model } = await run(blockWith(page, "generateVia: 'generate'"), on.names, 'model');
    const call = watch(generateText({ model: model as LanguageModel, prompt: 'Hi' }));
    await advance(on, 0);
    expect(call.value?.text).toBe('in one piece');
    expect([on.anthropic, on.openai].map(({ requests }) => requests[0]?.isStream)).toEqual([true, false]);
  });

  it('a refusal to stream is answered in the same try, for an hour without asking again', async () => {
    const refused = status(400, { body: { error: { message: 'no', type: 'invalid_request_error', param: 'stream' } } });
    const on = stage([refused, ok('one'), ok('two'), refused, ok('three')], [ok('not asked')]);
    const model = router(on, { timeouts: { firstContentMs: 20_000 } });
    for (const [text, passMs] of [
      ['one', 0],
      ['two', 3_600_000],
      ['three', 0],
    ] as const) {
      const call = watch(generateText({ model, prompt: 'Hi', maxRetries: 0 }));
      await advance(on, 0);
      expect(call.value?.text).toBe(text);
      await advance(on, passMs);
    }
    expect(on.anthropic.requests.map(({ isStream }) => isStream)).toEqual([true, false, false, true, false]);
    expect(on.events.map(({ type }) => type)).toEqual(['warning']);
  });
});

describe('limits on the last leg', () => {
  it('without a hedge a call does not end by itself when its last leg is silent', async () => {
    const on = stage([hang()], [hang()]);
    const call = watch(hear(router(on, { hedge: false }), { maxRetries: 0 }));
    await advance(on, 3_600_000);
    expect([call.isOver, counts(on)]).toEqual([false, [1, 1]]);
  });

  it('with the defaults it ends, since both were asked side by side', async () => {
    const on = stage([hang()], [hang()]);
    const call = watch(hear(router(on), { maxRetries: 0 }));
    await advance(on, 209_999);
    expect(call.isOver).toBe(false);
    await advance(on, 1);
    expect([call.isOver, counts(on), on.clock.pending]).toEqual([true, [1, 1], 0]);
  });

  it('a number that was set holds there', async () => {
    const on = stage([hang()], [hang()]);
    const call = watch(hear(router(on, { timeouts: { firstContentMs: 20_000 } }), { maxRetries: 0 }));
    await advance(on, 40_000);
    expect([call.isOver, on.clock.pending]).toEqual([true, 0]);
  });

  it('each leg of the example has its own', async () => {
    const on = stage([hang()], [hang()]);
    const { model } = await run(blockWith(page, 'firstContentMs: 180_000'), on.names, 'model');
    const call = watch(hear(model as LanguageModel, { maxRetries: 0 }));
    await advance(on, 89_999);
    expect(counts(on)).toEqual([0, 1]);
    // The safety net: the next leg is asked, too.
    await advance(on, 1);
    expect(on.events.map(({ type }) => type)).toEqual(['hedge-start']);
    await advance(on, 90_000);
    expect(on.events).toMatchObject([{ type: 'hedge-start' }, { type: 'timeout', ms: 180_000, modelId: 'gpt-5' }, {}]);
    await advance(on, 3_600_000);
    expect([call.isOver, counts(on)]).toEqual([false, [1, 1]]);
  });
});

it('the end of the total is not retryable, and lists each try', async () => {
  const on = stage([hang()], [hang()]);
  const call = watch(generateText({ model: router(on, { timeouts: { totalMs: 100_000 } }), prompt: 'Hi' }));
  await advance(on, 100_000);
  expect(call.error).toMatchObject({ statusCode: 504, isRetryable: false, failure: { rule: 'timeout:totalMs' } });
  expect((call.error as { attempts: unknown[] }).attempts).toHaveLength(2);
});

it('`observe` cuts nothing, and its example says what it would have cut', async () => {
  const heard: unknown[][] = [];
  vi.spyOn(console, 'warn').mockImplementation((...args) => void heard.push(args));
  const on = stage([ok('hello', { delayMs: 60_000 })], [ok('not asked')]);
  const { model } = await run(blockWith(page, 'observe: true'), on.names, 'model');
  const call = watch(streamText({ model: model as LanguageModel, prompt: 'Hi' }).text);
  await advance(on, 60_000);
  expect(call.value).toBe('hello');
  expect([heard, counts(on)]).toEqual([[['claude-sonnet-4-5', 'firstContentMs', 10_000]], [1, 0]]);
});

it("the SDK's own timeout ends the fallbacks, too, in a bare error", async () => {
  const timeout = new AbortController();
  vi.spyOn(AbortSignal, 'timeout').mockReturnValue(timeout.signal);
  const on = stage([hang()], [ok('not asked')]);
  const call = watch(generateText({ model: router(on), prompt: 'Hi', timeout: 30_000 }));
  await advance(on, 30_000);
  timeout.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
  await advance(on, 100_000);
  expect(call.error).toMatchObject({ name: 'TimeoutError' });
  expect(call.error).not.toHaveProperty('attempts');
  expect(counts(on)).toEqual([1, 0]);
});

describe('a router warns', () => {
  it.each<[string, Partial<RouterOptions>, number]>([
    [
      'when first contents are together more than the total',
      { timeouts: { firstContentMs: 20_000, idleMs: 10_000, totalMs: 30_000 } },
      1,
    ],
    ['not when they fit', { timeouts: { firstContentMs: 15_000, idleMs: 10_000, totalMs: 30_000 } }, 0],
    [
      'when an answer that stalls spends the whole total',
      { timeouts: { totalMs: 30_000 }, hedge: { afterMs: 10_000 }, generateVia: 'stream' },
      1,
    ],
    ['when a limit on content is behind that on the attempt', { timeouts: { idleMs: 20_000, attemptMs: 20_000 } }, 1],
    ['when a limit leaves no time for another leg', { timeouts: { attemptMs: 29_900, totalMs: 30_000 } }, 1],
    ['when nothing asks a fallback before the total', { timeouts: { totalMs: 30_000 } }, 1],
    ['not when a hedge does', { timeouts: { totalMs: 30_000 }, hedge: { afterMs: 10_000 } }, 0],
    ['when a hedge never starts', { timeouts: { firstContentMs: 10_000 }, hedge: { afterMs: 10_000 } }, 1],
    ['when streams are released before the hedge', { hedge: { afterMs: 5_000 }, holdBackMs: 5_000 }, 1],
    ['not of its own defaults', {}, 0],
  ])('%s', (_, options, warnings) => {
    const step: Step = ok();
    const { names } = stage([step], [step]);
    const told: FailoverEvent[] = [];
    router({ names } as Stage, { ...options, onEvent: event => told.push(event) });
    expect(told.filter(({ type }) => type === 'warning')).toHaveLength(warnings);
  });
});
