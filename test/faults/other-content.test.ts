/** Reasoning and the input of tools are content: they count as an answer under way, and are never shown in halves. */
import { generateText, jsonSchema, streamText, tool } from 'ai';
import { describe, expect, it } from 'vitest';
import type { LanguageModel } from '../../src/sdk-types.ts';
import { drip, drop, headers, send } from '../support/fault-server.ts';
import { answer, INPUT, OTHER_CONTENT, REASONING } from './other-content.ts';
import { GOOD, setStage } from './stage.ts';

const timeouts = { firstContentMs: 12_000, idleMs: 12_000 };

interface Answer {
  text: string;
  reasoning: string | undefined;
  inputs: unknown[];
  finishReason: string;
  told: unknown[];
}

type Ask = (model: LanguageModel) => Promise<Answer>;

const tools = { weather: tool({ inputSchema: jsonSchema<Record<string, string>>({ type: 'object' }) }) };

const generate: Ask = async model => {
  const {
    text,
    reasoningText: reasoning,
    toolCalls,
    finishReason,
  } = await generateText({ model, tools, prompt: 'Hi', maxRetries: 0 });
  return { text, reasoning, inputs: toolCalls.map(({ input }) => input), finishReason, told: [] };
};

const stream: Ask = async model => {
  const told: unknown[] = [];
  const result = streamText({
    model,
    tools,
    prompt: 'Hi',
    maxRetries: 0,
    onError: ({ error }) => void told.push(error),
  });
  return {
    text: await result.text,
    reasoning: await result.reasoningText,
    inputs: (await result.toolCalls).map(({ input }) => input),
    finishReason: await result.finishReason,
    told,
  };
};

const ASKS: [string, Ask][] = [
  ['generateText', generate],
  ['streamText', stream],
];

describe.concurrent.each(OTHER_CONTENT.map(content => [`${content.name}, ${content.kind}`, content] as const))(
  '%s',
  (_, content) => {
    const { name, kind, opening, deltas } = content;
    const isReasoning = kind === 'reasoning';

    it.each(ASKS)('%s: deltas that come slowly are content', async (_name, ask) => {
      const primary = answer(content, drip(deltas, 6_000));
      await using stage = await setStage({ primary, packages: [name], options: { timeouts } });
      expect(await ask(stage.model)).toEqual({
        text: '',
        reasoning: isReasoning ? REASONING : undefined,
        inputs: isReasoning ? [] : [INPUT],
        finishReason: isReasoning ? 'stop' : 'tool-calls',
        told: [],
      });
      expect([stage.counts(), stage.events, stage.time.pending]).toEqual([[1, 0], [], 0]);
    });

    it.each(ASKS)('%s: the beginning of one is none', async (_name, ask) => {
      await using stage = await setStage({
        primary: [headers(), send(...opening)],
        packages: [name],
        options: { timeouts },
      });
      expect(await ask(stage.model)).toMatchObject({ text: GOOD, inputs: [], finishReason: 'stop', told: [] });
      expect(stage.counts()).toEqual([1, 1]);
      expect(await stage.primary.requests[0]!.ended).toBe('left');
      expect(stage.events).toMatchObject([{ limit: 'firstContentMs' }, { type: 'failure' }, { type: 'failover' }]);
    });

    const half = [headers(), send(...opening, ...deltas.slice(0, 5))];
    const breaks = [
      ['falls silent', half, { category: 'timeout', rule: 'timeout:idleMs' }, 1],
      ['dies', [...half, drop], { category: 'stream-interrupted' }, 2],
    ] as const;

    it.each(breaks)(
      'streamText: what %s in the middle is told once, and no half of a tool call is handed out',
      async (_how, primary, failure) => {
        await using stage = await setStage({ primary, packages: [name], options: { timeouts } });
        const heard = await stream(stage.model);
        expect(heard).toMatchObject({ text: '', inputs: [], finishReason: 'error' });
        expect(heard.told).toMatchObject([{ isRetryable: true, data: { failure } }]);
        expect([stage.counts(), stage.time.pending]).toEqual([[1, 0], 0]);
      },
    );

    it.each(breaks)(
      'generateText via a stream: what %s in the middle is asked of the fallback',
      async (_how, primary, _failure, tries) => {
        await using stage = await setStage({ primary, packages: [name], options: { timeouts } });
        expect(await generate(stage.model)).toMatchObject({
          text: GOOD,
          reasoning: undefined,
          inputs: [],
          finishReason: 'stop',
        });
        expect([stage.counts(), stage.time.pending]).toEqual([[tries, 1], 0]);
      },
    );
  },
);
