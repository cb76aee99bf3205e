/** What the bare SDK makes of a disguised failure, and what comes back with the middleware. */
import { createAmazonBedrock } from '@ai-sdk/amazon-bedrock';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenRouter } from '@openrouter/ai-sdk-provider';
import { APICallError, generateText, wrapLanguageModel } from 'ai';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { cut, fixtures, ok, scenario } from '../../mocks/index.ts';
import { gatewayErrorMiddleware } from '../../src/index.ts';
import type { LanguageModel } from '../../src/sdk-types.ts';
import { hear } from '../support/ask.ts';
import { atOnce } from '../support/at-once.ts';
import { startServer } from '../support/loopback-server.ts';
import { skipBackoff } from '../support/skip-backoff.ts';
import { dieMidStream, goodStream } from '../support/wire-answers.ts';
import { wires } from '../support/wires.ts';

afterEach(() => void vi.restoreAllMocks());

const wrap = (model: LanguageModel) => wrapLanguageModel({ model, middleware: gatewayErrorMiddleware() });

describe('what comes back, bare and with the middleware', () => {
  const openai = (upstream: ReturnType<typeof scenario>) =>
    createOpenAI({ apiKey: 'placeholder', fetch: upstream.fetch })('gpt-5');
  const openrouter = (upstream: ReturnType<typeof scenario>) =>
    createOpenRouter({ apiKey: 'placeholder', fetch: upstream.fetch })('z-ai/glm-5.1') as unknown as LanguageModel;
  const ask = (model: LanguageModel) =>
    generateText({ model, prompt: 'Hi', maxRetries: 1 }).then(
      ({ text }) => ({ text }),
      error => ({ error }),
    );

  const PROOFS: Record<string, () => Promise<void>> = {
    async 'Cloudflare 400 with code 2005, then an answer'() {
      const steps = [atOnce(fixtures['cloudflare-2005']), ok('the answer')];
      const bare = scenario(steps);
      const failed = await ask(openai(bare));
      expect(failed).toMatchObject({ error: { name: 'AI_APICallError', statusCode: 400, message: '' } });
      expect(bare.count).toBe(1);
      const wrapped = scenario(steps);
      expect(await ask(wrap(openai(wrapped)))).toEqual({ text: 'the answer' });
      expect(wrapped.count).toBe(2);
    },
    async 'OpenRouter 200 with `{"error":{"code":502}}`, then an answer'() {
      const steps = [atOnce(fixtures['openrouter-502-in-200']), ok('the answer')];
      const bare = scenario(steps);
      const failed = await ask(openrouter(bare));
      expect(failed).toMatchObject({ error: { name: 'AI_APICallError', statusCode: 200, isRetryable: false } });
      expect(bare.count).toBe(1);
      const wrapped = scenario(steps);
      expect(await ask(wrap(openrouter(wrapped)))).toEqual({ text: 'the answer' });
      expect(wrapped.count).toBe(2);
    },
    async 'an error as the first event of a stream'() {
      const steps = [atOnce(fixtures['openrouter-502-first-frame']), ok('the answer')];
      const bare = scenario(steps);
      const heard = await hear(openrouter(bare), { maxRetries: 1 });
      expect(heard).toMatchObject({ text: '', finishReason: 'error', thrown: undefined });
      expect(heard.told).toHaveLength(1);
      const wrapped = scenario(steps);
      expect(await hear(wrap(openrouter(wrapped)), { maxRetries: 1 })).toMatchObject({ text: 'the answer', told: [] });
      expect(wrapped.count).toBe(2);
    },
    async 'a stream that ends in the middle'() {
      const steps = [cut({ afterParts: 2, ending: 'end', text: 'cut short here' })];
      const bare = await hear(openai(scenario(steps)));
      expect(bare).toMatchObject({ text: 'cut short', told: [], thrown: undefined });
      expect(bare.finishReason).not.toBe('error');
      const wrapped = await hear(wrap(openai(scenario(steps))));
      expect(wrapped).toMatchObject({ text: 'cut short', finishReason: 'error', thrown: undefined });
      expect(wrapped.told).toHaveLength(1);
      expect(APICallError.isInstance(wrapped.told[0])).toBe(true);
    },
    async 'the connection of a Bedrock stream dies'() {
      skipBackoff();
      const wire = wires.bedrock;
      const bedrock = (baseURL: string) =>
        createAmazonBedrock({ apiKey: 'placeholder', region: 'us-east-1', baseURL })('anthropic.claude-sonnet-4-5');
      for (const afterParts of [0, 1]) {
        await using server = await startServer(dieMidStream(wire, ['half', 'never'], afterParts));
        const bare = await hear(bedrock(server.url), { maxRetries: 1 });
        expect(bare).toMatchObject({ told: [], thrown: { name: 'TypeError', message: 'terminated' } });
        expect(server.requests).toHaveLength(1);
      }
      await using early = await startServer(dieMidStream(wire, ['never'], 0), goodStream(wire, ['the answer']));
      expect(await hear(wrap(bedrock(early.url)), { maxRetries: 1 })).toMatchObject({ text: 'the answer', told: [] });
      await using late = await startServer(dieMidStream(wire, ['half', 'never'], 1));
      const heard = await hear(wrap(bedrock(late.url)), { maxRetries: 1 });
      expect(heard).toMatchObject({ text: 'half', finishReason: 'error', thrown: undefined });
      expect(heard.told.map(error => APICallError.isInstance(error))).toEqual([true]);
    },
  };

  // oxlint-disable-next-line vitest/expect-expect -- the proofs expect
  it.each(Object.entries(PROOFS))('%s', (_, prove) => prove());
});
