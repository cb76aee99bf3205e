import { generateText, streamText, tool, jsonSchema, type ProviderMetadata } from 'ai';
import { MockLanguageModelV4 } from 'ai/test';
import { describe, expect, it } from 'vitest';
import { ok, scenario, status, type Step } from '../../mocks/index.ts';
import type { LanguageModel, StreamPart } from '../../src/sdk-types.ts';
import { createFailover, type CreateFailoverOptions, type FailoverEvent, type LegInput } from '../../src/index.ts';
import { AT_ONCE } from '../support/at-once.ts';
import { anthropicLeg, chatLeg, googleLeg, openaiLeg } from '../support/failover-legs.ts';
import { finish, metadata, readAll, start, text, textEnd, textStart, usage } from '../support/part-source.ts';
import { isCourse, notableIn } from '../support/notable.ts';

const down = status(503, { headers: AT_ONCE });

function two(primary: Step[], fallback: Step[], options: Partial<CreateFailoverOptions> = {}) {
  const [first, second] = [scenario(primary), scenario(fallback)];
  const events: FailoverEvent[] = [];
  const model = createFailover({
    models: [anthropicLeg(first), openaiLeg(second)],
    random: () => 0,
    onEvent: notableIn(events),
    ...options,
  });
  return { model, first, second, events };
}

/** What a caller sees of a call, in every place where the SDK shows it. */
async function seen(model: LanguageModel, operation: 'generate' | 'stream') {
  let ended:
    | { providerMetadata: ProviderMetadata | undefined; warnings: unknown; response: { modelId: string } }
    | undefined;
  const options = {
    model,
    prompt: 'Hi',
    maxRetries: 0,
    onFinish: (event: NonNullable<typeof ended>) => void (ended = event),
  };
  const result = operation === 'generate' ? await generateText(options) : streamText(options);
  const steps = await result.steps;
  const views = [
    {
      providerMetadata: await result.providerMetadata,
      warnings: await result.warnings,
      response: await result.response,
    },
    steps[0]!,
    ended!,
  ];
  return views.map(view => ({
    failover: view.providerMetadata?.['failover'],
    warnings: view.warnings,
    modelId: view.response.modelId,
  }));
}

describe.each(['generate', 'stream'] as const)('what %sText shows', operation => {
  it('of a call that a fallback served: metadata, one warning and the model, everywhere the same', async () => {
    const { model } = two([status(401)], [ok('hello', { modelId: 'gpt-5-2025-08-07' })]);
    const views = await seen(model, operation);
    for (const view of views) {
      expect(view).toEqual({
        failover: {
          callId: expect.any(String),
          servedBy: { leg: 'openai.responses/gpt-5', provider: 'openai.responses', modelId: 'gpt-5' },
          attempts: [
            {
              leg: 'anthropic.messages/claude-sonnet-4-5',
              attempt: 1,
              category: 'auth',
              rule: expect.any(String),
              statusCode: 401,
              ms: expect.any(Number),
            },
          ],
          degraded: true,
          hedged: false,
          skipped: [],
        },
        warnings: [
          {
            type: 'other',
            message: expect.stringMatching(
              /^Served by the fallback openai\.responses\/gpt-5 after auth \(.+\) on anthropic\.messages\/claude-sonnet-4-5\.$/,
            ),
          },
        ],
        modelId: 'gpt-5-2025-08-07',
      });
    }
  });

  it('of a second try on the primary: metadata, no warning', async () => {
    const { model } = two([down, ok('hello')], [ok('no')]);
    for (const view of await seen(model, operation)) {
      expect(view.failover).toMatchObject({
        degraded: false,
        attempts: [{ statusCode: 503 }],
        servedBy: { provider: 'anthropic.messages' },
      });
      expect([view.warnings, view.modelId]).toEqual([[], 'claude-sonnet-4-5']);
    }
  });

  it('of a healthy call: nothing, or what `always` asks for', async () => {
    for (const view of await seen(two([ok('hello')], [ok('no')]).model, operation))
      expect([view.failover, view.warnings]).toEqual([undefined, []]);
    for (const view of await seen(two([ok('hello')], [ok('no')], { metadata: 'always' }).model, operation)) {
      expect(view.failover).toEqual({
        callId: expect.any(String),
        servedBy: {
          leg: 'anthropic.messages/claude-sonnet-4-5',
          provider: 'anthropic.messages',
          modelId: 'claude-sonnet-4-5',
        },
        attempts: [],
        degraded: false,
        hedged: false,
        skipped: [],
      });
      expect(view.warnings).toEqual([]);
    }
  });

  it('of fifty tries: at most 2 kB', async () => {
    const models: LegInput[] = Array.from({ length: 50 }, (_, index) => ({
      model: chatLeg(scenario([status(401)])),
      name: `a leg with a rather long name, for each region one: 日本-${index}`,
    }));
    const model = createFailover({ models: [...models, openaiLeg(scenario([ok('at last')]))] });
    const [view] = await seen(model, operation);
    expect(new TextEncoder().encode(JSON.stringify(view?.failover)).length).toBeLessThanOrEqual(2_048);
    expect(view?.failover).toMatchObject({ servedBy: { leg: 'openai.responses/gpt-5' }, degraded: true });
    const { attempts, dropped } = view?.failover as { attempts: unknown[]; dropped: number };
    expect([attempts.length > 5, attempts.length + dropped]).toEqual([true, 50]);
    expect(JSON.stringify(view?.warnings).length).toBeLessThan(400);
  });

  it('of events: in order, whatever the listener does', async () => {
    const types: string[] = [];
    const onEvent = (event: FailoverEvent) => {
      if (!isCourse(event)) types.push(event.type);
      throw new Error('bug in a listener');
    };
    const [view] = await seen(two([down], [ok('hello')], { onEvent }).model, operation);
    expect(view?.modelId).toMatch(/^gpt-5/);
    expect(types).toEqual(['failure', 'retry', 'failure', 'failover']);
    types.length = 0;
    await expect(two([down], [status(401)], { onEvent }).model.doGenerate({ prompt: [] })).rejects.toMatchObject({
      name: 'FailoverError',
    });
    expect(types).toEqual(['failure', 'retry', 'failure', 'failover', 'failure', 'config', 'breaker']);
  });

  it('of events: who, from where and why', async () => {
    const { model, events } = two([down], [ok('hello')]);
    await seen(model, operation);
    expect(events).toMatchObject([
      {
        type: 'failure',
        provider: 'anthropic.messages',
        modelId: 'claude-sonnet-4-5',
        failure: { category: 'overloaded' },
        phase: 'request',
      },
      { type: 'retry', leg: 'anthropic.messages/claude-sonnet-4-5', waitMs: 0 },
      { type: 'failure' },
      { type: 'failover', from: 'anthropic.messages/claude-sonnet-4-5', to: 'openai.responses/gpt-5', waitMs: 0 },
    ]);
  });
});

