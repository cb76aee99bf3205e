/** docs/tenants.md: its programs, and what one tenant changes for the next one. */
import type * as ai from 'ai';
import { generateText } from 'ai';
import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { expect, it, vi } from 'vitest';
import { fixtures, ok, status, type Step } from '../../mocks/index.ts';
import { createFailover } from '../../src/index.ts';
import { run } from './blocks.ts';
import { describePrograms } from './programs.ts';
import { advance, counts, RETRY_MS, stage, watch, type Stage } from './stage.ts';

const page = 'docs/tenants.md';
const wait = { headers: { 'retry-after': '600' } };

/** Calls the program's function for one tenant after the other, and gives the texts. */
async function answers(on: Stage, program: string, ...calls: [who: unknown, names?: object][]): Promise<unknown[]> {
  const { answer } = await run(program, { ...on.names, ...calls[0]?.[1] }, 'answer');
  const texts: unknown[] = [];
  for (const [who] of calls) {
    const call = watch((answer as (who: unknown, prompt: string) => Promise<string>)(who, 'Hi'));
    await advance(on, RETRY_MS);
    texts.push(call.value ?? (call.error as { statusCode?: number }).statusCode);
  }
  return texts;
}

describePrograms(page, {
  'tenant: { openaiKey: string }': program => {
    const bad = { openaiKey: 'bad' };
    const good = { openaiKey: 'good' };

    it.each<[string, Step, number | string]>([
      ['refused', status(401, wait), 401],
      ['out of money', status(402, wait), 402],
      ['limited', status(429, wait), 'from claude'],
    ])('a key that is %s changes nothing for the next tenant', async (_, step, first) => {
      const on = stage([ok('from claude')], [step, ok('from gpt')]);
      expect(await answers(on, program, [bad], [good])).toEqual([first, 'from gpt']);
      expect(on.openai.requests.map(({ headers }) => headers['authorization'])).toEqual(['Bearer bad', 'Bearer good']);
      for (const { headers } of on.anthropic.requests) expect(JSON.stringify(headers)).not.toContain('bad');
      expect(on.events.filter(({ type }) => type === 'breaker' || type === 'config')).toEqual([]);
    });
  },

  'gpt of ${id}': program => {
    const tenant = (id: string) => ({ id, openaiKey: 'placeholder', anthropicKey: 'placeholder' });

    it('a refused key is out of use for its own tenant alone', async () => {
      const on = stage([ok('from claude')], [status(401), ok('from gpt')]);
      const said = await answers(on, program, [tenant('a')], [tenant('a')], [tenant('b')]);
      expect([said, counts(on)]).toEqual([
        ['from claude', 'from claude', 'from gpt'],
        [2, 2],
      ]);
    });

    it('under one name it would be for all', async () => {
      const on = stage([ok('from claude')], [status(401), ok('not asked')]);
      const shared = program.replace('gpt of ${id}', 'gpt').replace('claude of ${id}', 'claude');
      expect(await answers(on, shared, [tenant('a')], [tenant('b')])).toEqual(['from claude', 'from claude']);
      expect(on.openai.count).toBe(1);
    });
  },

  "'cf-aig-metadata': JSON": program => {
    const ask = async (step: Step) => {
      const on = stage([ok('from claude')], [step, ok('from gpt')]);
      // At the address of the program, by which the gateway is known.
      const names = {
        createOpenAI: ({ baseURL }: { baseURL: string }) =>
          createOpenAI({ apiKey: 'placeholder', baseURL, fetch: on.openai.fetch }),
        createAnthropic: ({ baseURL }: { baseURL: string }) =>
          createAnthropic({ apiKey: 'placeholder', baseURL, fetch: on.anthropic.fetch }),
      };
      const said = await answers(on, program, ['alice', names], ['bob']);
      return { on, said };
    };

    it("one user's spend limit is not the next one's", async () => {
      const { on, said } = await ask(fixtures['cloudflare-2041-spend-limit']);
      expect(said).toEqual(['from claude', 'from gpt']);
      const metadata = [...on.openai.requests, ...on.anthropic.requests].map(
        ({ headers }) => headers['cf-aig-metadata'],
      );
      expect(metadata).toEqual(['{"user":"alice"}', '{"user":"bob"}', '{"user":"alice"}']);
      expect(on.events.filter(({ type }) => type === 'config')).toHaveLength(1);
    });

    it('a key in the headers goes to both models behind the gateway', async () => {
      const on = stage([ok('from claude')], [status(503)]);
      const baseURL = 'https://gateway.ai.cloudflare.com/v1/my-account/my-gateway';
      const model = createFailover({
        models: [
          createOpenAI({ apiKey: 'placeholder', baseURL: `${baseURL}/openai`, fetch: on.openai.fetch })('gpt-5'),
          createAnthropic({ apiKey: 'placeholder', baseURL: `${baseURL}/anthropic/v1`, fetch: on.anthropic.fetch })(
            'claude-sonnet-4-5',
          ),
        ],
        retries: { perLeg: 0 },
      });
      await generateText({ model, prompt: 'Hi', headers: { authorization: 'Bearer tenant' } });
      expect(on.anthropic.requests[0]?.headers['authorization']).toBe('Bearer tenant');
    });

    it("the provider's refusal of your key is everyone's", async () => {
      const { on, said } = await ask(status(401));
      expect([said, on.openai.count]).toEqual([['from claude', 'from claude'], 1]);
    });
  },

  "account: 'openai-production'": program => {
    it('after a refused key the models of the same account are skipped', async () => {
      const on = stage([ok('from claude')], [status(401)]);
      const { model } = await run(program, on.names, 'model');
      const call = watch(generateText({ model: model as ai.LanguageModel, prompt: 'Hi' }));
      await advance(on, 0);
      expect([call.value?.text, counts(on)]).toEqual(['from claude', [1, 1]]);
      expect(call.value?.providerMetadata?.['failover']).toMatchObject({ skipped: [{ reason: 'account' }] });
    });
  },

  "forwardHeaders: ['x-tenant']": program => {
    it('names what was not sent, without its value', async () => {
      const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
      const on = stage([status(401)], [ok('from gpt')]);
      const { model } = await run(program, on.names, 'model');
      const headers = { 'x-tenant': 'a', 'x-api-key': 'the-key', traceparent: '00-a-b-01', 'x-other': 'kept-back' };
      await generateText({ model: model as ai.LanguageModel, prompt: 'Hi', headers });
      expect(on.openai.requests[0]?.headers).toMatchObject({ 'x-tenant': 'a', traceparent: '00-a-b-01' });
      const warned = warn.mock.calls.flat().join('\n');
      expect(warned).toMatch(/x-api-key[\s\S]*x-other|x-other[\s\S]*x-api-key/);
      expect(warned + JSON.stringify(on.openai.requests[0]?.headers)).not.toMatch(/the-key|kept-back/);
    });
  },
});
