/** Asks a model through the SDK's own functions and writes down everything a caller could notice. */
import { generateText, Output, RetryError, streamText, type LanguageModel } from 'ai';
import { z } from 'zod';

type StreamOptions = Partial<Omit<Parameters<typeof streamText>[0], 'model' | 'prompt' | 'messages' | 'onError'>>;

/** What the caller of `streamText` saw. */
export interface Heard {
  /** The text as it streamed, delta by delta. */
  deltas: string[];
  /** What the promise `text` resolved to; `undefined` if it rejected. */
  text: string | undefined;
  finishReason: string | undefined;
  /** What `onError` was called with, in order. */
  told: unknown[];
  /** What the iteration itself threw. */
  thrown: unknown;
}

/** Streams an answer to its end; never rejects. */
export async function hear(model: LanguageModel, options: StreamOptions = {}): Promise<Heard> {
  const told: unknown[] = [];
  const deltas: string[] = [];
  let thrown: unknown;
  const result = streamText({ model, prompt: 'Hi', ...options, onError: ({ error }) => void told.push(error) });
  try {
    for await (const part of result.fullStream)
      if (part.type === 'text-delta' && part.text !== '') deltas.push(part.text);
  } catch (error) {
    thrown = error;
  }
  const text = await result.text.then(
    value => value,
    () => undefined,
  );
  const finishReason = await result.finishReason.then(
    value => value,
    () => undefined,
  );
  return { deltas, text, finishReason, told, thrown };
}

/** The error behind the SDK's own count of its retries. */
export const unwrapped = (error: unknown): unknown => (RetryError.isInstance(error) ? error.lastError : error);

/** What a call came to: its text, or the error behind the SDK's count of retries. */
export interface Outcome {
  text?: string | undefined;
  error?: unknown;
}

type Ask = (model: LanguageModel, options: { maxRetries: number }) => Promise<Outcome>;

const settled = (promise: PromiseLike<string>): Promise<Outcome> =>
  Promise.resolve(promise).then(
    text => ({ text }),
    error => ({ error: unwrapped(error) }),
  );

export const askGenerate: Ask = (model, options) =>
  settled(generateText({ model, prompt: 'Hi', ...options }).then(({ text }) => text));

export const askStream: Ask = async (model, options) => {
  const { text, told, thrown } = await hear(model, options);
  const error = told[0] ?? thrown;
  return error === undefined ? { text } : { error: unwrapped(error) };
};

/** Expects `{"answer":"…"}`. */
export const askObject: Ask = (model, options) =>
  settled(
    generateText({
      model,
      prompt: 'Hi',
      output: Output.object({ schema: z.object({ answer: z.string() }) }),
      ...options,
    }).then(({ output }) => output.answer),
  );
