/**
 * A Worker for many requests: chains at module scope, and chains of each request that share the health of those. Answers
 * with what became of a call, or with the stream itself.
 */
import { streamText } from 'ai';
import { makeCall } from '../../soak/call.ts';
import { createModels, createShared, type Models } from '../../soak/models.ts';
import type { FailoverEvent } from '../../src/index.ts';

interface Env {
  OPENAI: string;
  ANTHROPIC: string;
  VERCEL: string;
}

Object.assign(globalThis, { AI_SDK_LOG_WARNINGS: false });

const shared = createShared();
const events: Record<string, number> = {};
const count = ({ type }: FailoverEvent) => void (events[type] = (events[type] ?? 0) + 1);

let seed = 0;
let ofAll: Models | undefined;

const modelsOf = (env: Env): Models => {
  seed += 1;
  return createModels({ openai: env.OPENAI, anthropic: env.ANTHROPIC, vercel: env.VERCEL }, seed, count, shared);
};

/** `?nonce=&how=&scope=`: a call by a chain of all requests or of this one; without them what was seen. */
export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const { searchParams } = new URL(request.url);
    const nonce = searchParams.get('nonce');
    if (nonce === null) return Response.json({ events, budget: shared.budget.snapshot() });
    const how = searchParams.get('how')!;
    const models = searchParams.get('scope') === 'request' ? modelsOf(env) : (ofAll ??= modelsOf(env));
    if (how === 'piped') {
      const result = streamText({
        model: models.hedged,
        prompt: `Say ${nonce}`,
        maxRetries: 2,
        abortSignal: request.signal,
        headers: { 'x-tenant': searchParams.get('tenant')! },
        onError: () => {},
      });
      return result.toTextStreamResponse();
    }
    const [router, kind] = how.split(' ') as [
      keyof Pick<Models, 'limited' | 'hedged' | 'gateway'>,
      'generate' | 'stream',
    ];
    const { detail, ...called } = await makeCall(models[router], kind, nonce);
    return Response.json({ ...called, ...(detail !== undefined && { detail: String(detail).slice(0, 500) }) });
  },
};
