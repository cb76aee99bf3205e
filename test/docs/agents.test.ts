/** docs/agents.md: its programs, with steps that fail. */
import * as ai from 'ai';
import { MockLanguageModelV4 } from 'ai/test';
import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { hang, ok, status } from '../../mocks/index.ts';
import { run } from './blocks.ts';
import { describePrograms } from './programs.ts';
import { advance, counts, RETRY_MS, routerOf, stage, watch } from './stage.ts';

const page = 'docs/agents.md';
const calls = (name: string, input: Record<string, unknown>) => ok('', { toolCalls: [{ name, input }] });
const looksUp = (city: string) => calls('lookUp', { city });

type Step = { toolResults: { output: unknown }[]; providerMetadata?: Record<string, { servedBy?: { leg: string } }> };
const servers = (steps: unknown) => (steps as Step[]).map(step => step.providerMetadata?.['failover']?.servedBy?.leg);

describePrograms(page, {
  'new ToolLoopAgent': program => {
    it('a step whose model fails is answered by the next one, and no tool runs twice', async () => {
      for (const level of ['log', 'warn'] as const) vi.spyOn(console, level).mockImplementation(() => {});
      const on = stage([looksUp('Oslo'), status(503), status(503), ok('Bergen')], [looksUp('Bergen')]);
      const call = watch(run(program, on.names, 'text', 'steps'));
      await advance(on, RETRY_MS);
      const { text, steps } = call.value as { text: string; steps: Step[] };
      expect(text).toBe('Bergen');
      expect(steps.map(step => step.toolResults.map(({ output }) => output))).toEqual([[4], [9], []]);
      // Only the step that a fallback served has metadata.
      expect(servers(steps)).toEqual([undefined, 'gpt', undefined]);
      expect([counts(on), on.clock.pending]).toEqual([[4, 1], 0]);
    });
  },

  'export async function resume': program => {
    it('goes on after the last finished step', async () => {
      const on = stage([calls('charge', { euros: 5 }), status(401), ok('done')], [status(401)]);
      const { resume } = await run(program, on.names, 'resume');
      const messages: ai.ModelMessage[] = [{ role: 'user', content: 'Charge 5 euros.' }];
      const first = watch((resume as (messages: ai.ModelMessage[]) => Promise<string | undefined>)(messages));
      await advance(on, RETRY_MS);
      expect(first).toEqual({ isOver: true, value: undefined });
      expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool']);
      await advance(on, 120_000);
      const second = watch((resume as (messages: ai.ModelMessage[]) => Promise<string | undefined>)(messages));
      await advance(on, RETRY_MS);
      expect(second.value).toBe('done');
      expect(JSON.stringify(on.anthropic.requests.at(-1)?.body)).toContain('charged 5');
      expect(messages.filter(({ role }) => role === 'tool')).toHaveLength(1);
    });
  },

  'const { stay }': program => {
    it('stays with the fallback once it has answered', async () => {
      const on = stage([looksUp('Oslo'), status(503), status(503), ok('not asked')], [looksUp('Bergen'), ok('Bergen')]);
      const call = watch(run(program, on.names, 'text', 'steps'));
      await advance(on, RETRY_MS);
      const { text, steps } = call.value as { text: string; steps: Step[] };
      expect([text, servers(steps), counts(on)]).toEqual(['Bergen', ['claude', 'gpt', 'gpt'], [3, 2]]);
      for (const { body } of on.openai.requests) expect(JSON.stringify(body)).not.toContain('router');
    });
  },

  'export async function goOn': program => {
    it('takes out what the model cannot read, and says so', async () => {
      const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
      const on = stage([ok('hello')], [ok('not asked')]);
      const { goOn } = await run(program, on.names, 'goOn');
      const stored: ai.ModelMessage[] = [
        { role: 'user', content: 'Hi' },
        {
          role: 'assistant',
          content: [
            {
              type: 'reasoning',
              text: 'a thought',
              providerOptions: { openai: { itemId: 'rs_0', reasoningEncryptedContent: 'SEALED' } },
            },
            { type: 'text', text: 'Hello' },
          ],
        },
        { role: 'user', content: 'And?' },
      ];
      expect(await (goOn as (stored: ai.ModelMessage[]) => Promise<string>)(stored)).toBe('hello');
      const sent = JSON.stringify(on.anthropic.requests[0]?.body);
      expect(sent).toContain('Hello');
      expect(sent).not.toMatch(/thought|SEALED/);
      expect(warn).toHaveBeenCalledOnce();
    });
  },
});

