/** Embedding models of real packages, each connected to an upstream that answers by script and notes what it was asked. */
import { createCohere } from '@ai-sdk/cohere';
import { createGoogle } from '@ai-sdk/google';
import { createMistral } from '@ai-sdk/mistral';
import { createOpenAI } from '@ai-sdk/openai';
import type { EmbeddingModel } from '../../src/sdk-types.ts';

export interface Asked {
  url: string;
  headers: Headers;
  body: Record<string, unknown>;
}

export type Answer = (asked: Asked, signal: AbortSignal | null | undefined) => Response | Promise<Response>;

export interface Upstream {
  fetch: typeof globalThis.fetch;
  readonly asked: readonly Asked[];
}

/** Past the end of the script its last answer repeats. */
export function upstream(...script: Answer[]): Upstream {
  const asked: Asked[] = [];
  return {
    asked,
    async fetch(input, init) {
      const request = { url: String(input), headers: new Headers(init?.headers), body: JSON.parse(String(init?.body)) };
      asked.push(request);
      return script[Math.min(asked.length, script.length) - 1]!(request, init?.signal);
    },
  };
}

export const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}): Answer =>
  () =>
    new Response(typeof body === 'string' ? body : JSON.stringify(body), {
      status,
      headers: { 'content-type': 'application/json', ...headers },
    });

/** Never answers; rejects as `fetch` does when it is aborted. */
export const hang: Answer = (_, signal) =>
  new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));

/** A vector of this length that tells which value it stands for. */
export const vector = (value: string, length: number): number[] =>
  Array.from({ length }, (_, index) => (value.length + index) / 8);

const textsOf = ({ body }: Asked): string[] =>
  ((body['input'] ?? body['texts']) as string[] | undefined) ??
  (
    (body['requests'] as { content: { parts: { text: string }[] } }[] | undefined) ?? [
      body as { content: { parts: { text: string }[] } },
    ]
  ).map(({ content }) => content.parts[0]!.text);

type Shape = (vectors: readonly unknown[], asked: Asked) => unknown;

const SHAPES = {
  openai: vectors => ({ data: vectors.map(embedding => ({ embedding })), usage: { prompt_tokens: 7 } }),
  mistral: vectors => ({ data: vectors.map(embedding => ({ embedding })), usage: { prompt_tokens: 7 } }),
  cohere: vectors => ({ embeddings: { float: vectors }, meta: { billed_units: { input_tokens: 7 } } }),
  google: (vectors, { url }) =>
    url.endsWith(':embedContent')
      ? { embedding: { values: vectors[0] } }
      : { embeddings: vectors.map(values => ({ values })) },
} satisfies Record<string, Shape>;

export type Package = keyof typeof SHAPES;

/** What a package's API answers: a vector of this length for each value, or these instead. */
export const vectors =
  (of: Package, length: number, instead?: (vectors: number[][]) => readonly unknown[]): Answer =>
  asked => {
    const made = textsOf(asked).map(text => vector(text, length));
    return json((SHAPES[of] as Shape)(instead?.(made) ?? made, asked))(asked, undefined);
  };

const apiKey = 'placeholder';

export const MODELS: Record<Package, (upstream: Upstream, baseURL?: string) => EmbeddingModel> = {
  openai: ({ fetch }, baseURL) =>
    createOpenAI({ apiKey, fetch, ...(baseURL && { baseURL }) }).embedding('text-embedding-3-small'),
  google: ({ fetch }) => createGoogle({ apiKey, fetch }).embedding('gemini-embedding-001'),
  cohere: ({ fetch }) => createCohere({ apiKey, fetch }).embedding('embed-v4.0'),
  mistral: ({ fetch }) => createMistral({ apiKey, fetch }).embedding('mistral-embed'),
};
