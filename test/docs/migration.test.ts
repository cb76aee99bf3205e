/**
 * The claims of docs/migration.md about other packages, against the real ones, and the same with ours. They are pinned in
 * tools/bench, apart from this project: `npm run bench -- --pitfalls` installs them and runs this file.
 */
import { createOpenAI } from '@ai-sdk/openai';
import { APICallError, generateText, streamText } from 'ai';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SPECIFICATION } from '../../src/sdk-specification.ts';
import { fixtures, ok, scenario, type Step } from '../../mocks/index.ts';
import type { GenerateResult, LanguageModel, StreamPart } from '../../src/sdk-types.ts';
import { createFailover } from '../../src/index.ts';
import { finish, start, text, textEnd, textStart, usage } from '../support/part-source.ts';

type Chain = (legs: LanguageModel[]) => LanguageModel;

interface Peers {
  createFallback(options: { models: LanguageModel[] }): LanguageModel;
  createRetryableModel(options: { model: LanguageModel; retries: unknown[] }): LanguageModel;
  httpStatus(...statuses: number[]): { switch(options: { model: LanguageModel }): unknown };
}

const isInstalled = process.env['BENCH_PEERS'] === '1';
if (!isInstalled) console.log('Skipped: `npm run bench -- --pitfalls` installs the packages and runs these tests');

// Not a static import: the packages are not there in a plain test run.
const peers: Peers = isInstalled
  ? await import(new URL('../../tools/bench/peers.mjs', import.meta.url).href)
  : ({} as Peers);

const aiFallback: Chain = models => peers.createFallback({ models });
const aiRetry: Chain = ([model, ...retries]) => peers.createRetryableModel({ model: model!, retries });
const ours: Chain = models => createFailover({ models });

const unavailable = (statusCode = 503) =>
  new APICallError({
    message: statusCode === 503 ? 'Service Unavailable' : 'Bad Request',
    url: 'https://memory.invalid',
    requestBodyValues: {},
    statusCode,
    responseBody: statusCode === 503 ? '' : '{"error":{"type":"invalid_request_error","message":"messages: too few"}}',
  });

interface Script {
  asked: string[];
  generate?: () => Promise<GenerateResult>;
  stream?: () => StreamPart[];
  /** Whether the stream's connection is lost after its parts. */
  dies?: boolean;
}

const answer = (said: string): GenerateResult => ({
  content: [{ type: 'text', text: said }],
  finishReason: { unified: 'stop', raw: 'stop' },
  usage,
  warnings: [],
});

function model(modelId: string, { asked, generate, stream, dies = false }: Script): LanguageModel {
  return {
    specificationVersion: SPECIFICATION,
    provider: 'memory',
    modelId,
    supportedUrls: {},
    async doGenerate() {
      asked.push(modelId);
      return generate ? generate() : answer(modelId);
    },
    async doStream() {
      asked.push(modelId);
      const parts = stream?.() ?? [start, textStart, text(modelId), textEnd, finish()];
      return {
        stream: new ReadableStream<StreamPart>({
          pull(controller) {
            const part = parts.shift();
            if (part) controller.enqueue(part);
            else if (dies) controller.error(unavailable());
            else controller.close();
          },
        }),
      };
    },
  };
}

const dead = (asked: string[], modelId = 'primary', status = 503) =>
  model(modelId, { asked, generate: () => Promise.reject(unavailable(status)) });

/** Both legs as real packages behind a scripted upstream. */
const openai = (steps: Step[]) => {
  const upstream = scenario(steps);
  return { upstream, leg: createOpenAI({ apiKey: 'placeholder', fetch: upstream.fetch })('gpt-5') as LanguageModel };
};