describe('an answer that breaks off after a tool call', () => {
  async function call(method: 'generateText' | 'streamText') {
    const on = stage([ok('not used')], [ok('from the fallback')]);
    const primary = new MockLanguageModelV4({
      doStream: async () => {
        const parts: ai.LanguageModelStreamPart[] = [
          { type: 'stream-start', warnings: [] } as never,
          { type: 'tool-call', toolCallId: '1', toolName: 'charge', input: '{"euros":5}' } as never,
        ];
        const stream = new ReadableStream({
          pull(controller) {
            const part = parts.shift();
            if (part) controller.enqueue(part);
            else controller.error(new TypeError('terminated'));
          },
        });
        return { stream: stream as never };
      },
    });
    const charged: number[] = [];
    const inputSchema = z.object({ euros: z.number() });
    const tools = { charge: ai.tool({ inputSchema, execute: ({ euros }) => void charged.push(euros) }) };
    const { createFailover, openai } = on.names as Record<string, (input: unknown) => ai.LanguageModel>;
    const model = createFailover!({ models: [primary, openai!('gpt-5')], generateVia: 'stream' });
    const settings = { model, tools, prompt: 'Hi', maxRetries: 0, stopWhen: ai.isStepCount(5) };
    const result = watch(
      method === 'generateText'
        ? ai.generateText(settings).then(({ text }) => text)
        : ai.streamText({ ...settings, onError() {} }).finishReason,
    );
    await advance(on, RETRY_MS);
    return { value: result.value, charged, asked: on.openai.count };
  }

  it('generateText gets the whole step from the next model, and the tool does not run for the half', async () => {
    expect(await call('generateText')).toEqual({ value: 'from the fallback', charged: [], asked: 1 });
  });

  it('streamText ends with an error, and the tool does not run', async () => {
    expect(await call('streamText')).toEqual({ value: 'error', charged: [], asked: 0 });
  });
});

it('a call with a tool of the provider is not hedged, and the fallback answers without the tool', async () => {
  const on = stage([hang()], [ok('without the web')]);
  const { anthropic, openai, createFailover } = on.names as Record<string, (input: unknown) => ai.LanguageModel>;
  const model = createFailover!({
    models: [anthropic!('claude-sonnet-4-5'), openai!('gpt-5')],
    hedge: { afterMs: 5_000 },
    timeouts: { firstContentMs: 20_000 },
  });
  const { anthropic: named } = await import('@ai-sdk/anthropic');
  const tools = { search: named.tools.webSearch_20250305({}) };
  const call = watch(ai.generateText({ model, prompt: 'Hi', tools, maxRetries: 0 }));
  await advance(on, 19_999);
  expect(counts(on)).toEqual([1, 0]);
  await advance(on, 1);
  expect(call.value?.text).toBe('without the web');
  expect(JSON.stringify(on.openai.requests[0]?.body)).not.toMatch(/search/);
});

it('every step begins with the first model', async () => {
  const on = stage([status(503), status(503), ok('the first again')], [looksUp('Oslo')]);
  const tools = { lookUp: ai.tool({ inputSchema: z.object({ city: z.string() }), execute: () => 4 }) };
  const call = watch(ai.generateText({ model: routerOf(on), tools, prompt: 'Hi', stopWhen: ai.isStepCount(3) }));
  await advance(on, RETRY_MS);
  expect([call.value?.text, counts(on)]).toEqual(['the first again', [3, 1]]);
});
