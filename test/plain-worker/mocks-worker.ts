/** A Worker whose requests share one scenario of the mocks at module scope. */
import { createOpenAI } from '@ai-sdk/openai';
import { generateText, streamText } from 'ai';
import { ok, scenario } from '../../mocks/index.ts';
import { cutAfter, type SelfBinding } from './cut-after.ts';

Object.assign(globalThis, { AI_SDK_LOG_WARNINGS: false });

const upstream = scenario(
  caller => [ok(`answer for ${caller}`, { betweenPartsMs: caller.startsWith('cut') ? 20 : 2 })],
  { byKey: request => request.headers['x-caller'] ?? '' },
);

/** `?caller=` asks; with `cut` another Worker asks and goes away after so many milliseconds. */
export default {
  async fetch(request: Request, env: SelfBinding): Promise<Response> {
    const url = new URL(request.url);
    const { searchParams } = url;
    const cut = searchParams.get('cut');
    if (cut !== null) {
      searchParams.delete('cut');
      return cutAfter(Number(cut), url, env);
    }
    const caller = searchParams.get('caller')!;
    const fetch: typeof globalThis.fetch =
      searchParams.get('via') === 'respond'
        ? (input, init) => upstream.respond(new Request(input, init))
        : upstream.fetch;
    const model = createOpenAI({ apiKey: 'unused', fetch })('gpt-5');
    const options = { model, prompt: caller, maxRetries: 0, headers: { 'x-caller': caller } };
    if (searchParams.has('stream')) return streamText(options).toTextStreamResponse();
    return new Response((await generateText(options)).text);
  },
};
