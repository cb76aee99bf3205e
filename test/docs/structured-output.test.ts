/** docs/structured-output.md: its programs, with results that fit and results that do not. */
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import * as ai from 'ai';
import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { cut, ok, stall, status } from '../../mocks/index.ts';
import { drill } from '../../src/drill/index.ts';
import type { FailoverError, RouterOptions } from '../../src/index.ts';
import { readPage, run } from './blocks.ts';
import { describePrograms } from './programs.ts';
import { advance, counts, RETRY_MS, routerOf, stage, watch } from './stage.ts';

const page = 'docs/structured-output.md';
const INVOICE = { number: '7', total: 12.5 };
const good = ok(JSON.stringify(INVOICE));

describePrograms(page, {
  'function fits': program => {
    it.each([
      ['an object that does not fit', '{"id":7}'],
      ['text', 'The invoice has the number 7.'],
    ])('%s is refused, and the next model is asked', async (_, text) => {
      const on = stage([ok(text)], [good]);
      const call = watch(run(program, on.names, 'output'));
      await advance(on, 0);
      expect([call.value, counts(on)]).toEqual([{ output: INVOICE }, [1, 1]]);
      expect(on.events.filter(({ type }) => type === 'breaker')).toEqual([]);
    });

    it('fails in one round when no result fits', async () => {
      const on = stage([ok('one')], [ok('two')]);
      const call = watch(run(program, on.names, 'output'));
      await advance(on, 60_000);
      const { attempts, isRetryable } = call.error as FailoverError;
      expect(attempts.map(({ rule }) => rule)).toEqual(['result:rejected', 'result:rejected']);
      expect([isRetryable, counts(on)]).toEqual([false, [1, 1]]);
    });

    it('a step that calls tools is accepted', async () => {
      const on = stage([ok('', { toolCalls: [{ name: 'look', input: {} }] })], [ok('not asked')]);
      const asks = program.replace('const { output } =', 'const { finishReason } =');
      const tools = "tools: { look: tool({ inputSchema: z.object({}) }) },\n  prompt: 'Read";
      const call = watch(run(asks.replace("prompt: 'Read", tools), on.names, 'finishReason'));
      await advance(on, 0);
      expect([call.value, counts(on)]).toEqual([{ finishReason: 'tool-calls' }, [1, 0]]);
    });
  },

  'export async function read': program => {
    it.each([
      ['an object that fits', [good], INVOICE, [1, 0], undefined],
      ['one that does not', [ok('{"id":7}')], undefined, [1, 0], ['claude-sonnet-4-5', 'stop', '{"id":7}']],
      ['no answer', [status(401)], undefined, [1, 1], [expect.stringMatching(/^2 legs failed/)]],
    ])('%s', async (_, steps, output, asked, warned) => {
      const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
      const on = stage(steps, [status(401)]);
      const { read } = await run(program, on.names, 'read');
      const call = watch((read as (prompt: string) => Promise<unknown>)('Hi'));
      await advance(on, RETRY_MS);
      expect([call.error, call.value, counts(on)]).toEqual([undefined, output, asked]);
      expect(warn.mock.calls).toEqual(warned ? [warned] : []);
    });
  },

  'strictJsonSchema: false': program => {
    it.each([
      ['as the page has it', program, false],
      ['without it', program.replace('strictJsonSchema: false', ''), true],
    ])('%s', async (_, block, strict) => {
      const on = stage([status(401)], [good]);
      const { model } = await run(block, on.names, 'model');
      const schema = z.object({ number: z.string(), total: z.number() });
      const output = ai.Output.object({ schema });
      const call = watch(ai.generateText({ model: model as ai.LanguageModel, output, prompt: 'Hi' }));
      await advance(on, 0);
      expect(call.value?.output).toEqual(INVOICE);
      expect(on.openai.requests[0]?.body).toMatchObject({ text: { format: { type: 'json_schema', strict } } });
    });
  },

  'for (const { level, message, remedy } of report.findings)': program => {
    it('finds a fallback that refuses the schema', async () => {
      const log = vi.spyOn(console, 'log').mockImplementation(() => {});
      const body = {
        error: { message: "Invalid schema for response_format 'invoice'", type: 'invalid_request_error' },
      };
      const on = stage([good], [status(400, { body })]);
      await run(program, { ...on.names, drill }, 'report');
      const findings = log.mock.calls.map(([level, message]) => `${level} ${message}`);
      expect(findings).toContainEqual(expect.stringMatching(/^error .*gpt-5.*refuse|^error .*gpt-5.*Invalid schema/));
    });
  },

  'export async function show': program => {
    const parts = ['{"title":"A', ' title","lines":["one', '","two"]}'];
    const show = async (on: ReturnType<typeof stage>) => {
      vi.spyOn(console, 'warn').mockImplementation(() => {});
      const drawn: unknown[] = [];
      const { show } = await run(program, on.names, 'show');
      const shows = show as (prompt: string, draw: (part: unknown) => void) => Promise<unknown>;
      return { drawn, call: watch(shows('Hi', part => drawn.push(part))) };
    };

    it('a failure before the first content is invisible', async () => {
      const on = stage([cut({ afterParts: 0, text: ['{"wrong":1}'] })], [ok(parts)]);
      const { drawn, call } = await show(on);
      await advance(on, RETRY_MS);
      expect(call.value).toEqual({ title: 'A title', lines: ['one', 'two'] });
      expect(JSON.stringify(drawn)).not.toContain('wrong');
    });

    it.each([
      ['breaks off', cut({ afterParts: 2, text: parts }), 0],
      ['stalls', stall({ afterParts: 2, text: parts }), 20_000],
    ])('one that %s in the middle draws a part, and is no result', async (_, step, afterMs) => {
      const on = stage([step], [ok('not asked')]);
      const { drawn, call } = await show(on);
      await advance(on, afterMs);
      await advance(on, RETRY_MS);
      expect([call.isOver, call.value, call.error, counts(on)]).toEqual([true, undefined, undefined, [1, 0]]);
      expect(drawn.at(-1)).toMatchObject({ title: expect.stringMatching(/^A/) });
      expect(console.warn).toHaveBeenCalledOnce();
    });
  },
});

