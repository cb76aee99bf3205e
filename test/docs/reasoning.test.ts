/** docs/reasoning.md: its programs, with models that think in silence and aloud. */
import { createOpenAI } from '@ai-sdk/openai';
import type * as ai from 'ai';
import { generateText } from 'ai';
import { expect, it } from 'vitest';
import { hang, ok, slowFirstToken } from '../../mocks/index.ts';
import { run } from './blocks.ts';
import { describePrograms } from './programs.ts';
import { advance, counts, RETRY_MS, stage, watch, type Stage } from './stage.ts';

const page = 'docs/reasoning.md';

/** Events of OpenAI's Responses API, each after so many milliseconds. */
const thinking = (firstMs: number, thenMs: number): [ms: number, event: Record<string, unknown>][] => {
  const response = { id: 'resp_1', object: 'response', created_at: 1, model: 'gpt-5' };
  const place = { item_id: 'rs_1', output_index: 0, summary_index: 0 };
  const message = { id: 'msg_1', type: 'message', role: 'assistant', content: [] };
  const usage = { input_tokens: 1, output_tokens: 1, total_tokens: 2 };
  return [
    [0, { type: 'response.created', response }],
    [0, { type: 'response.output_item.added', output_index: 0, item: { id: 'rs_1', type: 'reasoning', summary: [] } }],
    [firstMs, { type: 'response.reasoning_summary_part.added', ...place }],
    [0, { type: 'response.reasoning_summary_text.delta', ...place, delta: 'Assume that there are finitely many.' }],
    [thenMs, { type: 'response.output_item.added', output_index: 1, item: message }],
    [0, { type: 'response.output_text.delta', item_id: 'msg_1', output_index: 1, delta: 'Euclid.' }],
    [0, { type: 'response.completed', response: { ...response, usage } }],
  ];
};

/** A provider that answers so, in the place of the stage's. */
function answering({ names, clock }: Stage, events: readonly [ms: number, event: object][]) {
  const bodies: Record<string, unknown>[] = [];
  const openai = createOpenAI({
    apiKey: 'placeholder',
    async fetch(_, init) {
      bodies.push(JSON.parse(String(init?.body)) as Record<string, unknown>);
      const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
      const writer = writable.getWriter();
      const encoder = new TextEncoder();
      const write = ([next, ...rest]: readonly [ms: number, event: object][]): void => {
        if (!next) return void writer.close().catch(() => {});
        clock.setTimeout(() => {
          writer.write(encoder.encode(`data: ${JSON.stringify(next[1])}\n\n`)).catch(() => {});
          write(rest);
        }, next[0]);
      };
      write(events);
      return new Response(readable, { headers: { 'content-type': 'text/event-stream' } });
    },
  });
  return { names: { ...names, openai }, bodies };
}

describePrograms(page, {
  "reasoningSummary: 'auto'": program => {
    const answer = async (on: Stage, names: Record<string, unknown>, ...steps: number[]) => {
      const call = watch(run(program, names, 'text', 'reasoningText'));
      for (const ms of steps) await advance(on, ms);
      return call;
    };

    it('thoughts that are shown count as content: the answer may come minutes later', async () => {
      const on = stage([ok('not asked')], [ok('not asked')]);
      const { names, bodies } = answering(on, thinking(140_000, 110_000));
      const call = await answer(on, names, 140_000, 110_000, 0);
      expect(call.value).toEqual({ text: 'Euclid.', reasoningText: 'Assume that there are finitely many.' });
      expect([counts(on), on.events, on.clock.pending]).toEqual([[0, 0], [], 0]);
      expect(bodies).toMatchObject([{ stream: true, reasoning: { effort: 'high', summary: 'auto' } }]);
    });

    it('the beginning of a block of thoughts is none: the fallback is asked beside it', async () => {
      const on = stage([ok('from the fallback')], [ok('not asked')]);
      const { names } = answering(on, thinking(151_000, 0));
      const call = await answer(on, names, 149_999);
      expect([call.isOver, on.anthropic.count]).toEqual([false, 0]);
      await advance(on, 1);
      expect(call.value).toEqual({ text: 'from the fallback', reasoningText: undefined });
    });

    it('thoughts that stop are cut after two minutes, and the fallback answers', async () => {
      const on = stage([ok('from the fallback')], [ok('not asked')]);
      const { names } = answering(on, thinking(1_000, 121_000));
      const call = await answer(on, names, 1_000, 119_999);
      expect([call.isOver, on.anthropic.count]).toEqual([false, 0]);
      await advance(on, 1);
      expect(call.value).toMatchObject({ text: 'from the fallback' });
    });

    it('says nothing against its options', async () => {
      const on = stage([ok('not asked')], [ok('hello')]);
      const call = await answer(on, on.names, 0);
      expect([call.isOver, on.events]).toEqual([true, []]);
    });
  },

  'attemptMs: 900_000': program => {
    it.each([
      ['one that answers within 15 minutes', slowFirstToken(899_000, 'a thought'), 'a thought', [0, 1]],
      ['one that does not', hang(), 'from the fallback', [1, 1]],
    ])('%s', async (_, step, text, asked) => {
      const on = stage([ok('from the fallback')], [step]);
      const { model } = await run(program, on.names, 'model');
      const call = watch(generateText({ model: model as ai.LanguageModel, prompt: 'Hi', maxRetries: 0 }));
      await advance(on, 900_000);
      await advance(on, RETRY_MS);
      expect([call.value?.text, counts(on)]).toEqual([text, asked]);
      expect(on.openai.requests[0]?.isStream).toBe(false);
    });
  },
});

it("openai's package asks for a summary by itself where an effort is set", async () => {
  const on = stage([ok('not asked')], [ok('hello')]);
  const { openai } = on.names as { openai: (id: string) => ai.LanguageModel };
  const ask = (options: Record<string, string>) =>
    generateText({ model: openai('gpt-5'), prompt: 'Hi', providerOptions: { openai: options } });
  await ask({ reasoningEffort: 'high' });
  await ask({});
  expect(on.openai.requests.map(({ body }) => (body as { reasoning?: object }).reasoning)).toEqual([
    { effort: 'high', summary: 'detailed' },
    undefined,
  ]);
});