describe('a healthy call', () => {
  it.each([
    ['anthropic', anthropicLeg],
    ['openai', openaiLeg],
    ['openai chat', chatLeg],
    ['google', googleLeg],
  ])('is the bare model’s own, generated and streamed: %s', async (_, connect) => {
    const step = ok('hello there', { toolCalls: [{ name: 'look', input: { at: 'it' } }] });
    // Times, and ids that the google package makes up.
    const still = (value: unknown): unknown =>
      JSON.parse(
        JSON.stringify(value, (key, item: unknown) => (/^(?:timestamp|date|toolCallId|id)$/i.test(key) ? '…' : item)),
      );
    const prompt = [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'Hi' }] }];
    const make = (wrapped: boolean): LanguageModel =>
      wrapped
        ? createFailover({ models: [connect(scenario([step])), openaiLeg(scenario([ok('no')]))] })
        : connect(scenario([step]));
    const generated = await Promise.all(
      [true, false].map(async wrapped => still(await make(wrapped).doGenerate({ prompt }))),
    );
    expect(generated[0]).toEqual(generated[1]);
    const streamed = await Promise.all(
      [true, false].map(async wrapped => {
        const { stream, ...rest } = await make(wrapped).doStream({ prompt });
        return still({ rest, parts: await readAll(stream) });
      }),
    );
    expect(streamed[0]).toEqual(streamed[1]);
  });

  it('is the very object that the model gave', async () => {
    const result = {
      content: [{ type: 'text' as const, text: 'hello' }],
      finishReason: { unified: 'stop' as const, raw: 'stop' },
      usage,
      warnings: [],
    };
    const bare = new MockLanguageModelV4({ doGenerate: async () => result });
    const model = createFailover({ models: [bare, openaiLeg(scenario([ok('no')]))] });
    expect(await model.doGenerate({ prompt: [] })).toBe(result);
  });
});

describe('parts that a fallback served', () => {
  const mock = (parts: StreamPart[]) =>
    new MockLanguageModelV4({
      provider: 'mock',
      modelId: 'm',
      doStream: async () => ({
        stream: new ReadableStream<StreamPart>({
          start(controller) {
            for (const part of parts) controller.enqueue(part);
            controller.close();
          },
        }),
      }),
    });

  it('are stamped, also where their end replaces their metadata', async () => {
    const parts: StreamPart[] = [
      start,
      metadata,
      { type: 'reasoning-start', id: 'r1' },
      { type: 'reasoning-delta', id: 'r1', delta: 'Well.' },
      { type: 'reasoning-end', id: 'r1', providerMetadata: { mock: { signature: 's' } } },
      textStart,
      text('hello'),
      textEnd,
      { type: 'tool-call', toolCallId: 'c1', toolName: 'look', input: '{}' },
      finish(),
    ];
    const model = createFailover({
      models: [openaiLeg(scenario([status(401)])), { model: mock(parts), name: 'second' }],
    });
    const stamp = { failover: { leg: 'second' } };
    const tools = { look: tool({ inputSchema: jsonSchema({ type: 'object' }) }) };
    const result = streamText({ model, prompt: 'Hi', tools, maxRetries: 0 });
    await result.consumeStream();
    expect((await result.response).messages).toMatchObject([
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', providerOptions: { ...stamp, mock: { signature: 's' } } },
          { type: 'text', providerOptions: stamp },
          { type: 'tool-call', providerOptions: stamp },
        ],
      },
    ]);
  });

  it('are not stamped where the primary served, so that its own result stays its own', async () => {
    const model = createFailover({
      models: [mock([start, textStart, text('hello'), textEnd, finish()]), openaiLeg(scenario([ok('no')]))],
    });
    const { stream } = await model.doStream({ prompt: [] });
    expect(await readAll(stream)).toEqual([start, textStart, text('hello'), textEnd, finish()]);
  });
});