it.each([
  [true, 'json_schema', []],
  [false, 'json_object', [{ type: 'unsupported', feature: 'responseFormat' }]],
])('a compatible server with supportsStructuredOutputs: %s gets %s', async (supports, type, warnings) => {
  const { anthropic: upstream } = stage([good], [good]);
  const server = createOpenAICompatible({
    name: 'local',
    baseURL: 'http://local.example/v1',
    fetch: upstream.fetch,
    supportsStructuredOutputs: supports,
  });
  const output = ai.Output.object({ schema: z.object({ number: z.string() }) });
  const result = await ai.generateText({ model: server('model'), output, prompt: 'Hi' });
  expect(upstream.requests[0]?.body).toMatchObject({ response_format: { type } });
  expect(result.warnings).toMatchObject(warnings);
});

describe('a model that refuses the parameter', () => {
  const body = {
    error: {
      message: "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.",
      type: 'invalid_request_error',
    },
  };

  it('shouldFailOver asks the next one', async () => {
    const on = stage([status(400, { body })], [good]);
    const [, decide] = /`shouldFailOver: (.*)`/.exec(readPage(page))!;
    const shouldFailOver = new Function(`return ${decide}`)() as RouterOptions['shouldFailOver'];
    const output = ai.Output.object({ schema: z.object({ number: z.string(), total: z.number() }) });
    const call = watch(ai.generateText({ model: routerOf(on, { shouldFailOver }), output, prompt: 'Hi' }));
    await advance(on, 0);
    expect([call.value?.output, counts(on)]).toEqual([INVOICE, [1, 1]]);
  });
});
