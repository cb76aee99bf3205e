/** A Worker with chains at module scope, which all of its requests share. */
import { createOpenAI } from '@ai-sdk/openai';
import { generateText, streamText, type LanguageModel } from 'ai';
import { createFailover, createHealth, type CreateFailoverOptions } from '../../src/index.ts';
import { cutAfter, type SelfBinding } from './cut-after.ts';

interface Env extends SelfBinding {
  UPSTREAM: string;
}

Object.assign(globalThis, { AI_SDK_LOG_WARNINGS: false });

type Settings = Omit<CreateFailoverOptions, 'models'>;

const CHAINS: Record<string, Settings & { legs: Record<string, { concurrency?: number }> }> = {
  /** One call at a time. */
  narrow: { legs: { a: { concurrency: 1 } }, timeouts: { attemptMs: 1_000 }, maxWaitMs: 10_000 },
  plain: { legs: { a: {}, b: {} } },
  hedged: { legs: { a: {}, b: {} }, hedge: { afterMs: 100 } },
  probed: {
    legs: { a: {}, b: {} },
    health: createHealth({ consecutiveFailures: 2, openMs: 400, maxOpenMs: 400, leaseMs: 800, jitter: 0 }),
    retries: { perLeg: 0 },
    hedge: false,
  },
  limited: { legs: { a: {}, b: {} }, timeouts: { firstContentMs: 300, idleMs: 300 }, retries: { perLeg: 0 } },
};

const made = new Map<string, LanguageModel>();

function chainOf(name: string, { UPSTREAM }: Env): LanguageModel {
  const known = made.get(name);
  if (known) return known;
  const { legs, ...settings } = CHAINS[name]!;
  const models = Object.entries(legs).map(([leg, declared]) => ({
    ...declared,
    name: leg,
    model: createOpenAI({ apiKey: 'unused', baseURL: `${UPSTREAM}/${leg}` }).chat('gpt-5'),
  }));
  const chain = createFailover({ models, ...settings });
  made.set(name, chain);
  return chain;
}

/**
 * `?chain=&prompt=` asks; with `stream` for a stream, with `times` so often at a time (`via-stream` as streams), with `cut` as one who goes away after
 * so many milliseconds.
 */
export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const url = new URL(request.url);
    const { searchParams } = url;
    const cut = searchParams.get('cut');
    if (cut !== null) {
      searchParams.delete('cut');
      return cutAfter(Number(cut), url, env);
    }
    const options = {
      model: chainOf(searchParams.get('chain')!, env),
      prompt: searchParams.get('prompt')!,
      maxRetries: 0,
      abortSignal: request.signal,
    };
    try {
      if (searchParams.has('stream')) return streamText({ ...options, onError: () => {} }).toTextStreamResponse();
      const texts = Array.from({ length: Number(searchParams.get('times') ?? 1) }, async () =>
        searchParams.has('via-stream') ? streamText(options).text : (await generateText(options)).text,
      );
      return new Response((await Promise.all(texts)).join('|'));
    } catch (error) {
      return new Response(`failed: ${(error as Error).message}`);
    }
  },
};
