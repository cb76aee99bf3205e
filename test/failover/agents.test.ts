import { createMistral } from '@ai-sdk/mistral';
import { generateText, isStepCount, Output, streamText, tool, ToolLoopAgent } from 'ai';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { cut, ok, scenario, status, type Scenario, type Step } from '../../mocks/index.ts';
import type { LanguageModel } from '../../src/sdk-types.ts';
import { createFailover } from '../../src/index.ts';
import { AT_ONCE } from '../support/at-once.ts';
import { anthropicLeg, googleLeg, openaiLeg } from '../support/failover-legs.ts';

/** An API as an agent meets it: a step that thinks and calls a tool, and what of that only its own server can read. */
interface Vendor {
  connect: (upstream: Scenario) => LanguageModel;
  calls: (step: number) => unknown;
  says: (text: string) => unknown;
  /** State of this vendor's server in a request. */
  state: RegExp;
  /** Ids of tool calls in a request that this API would refuse. */
  badId: (body: string) => string[];
}

const idsIn = (body: string, key: string) =>
  [...body.matchAll(new RegExp(`"${key}":"([^"]*)"`, 'g'))].map(([, id]) => id ?? '');
const refusing = (key: string, pattern: RegExp) => (body: string) => idsIn(body, key).filter(id => !pattern.test(id));

const anthropic: Vendor = {
  connect: anthropicLeg,
  calls: step => ({
    id: `msg_${step}`,
    type: 'message',
    role: 'assistant',
    model: 'claude-sonnet-4-5',
    content: [
      { type: 'thinking', thinking: `thought ${step}`, signature: `SIGNED-BY-CLAUDE-${step}` },
      { type: 'tool_use', id: `toolu_01ABCDEFGH${step}`, name: 'look', input: { at: step } },
    ],
    stop_reason: 'tool_use',
    stop_sequence: null,
    usage: { input_tokens: 1, output_tokens: 1 },
  }),
  says: text => ({
    id: 'msg_end',
    type: 'message',
    role: 'assistant',
    model: 'claude-sonnet-4-5',
    content: [{ type: 'text', text }],
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: 1, output_tokens: 1 },
  }),
  state: /SIGNED-BY-CLAUDE/,
  badId: body => [...refusing('tool_use_id', /^[a-zA-Z0-9_-]+$/)(body)],
};

const openai: Vendor = {
  connect: openaiLeg,
  calls: step => ({
    id: `resp_${step}`,
    object: 'response',
    created_at: 1,
    status: 'completed',
    error: null,
    incomplete_details: null,
    model: 'gpt-5',
    output: [
      {
        id: `rs_0${step}`,
        type: 'reasoning',
        encrypted_content: `SEALED-${step}`,
        summary: [{ type: 'summary_text', text: `thought ${step}` }],
      },
      {
        id: `fc_0${step}`,
        type: 'function_call',
        status: 'completed',
        call_id: `call_ABCDEFGH${step}`,
        name: 'look',
        arguments: JSON.stringify({ at: step }),
      },
    ],
    usage: { input_tokens: 1, output_tokens: 1, total_tokens: 2 },
  }),
  says: text => ({
    id: 'resp_end',
    object: 'response',
    created_at: 1,
    status: 'completed',
    error: null,
    incomplete_details: null,
    model: 'gpt-5',
    output: [
      {
        id: 'msg_0end',
        type: 'message',
        status: 'completed',
        role: 'assistant',
        content: [{ type: 'output_text', text, annotations: [] }],
      },
    ],
    usage: { input_tokens: 1, output_tokens: 1, total_tokens: 2 },
  }),
  state: /rs_0\d|fc_0\d|SEALED/,
  badId: refusing('call_id', /^.{1,64}$/),
};

const google: Vendor = {
  connect: googleLeg,
  calls: step => ({
    candidates: [
      {
        index: 0,
        finishReason: 'STOP',
        content: {
          role: 'model',
          parts: [{ functionCall: { name: 'look', args: { at: step } }, thoughtSignature: `SIGNED-BY-GEMINI-${step}` }],
        },
      },
    ],
    usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 1, totalTokenCount: 2 },
  }),
  says: text => ({
    candidates: [{ index: 0, finishReason: 'STOP', content: { role: 'model', parts: [{ text }] } }],
    usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 1, totalTokenCount: 2 },
  }),
  state: /SIGNED-BY-GEMINI/,
  badId: () => [],
};

