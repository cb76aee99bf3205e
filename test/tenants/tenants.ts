/** Tenants on one instance: real packages with a `fetch` that answers by who asks. */
import { generateText, streamText, type LanguageModel as AnyModel } from 'ai';
import type { LanguageModel } from '../../src/sdk-types.ts';
import { createFailover, type FailoverEvent, type RouterOptions } from '../../src/index.ts';
import { providerPackages, type PackageName } from '../support/provider-packages.ts';
import { reply, streamed, type Reply } from '../support/scripted-fetch.ts';
import type { Naming } from './answers.ts';
import { notableIn } from '../support/notable.ts';

/** Where each package's vendor is reached. */
const HOSTS: Partial<Record<PackageName, string>> = {
  'openai responses': 'https://api.openai.com/v1',
  'openai chat': 'https://api.openai.com/v1',
  anthropic: 'https://api.anthropic.com/v1',
  google: 'https://generativelanguage.googleapis.com/v1beta',
  bedrock: 'https://bedrock-runtime.us-east-1.amazonaws.com',
  'azure responses': 'https://mine.openai.azure.com/openai',
  'azure chat': 'https://mine.openai.azure.com/openai',
  mistral: 'https://api.mistral.ai/v1',
  xai: 'https://api.x.ai/v1',
  groq: 'https://api.groq.com/openai/v1',
  cohere: 'https://api.cohere.com/v2',
  openrouter: 'https://openrouter.ai/api/v1',
  'vercel gateway': 'https://ai-gateway.vercel.sh/v4/ai',
};

export const CLOUDFLARE = 'https://gateway.ai.cloudflare.com/v1/account/gateway/openai';

/** What an upstream got. */
export interface Asked {
  tenant: string;
  headers: Headers;
  body: unknown;
}

export interface Upstream {
  model: LanguageModel;
  readonly asked: Asked[];
}

const wantsStream = (url: string, headers: Headers, body: unknown) =>
  (body as { stream?: boolean } | undefined)?.stream === true ||
  headers.get('ai-language-model-streaming') === 'true' ||
  /stream[^/]*$/i.test(url);

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * A real model whose upstream answers with `text`, but for those whom `refuse` refuses.
 *
 * @param refuse by the header `x-tenant` and all that was sent; `undefined` for a good answer
 */
export function upstream(
  name: PackageName,
  text: string,
  refuse: (asked: Asked) => Reply | undefined = () => undefined,
  baseURL = HOSTS[name]!,
): Upstream {
  const { connect, wire } = providerPackages[name];
  const asked: Asked[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const { headers, url } = request;
    const one = { tenant: headers.get('x-tenant') ?? '', headers, body: parse(await request.text()) };
    asked.push(one);
    const refusal = refuse(one);
    if (refusal) return refusal();
    return wantsStream(url, headers, one.body) ? streamed(wire, [text])() : reply(wire.json(text))();
  };
  return { model: connect({ baseURL, fetch }), asked };
}

export const refusal = (status: number, body: unknown, headers: Record<string, string> = {}): Reply =>
  reply(JSON.stringify(body), status, { 'content-type': 'application/json', ...headers });

/** A router over two upstreams, and what it tells. */
export function router(primary: Upstream, fallback: Upstream, options: Partial<RouterOptions> = {}) {
  const events: FailoverEvent[] = [];
  const model = createFailover({
    models: [primary.model, fallback.model],
    retries: { perLeg: 0 },
    onEvent: notableIn(events),
    ...options,
  });
  return { model, events, told: (type: FailoverEvent['type']) => events.filter(event => event.type === type) };
}

export interface CallOptions extends Naming {
  tenant: string;
  headers?: Record<string, string>;
  stream?: boolean;
}

/** The text of the answer, or the error. */
export async function ask(model: AnyModel, options: CallOptions): Promise<unknown> {
  const { tenant, headers, stream = false, messages, ...naming } = options;
  const settings = {
    model,
    maxRetries: 0,
    headers: { 'x-tenant': tenant, ...headers },
    ...naming,
    messages: messages ?? [{ role: 'user' as const, content: 'Hi' }],
  };
  try {
    if (!stream) return (await generateText(settings)).text;
    let failed: unknown;
    const { text } = streamText({ ...settings, onError: ({ error }) => void (failed = error) });
    const answer = await text.then(
      value => value,
      (error: unknown) => (failed ??= error),
    );
    return failed ?? answer;
  } catch (error) {
    return error;
  }
}
