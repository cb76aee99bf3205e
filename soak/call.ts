/** One call as an application makes it, and what became of it. */
import { generateText, streamText, wrapLanguageModel, type LanguageModelMiddleware } from 'ai';
import { SPECIFICATION } from '../src/sdk-specification.ts';
import type { LanguageModel } from '../src/sdk-types.ts';
import { answerTo } from './nonce.ts';

/** `broken`: told as an error after some of the right text was shown. */
export type Verdict = 'answered' | 'broken' | 'failed' | 'wrong';

export interface Called {
  verdict: Verdict;
  /** The error of a call that failed, or the text of one that is wrong. */
  detail?: unknown;
  tookMs: number;
  /** The longest round: from a call into the router until it answered or threw. */
  roundMs: number;
  rounds: number;
}

const MAX_RETRIES = 2;

/** Watches the rounds of one call. */
function createRoundWatch() {
  const watch = { rounds: 0, roundMs: 0 };
  async function timed<Value>(round: () => PromiseLike<Value>): Promise<Value> {
    const start = performance.now();
    watch.rounds += 1;
    try {
      return await round();
    } finally {
      watch.roundMs = Math.max(watch.roundMs, performance.now() - start);
    }
  }
  const middleware: LanguageModelMiddleware = {
    specificationVersion: SPECIFICATION,
    wrapGenerate: ({ doGenerate }) => timed(doGenerate),
    wrapStream: ({ doStream }) => timed(doStream),
  };
  return { watch, middleware };
}

type Judged = Pick<Called, 'verdict' | 'detail'>;

const whole = (text: string, nonce: string): Judged =>
  text === answerTo(nonce) ? { verdict: 'answered' } : { verdict: 'wrong', detail: text };

async function generate(model: LanguageModel, nonce: string): Promise<Judged> {
  try {
    return whole((await generateText({ model, prompt: `Say ${nonce}`, maxRetries: MAX_RETRIES })).text, nonce);
  } catch (detail) {
    return { verdict: 'failed', detail };
  }
}

async function stream(model: LanguageModel, nonce: string): Promise<Judged> {
  const told: unknown[] = [];
  const onError = ({ error }: { error: unknown }) => void told.push(error);
  const result = streamText({ model, prompt: `Say ${nonce}`, maxRetries: MAX_RETRIES, onError });
  let shown = '';
  try {
    for await (const part of result.fullStream) if (part.type === 'text-delta') shown += part.text;
  } catch (error) {
    // What the SDK itself does not stand in a stream, it throws.
    told.push(error);
  }
  const finishReason = await result.finishReason.then(
    reason => reason,
    () => 'error',
  );
  if (told.length === 0 && finishReason !== 'error') return whole(shown, nonce);
  if (shown === '') return { verdict: 'failed', detail: told[0] };
  // What was shown before the error must be the beginning of the right answer.
  return answerTo(nonce).startsWith(shown) ? { verdict: 'broken' } : { verdict: 'wrong', detail: shown };
}

export async function makeCall(model: LanguageModel, kind: 'generate' | 'stream', nonce: string): Promise<Called> {
  const { watch, middleware } = createRoundWatch();
  const watched = wrapLanguageModel({ model, middleware });
  const start = performance.now();
  const judged = await (kind === 'generate' ? generate : stream)(watched, nonce);
  return { ...judged, ...watch, tookMs: performance.now() - start };
}