const completion = (message: object, reason: string) => ({
  id: 'cmpl',
  object: 'chat.completion',
  created: 1,
  model: 'mistral-large-latest',
  choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: reason }],
  usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
});

const mistral: Vendor = {
  connect: ({ fetch }) => createMistral({ apiKey: 'placeholder', fetch })('mistral-large-latest'),
  calls: step =>
    completion(
      {
        content: '',
        tool_calls: [
          {
            id: `abcdefgh${step}`,
            type: 'function',
            function: { name: 'look', arguments: JSON.stringify({ at: step }) },
          },
        ],
      },
      'tool_calls',
    ),
  says: text => completion({ content: text }, 'stop'),
  // Mistral signs nothing; its ids are its own only.
  state: /SIGNED-BY-MISTRAL/,
  badId: refusing('tool_call_id', /^[a-zA-Z0-9]{9}$/),
};

const VENDORS = { anthropic, openai, google, mistral };
const names = Object.keys(VENDORS) as (keyof typeof VENDORS)[];
const pairs = names.flatMap(one => names.filter(other => other !== one).map(other => [one, other] as const));

const reply = (body: unknown): Step => status(200, { body, headers: { 'content-type': 'application/json' } });
const down = status(503, { headers: AT_ONCE });
const bodiesOf = ({ requests }: Scenario) => requests.map(({ body }) => JSON.stringify(body));

function run(primary: Vendor, fallback: Vendor, script: [Step[], Step[]]) {
  const [first, second] = [scenario(script[0], { api: 'openai-chat' }), scenario(script[1], { api: 'openai-chat' })];
  const looked: number[] = [];
  const tools = {
    look: tool({
      inputSchema: z.object({ at: z.number() }),
      execute: ({ at }) => {
        looked.push(at);
        return `found-${at}`;
      },
    }),
  };
  const model = createFailover({
    models: [primary.connect(first), { model: fallback.connect(second), name: 'second' }],
    random: () => 0,
  });
  return { model, tools, looked, first, second };
}

describe('an agent of five steps whose third one fails over', () => {
  it.each(pairs)('%s → %s → back: every history is readable for its reader', async (one, other) => {
    const [primary, fallback] = [VENDORS[one], VENDORS[other]];
    const { model, tools, looked, first, second } = run(primary, fallback, [
      [
        reply(primary.calls(1)),
        reply(primary.calls(2)),
        down,
        down,
        reply(primary.calls(4)),
        reply(primary.says('done')),
      ],
      [reply(fallback.calls(3))],
    ]);
    const result = await generateText({ model, tools, prompt: 'Go', stopWhen: isStepCount(6), maxRetries: 0 });
    expect(result.text).toBe('done');
    expect(result.steps).toHaveLength(5);
    // No step is run again, no tool twice.
    expect(looked).toEqual([1, 2, 3, 4]);
    expect([first.count, second.count]).toEqual([6, 1]);
    expect(result.steps.map(step => step.providerMetadata?.['failover'] !== undefined)).toEqual([
      false,
      false,
      true,
      false,
      false,
    ]);

    const [taken = ''] = bodiesOf(second);
    for (const found of ['found-1', 'found-2']) expect(taken).toContain(found);
    expect(taken).not.toMatch(primary.state);
    expect(taken).not.toContain('thought 1');
    expect(fallback.badId(taken)).toEqual([]);

    for (const [index, back] of bodiesOf(first).slice(4).entries()) {
      for (const found of ['found-1', 'found-2', 'found-3', ...(index > 0 ? ['found-4'] : [])])
        expect(back).toContain(found);
      expect(back).not.toMatch(fallback.state);
      expect(primary.badId(back)).toEqual([]);
      // Its own thoughts of the steps before are still there.
      if (primary !== mistral) expect(back).toMatch(primary.state);
    }
    for (const body of [...bodiesOf(first), ...bodiesOf(second)]) expect(body).not.toContain('failover');
  });

  it.each(pairs)('%s → %s for good: the fallback reads its own steps', async (one, other) => {
    const [primary, fallback] = [VENDORS[one], VENDORS[other]];
    const { model, tools, looked, first, second } = run(primary, fallback, [
      [reply(primary.calls(1)), reply(primary.calls(2)), down],
      [reply(fallback.calls(3)), reply(fallback.calls(4)), reply(fallback.says('done'))],
    ]);
    const agent = new ToolLoopAgent({ model, tools, stopWhen: isStepCount(6), maxRetries: 0 });
    const result = await agent.generate({ prompt: 'Go' });
    expect([result.text, looked]).toEqual(['done', [1, 2, 3, 4]]);
    expect([first.count, second.count]).toEqual([2 + 3 * 2, 3]);
    for (const [index, body] of bodiesOf(second).entries()) {
      expect(body).not.toMatch(primary.state);
      expect(fallback.badId(body)).toEqual([]);
      if (index > 0 && fallback !== mistral) expect(body).toMatch(fallback.state);
      for (let step = 1; step < 3 + index; step += 1) expect(body).toContain(`found-${step}`);
    }
  });
});

