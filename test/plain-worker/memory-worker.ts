/** A Worker with a model by itself, and the same one as the primary of a chain at module scope. */
import { createOpenAI } from '@ai-sdk/openai';
import { generateText, streamText, type LanguageModel } from 'ai';
import { createFailover } from '../../src/index.ts';

interface Env {
  UPSTREAM: string;
  HOW: 'bare' | 'routed';
}

declare const gc: () => void;

let chain: LanguageModel | undefined;

function modelOf({ UPSTREAM, HOW }: Env): LanguageModel {
  const of = (leg: string) => createOpenAI({ apiKey: 'unused', baseURL: `${UPSTREAM}/${leg}` }).chat('gpt-5');
  return HOW === 'bare' ? of('a') : (chain ??= createFailover({ models: [of('a'), of('b')] }));
}

/** `?prompt=` asks, with `stream` for a stream; without it everything is collected. */
export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const { searchParams } = new URL(request.url);
    const prompt = searchParams.get('prompt');
    if (prompt === null) {
      gc();
      return new Response();
    }
    const options = { model: modelOf(env), prompt, maxRetries: 0, abortSignal: request.signal };
    return searchParams.has('stream')
      ? streamText(options).toTextStreamResponse()
      : new Response((await generateText(options)).text);
  },
};