describe.runIf(isInstalled)('what the migration page says', () => {
  describe('overlapping calls on one model with a dead primary', () => {
    async function right(chain: Chain): Promise<number> {
      const delay = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));
      let calls = 0;
      const primary = model('primary', {
        asked: [],
        async generate() {
          // Uneven, as real latencies are.
          await delay(1 + ((calls++ * 7) % 11));
          throw unavailable();
        },
      });
      const fallback = model('fallback', { asked: [], generate: () => delay(3).then(() => answer('fallback')) });
      const shared = chain([primary, fallback]);
      const call = () => generateText({ model: shared, prompt: 'Hi', maxRetries: 0 }).then(({ text: said }) => said);
      const worker = async () => {
        const settled: string[] = [];
        for (let index = 0; index < 10; index++) settled.push(await call().catch(() => 'error'));
        return settled;
      };
      const all = await Promise.all(Array.from({ length: 10 }, worker));
      return all.flat().filter(said => said === 'fallback').length;
    }

    it.each([
      ['ai-fallback', aiFallback],
      ['ai-retry', aiRetry],
    ])('%s fails calls although the fallback is healthy', async (_, chain) => {
      expect(await right(chain)).toBeLessThan(100);
    });

    it('ours answers all', async () => {
      expect(await right(ours)).toBe(100);
    });
  });

  describe('a stream that dies after content', () => {
    async function heard(chain: Chain): Promise<string> {
      const broken = model('primary', {
        asked: [],
        stream: () => [start, textStart, text('A0 '), text('A1 ')],
        dies: true,
      });
      const result = streamText({
        model: chain([broken, model('B0', { asked: [] })]),
        prompt: 'Hi',
        maxRetries: 0,
        onError: () => {},
      });
      let said = '';
      try {
        for await (const part of result.fullStream) if (part.type === 'text-delta') said += part.text;
      } catch {
        said += '(error)';
      }
      return said;
    }

    it('starts again from the beginning with ai-fallback', async () => {
      expect(await heard(aiFallback)).toBe('A0 A1 B0');
    });

    it('shows no text of another model with ours', async () => {
      expect(await heard(ours)).toBe('A0 A1 ');
    });
  });

  describe('three dead models under the default maxRetries', () => {
    beforeEach(() => void vi.useFakeTimers());
    afterEach(() => void vi.useRealTimers());

    async function requests(chain: Chain): Promise<number> {
      const asked: string[] = [];
      const legs = ['a', 'b', 'c'].map(name => dead(asked, name));
      const failed = generateText({ model: chain(legs), prompt: 'Hi' }).catch(() => {});
      await vi.runAllTimersAsync();
      await failed;
      return asked.length;
    }

    it('make nine requests with ai-fallback', async () => {
      expect(await requests(aiFallback)).toBe(9);
    });

    it('make one round with ours if that is asked for, and the documented product if not', async () => {
      expect(await requests(models => createFailover({ models, exhausted: 'final' }))).toBe(4);
      expect(await requests(ours)).toBe(12);
    });
  });

  it('ai-retry asks every model after an invalid request, ours only the first', async () => {
    const count = async (chain: Chain) => {
      const asked: string[] = [];
      const legs = ['a', 'b', 'c'].map(name => dead(asked, name, 400));
      await generateText({ model: chain(legs), prompt: 'Hi', maxRetries: 0 }).catch(() => {});
      return asked;
    };
    expect(await count(aiRetry)).toEqual(['a', 'b', 'c']);
    expect(await count(ours)).toEqual(['a']);
  });

  describe('a Cloudflare 400 with code 2005', () => {
    const rescued = async (chain: Chain) => {
      const primary = openai([fixtures['cloudflare-2005']]);
      const fallback = openai([ok('fallback')]);
      await generateText({ model: chain([primary.leg, fallback.leg]), prompt: 'Hi', maxRetries: 0 }).catch(() => {});
      return fallback.upstream.count > 0;
    };

    it('is not matched by ai-fallback, nor by a condition of ai-retry on the status it means', async () => {
      expect(await rescued(aiFallback)).toBe(false);
      const on502: Chain = ([primary, fallback]) =>
        peers.createRetryableModel({ model: primary!, retries: [peers.httpStatus(502).switch({ model: fallback! })] });
      expect(await rescued(on502)).toBe(false);
    });

    it('is rescued by ours', async () => {
      expect(await rescued(ours)).toBe(true);
    });
  });

  describe('an error part before the first content of a stream', () => {
    const rescued = async (chain: Chain) => {
      const asked: string[] = [];
      const primary = model('primary', {
        asked,
        stream: () => [
          start,
          { type: 'error', error: { code: 502, message: 'Network connection lost.' } },
          finish('error'),
        ],
      });
      const result = streamText({
        model: chain([primary, model('fallback', { asked })]),
        prompt: 'Hi',
        maxRetries: 0,
        onError: () => {},
      });
      return Promise.resolve(result.text).then(
        said => said,
        () => 'error',
      );
    };

    it('is not matched by ai-fallback', async () => {
      expect(await rescued(aiFallback)).not.toBe('fallback');
    });

    it('is rescued by ours', async () => {
      expect(await rescued(ours)).toBe('fallback');
    });
  });
});
