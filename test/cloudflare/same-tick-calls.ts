/** Starts many calls of one model in one tick, each with a nonce of its own, and compares what each of them got. */
import type { CallOptions, LanguageModel } from '../../src/sdk-types.ts';
import type { Received } from './echo-gateway.ts';

export type Kind = 'generate' | 'stream';

export interface Answered {
  nonce: string;
  text: string | undefined;
  error: unknown;
}

const callOptions = (nonce: string, abortSignal?: AbortSignal): CallOptions => ({
  prompt: [{ role: 'user', content: [{ type: 'text', text: `Repeat ${nonce}` }] }],
  ...(abortSignal && { abortSignal }),
});

async function textOf(model: LanguageModel, kind: Kind, options: CallOptions): Promise<string> {
  if (kind === 'generate') {
    const { content } = await model.doGenerate(options);
    return content.map(part => (part.type === 'text' ? part.text : '')).join('');
  }
  const { stream } = await model.doStream(options);
  let text = '';
  for await (const part of stream) {
    if (part.type === 'text-delta') text += part.delta;
    if (part.type === 'error') throw part.error;
  }
  return text;
}

/** One call; never rejects. */
export function ask(model: LanguageModel, kind: Kind, nonce: string, signal?: AbortSignal): Promise<Answered> {
  return textOf(model, kind, callOptions(nonce, signal)).then(
    text => ({ nonce, text, error: undefined }),
    (error: unknown) => ({ nonce, text: undefined, error }),
  );
}

export const nonces = (count: number): string[] => Array.from({ length: count }, (_, index) => `nonce-${1000 + index}`);

/** All calls in one tick. */
export const askInOneTick = (model: LanguageModel, kind: Kind, count: number): Promise<Answered[]> =>
  Promise.all(nonces(count).map(nonce => ask(model, kind, nonce)));

/** Those who got an answer that is not the one to their own question. */
export const wrongOnes = (answers: readonly Answered[]): Answered[] =>
  answers.filter(({ nonce, text }) => text?.trim() !== nonce);

/** Requests that do not hold, in each entry, exactly one caller's prompt, the same in all entries. */
export const mixedRequests = (received: readonly Received[], entries: number): Received[] =>
  received.filter(({ nonces }) => nonces.length !== entries || new Set(nonces.flat()).size !== 1);
