/** One call as an application makes it, and everything that its caller is told. */
import { APICallError, generateText, streamText } from 'ai';
import type { LanguageModel } from '../../src/sdk-types.ts';

export type Call = 'generateText' | 'streamText';

/** What an error says, whatever it is. */
export function briefly(error: unknown): string {
  try {
    return error instanceof Error
      ? `${error.name}: ${String(error.message).slice(0, 160)}`
      : String(error).slice(0, 80);
  } catch {
    return 'an error that cannot be read';
  }
}

/** An error as its caller sees it. */
export interface SeenError {
  says: string;
  isApiCallError: boolean;
  /** Whether it was thrown by a line of this package, and not by one of the SDK. */
  isOurs: boolean;
}

export interface Outcome {
  /** As it was shown, delta by delta; the same as `text` where nothing is shown before the end. */
  shown: string;
  /** What the call resolved to in the end. */
  text: string | undefined;
  finishReason: string | undefined;
  /** Each that was told or thrown, once. */
  errors: SeenError[];
}

/** By the topmost line of its stack that names a file. */
function isThrownHere(error: unknown): boolean {
  try {
    const stack = error instanceof Error ? String(error.stack) : '';
    return (
      stack
        .split('\n')
        .find(line => /file:.*:\d+:\d+/.test(line))
        ?.includes('/src/') ?? false
    );
  } catch {
    return false;
  }
}

function seen(error: unknown): SeenError {
  return { says: briefly(error), isApiCallError: isApiCallError(error), isOurs: isThrownHere(error) };
}

function isApiCallError(error: unknown): boolean {
  try {
    return APICallError.isInstance(error);
  } catch {
    return false;
  }
}

async function stream(model: LanguageModel, abortSignal: AbortSignal): Promise<Outcome> {
  const errors: unknown[] = [];
  let shown = '';
  let finishReason: string | undefined;
  const onError = ({ error }: { error: unknown }) => void errors.push(error);
  const result = streamText({ model, prompt: 'Hi', maxRetries: 0, abortSignal, onError });
  try {
    for await (const part of result.fullStream) {
      if (part.type === 'text-delta') shown += part.text;
      if (part.type === 'finish') ({ finishReason } = part);
    }
  } catch (error) {
    if (!errors.includes(error)) errors.push(error);
  }
  // Each of them may reject; none of them may stay open.
  const [text] = await Promise.allSettled([
    result.text,
    result.finishReason,
    result.totalUsage,
    result.response,
    result.content,
  ]);
  return {
    shown,
    text: text.status === 'fulfilled' ? text.value : undefined,
    finishReason,
    errors: errors.map(seen),
  };
}

async function generate(model: LanguageModel, abortSignal: AbortSignal): Promise<Outcome> {
  try {
    const { text, finishReason } = await generateText({ model, prompt: 'Hi', maxRetries: 0, abortSignal });
    return { shown: text, text, finishReason, errors: [] };
  } catch (error) {
    return { shown: '', text: undefined, finishReason: undefined, errors: [seen(error)] };
  }
}

/** Never rejects. */
export const makeCall = (call: Call, model: LanguageModel, signal: AbortSignal): Promise<Outcome> =>
  (call === 'streamText' ? stream : generate)(model, signal);
