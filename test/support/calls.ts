/** Calls a model as applications do and says in one value how it ended. Runs wherever the SDK does. */
import { generateText, RetryError, streamText, type LanguageModel } from 'ai';

export interface Outcome {
  /** What the caller got; absent if the call failed. */
  text?: string;
  finishReason?: string;
  /** The first error as the caller met it: thrown, or given to `onError`. */
  error?: unknown;
  /** How often `onError` was called. */
  reported: number;
}

export interface CallSettings {
  maxRetries?: number;
  prompt?: string;
  headers?: Record<string, string>;
  abortSignal?: AbortSignal;
}

export type Call = (model: LanguageModel, settings?: CallSettings) => Promise<Outcome>;

export const callGenerate: Call = async (model, { maxRetries = 0, prompt = 'Hi', ...settings } = {}) => {
  try {
    const { text, finishReason } = await generateText({ model, maxRetries, prompt, ...settings });
    return { text, finishReason, reported: 0 };
  } catch (error) {
    return { error, reported: 0 };
  }
};

export const callStream: Call = async (model, { maxRetries = 0, prompt = 'Hi', ...settings } = {}) => {
  const errors: unknown[] = [];
  const onError = ({ error }: { error: unknown }) => void errors.push(error);
  try {
    const result = streamText({ model, maxRetries, prompt, ...settings, onError });
    const outcome = { text: await result.text, finishReason: await result.finishReason, reported: errors.length };
    return errors.length > 0 ? { ...outcome, error: errors[0] } : outcome;
  } catch (error) {
    // For a stream that never began the SDK gives the promise an error of its own, and the cause to `onError`.
    return { error: errors[0] ?? error, reported: errors.length };
  }
};

/** Both ways to call a model, for `describe.each`. */
export const CALLS: readonly [name: string, call: Call][] = [
  ['generateText', callGenerate],
  ['streamText', callStream],
];

/** The last error of a retried call; an error that was not retried is itself. */
export const lastError = (error: unknown): unknown => (RetryError.isInstance(error) ? error.lastError : error);