describe('a streaming agent', () => {
  it('fails over in its third step, before and without showing anything twice', async () => {
    const calls = (at: number) =>
      ok([`step ${at}. `], { toolCalls: [{ name: 'look', input: { at }, id: `toolu_${at}` }] });
    const first = scenario([calls(1), calls(2), cut({ afterParts: 0 }), down, calls(4), ok(['the ', 'end'])]);
    const second = scenario([calls(3)]);
    const looked: number[] = [];
    const tools = {
      look: tool({ inputSchema: z.object({ at: z.number() }), execute: ({ at }) => (looked.push(at), at) }),
    };
    const model = createFailover({ models: [anthropicLeg(first), openaiLeg(second)], random: () => 0 });
    const agent = new ToolLoopAgent({ model, tools, stopWhen: isStepCount(6), maxRetries: 0 });
    const result = await agent.stream({ prompt: 'Go' });
    let text = '';
    for await (const delta of result.textStream) text += delta;
    expect(text).toBe('step 1. step 2. step 3. step 4. the end');
    expect([looked, first.count, second.count]).toEqual([[1, 2, 3, 4], 6, 1]);
    expect((await result.steps).map(step => step.providerMetadata?.['failover'] !== undefined)).toEqual([
      false,
      false,
      true,
      false,
      false,
    ]);
  });
});

describe('structured output', () => {
  const output = Output.object({ schema: z.object({ answer: z.string() }) });
  const two = (primary: Step[], fallback: Step[]) => {
    const [first, second] = [scenario(primary), scenario(fallback)];
    return {
      model: createFailover({ models: [anthropicLeg(first), openaiLeg(second)], random: () => 0 }),
      first,
      second,
    };
  };

  it('comes whole from the fallback, which is asked for the same schema', async () => {
    const { model, first, second } = two([down], [ok('{"answer":"42"}')]);
    const result = await generateText({ model, prompt: 'Hi', output, maxRetries: 0 });
    expect(result.output).toEqual({ answer: '42' });
    expect([first.count, second.count]).toEqual([2, 1]);
    expect(second.requests[0]?.body).toMatchObject({
      text: { format: { type: 'json_schema', schema: { properties: { answer: { type: 'string' } } } } },
    });
  });

  it('streams from the fallback alone', async () => {
    const { model } = two([cut({ afterParts: 0, text: ['{"answer"', ':"no"}'] })], [ok(['{"answer"', ':"4', '2"}'])]);
    const result = streamText({ model, prompt: 'Hi', output, maxRetries: 0 });
    const partial: unknown[] = [];
    for await (const part of result.partialOutputStream) partial.push(part);
    expect(partial.at(-1)).toEqual({ answer: '42' });
    expect(JSON.stringify(partial)).not.toContain('no');
    expect(await result.output).toEqual({ answer: '42' });
  });

  it('that is not the schema’s goes to the next leg through acceptResult', async () => {
    const first = scenario([ok('{"wrong":1}')]);
    const second = scenario([ok('{"answer":"42"}')]);
    const model = createFailover({
      models: [anthropicLeg(first), openaiLeg(second)],
      acceptResult: ({ content }) => content.some(part => part.type === 'text' && part.text.includes('answer')),
    });
    expect((await generateText({ model, prompt: 'Hi', output, maxRetries: 0 })).output).toEqual({ answer: '42' });
    expect([first.count, second.count]).toEqual([1, 1]);
  });
});
