/** Runs one case with a model and says what the application saw. */
import { generateText, RetryError, streamText, type LanguageModel } from 'ai';
import { ANSWER, type Case } from './cases.ts';

export interface Result {
  outcome:
    | 'answered'
    /** An answer that is not the whole answer, and nothing said so: the worst outcome. */
    | 'looks finished'
    /** A part of the answer, and an error that says so. */
    | 'partial'
    | 'failed';
  /** How many requests reached the upstream. */
  requests: number;
  /** What the application got of the answer. */
  text: string;
  /** The last error that it met. */
  error?: { name: string; status?: number; retryable?: boolean; message: string };
}

/** One further try, as in `generateText({ maxRetries: 1 })`. */
const settings = { prompt: 'Is all well?', maxRetries: 1 };

/** The text that arrived, and the error that was met, thrown or told. */
async function call(kind: Case['call'], model: LanguageModel): Promise<{ text: string; error?: unknown }> {
  if (kind === 'generateText') {
    return generateText({ model, ...settings }).then(
      ({ text }) => ({ text }),
      error => ({ text: '', error }),
    );
  }
  const errors: unknown[] = [];
  let text = '';
  try {
    const result = streamText({ model, ...settings, onError: ({ error }) => void errors.push(error) });
    for await (const delta of result.textStream) text += delta;
  } catch (error) {
    errors.push(error);
  }
  return errors.length > 0 ? { text, error: errors[0] } : { text };
}

function shown(thrown: unknown): NonNullable<Result['error']> {
  // After its last try the SDK wraps what it met, which in a stream may be a text or a plain object.
  const error: unknown = RetryError.isInstance(thrown) ? thrown.lastError : thrown;
  if (!(error instanceof Error)) return { name: 'no Error', message: textOf(error) };
  const { name, message, statusCode, isRetryable } = error as Error & { statusCode?: number; isRetryable?: boolean };
  return {
    name: name.replace('AI_', ''),
    message,
    ...(statusCode !== undefined && { status: statusCode }),
    ...(isRetryable !== undefined && { retryable: isRetryable }),
  };
}

const textOf = (thrown: unknown): string => (typeof thrown === 'string' ? thrown : String(JSON.stringify(thrown)));

export async function runCase(
  { call: kind }: Case,
  model: LanguageModel,
  upstream: { readonly count: number },
): Promise<Result> {
  const { text, error } = await call(kind, model);
  const requests = upstream.count;
  if (error === undefined) return { outcome: text === ANSWER ? 'answered' : 'looks finished', requests, text };
  return { outcome: text === '' ? 'failed' : 'partial', requests, text, error: shown(error) };
}
