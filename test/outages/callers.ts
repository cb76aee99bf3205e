/** Callers as the SDK makes them: a call is repeated as `maxRetries` does it, on simulated time. */
import { APICallError } from 'ai';
import type { CallOptions, LanguageModel } from '../../src/sdk-types.ts';
import type { SimulatedClock } from './simulated-clock.ts';

/** How a call ended. */
export interface Call {
  id: string;
  at: number;
  endedAt: number;
  /** Milliseconds to the answer, or to the first content of its stream. */
  tookMs: number;
  /** The answer; `undefined` if the call failed. */
  text: string | undefined;
  error: unknown;
  rounds: number;
}

export interface CallerOptions {
  clock: SimulatedClock;
  model: LanguageModel;
  /** @default 2, as the SDK's */
  maxRetries?: number;
  operation?: 'generate' | 'stream';
}

/** The SDK backs off so long, doubled each time, unless the error's headers name a wait of less than a minute. */
function sdkWaitMs(error: APICallError, backoffMs: number): number {
  const { 'retry-after-ms': ms, 'retry-after': seconds } = error.responseHeaders ?? {};
  const asked = ms ? Number.parseFloat(ms) : seconds ? Number.parseFloat(seconds) * 1_000 : NaN;
  return asked >= 0 && (asked < 60_000 || asked < backoffMs) ? asked : backoffMs;
}

/** What the answer says, at the moment that a person would see the first of it. */
async function firstText(
  model: LanguageModel,
  params: CallOptions,
  operation: 'generate' | 'stream',
): Promise<string | undefined> {
  if (operation === 'generate') {
    const [part] = (await model.doGenerate(params)).content;
    return part?.type === 'text' ? part.text : undefined;
  }
  const reader = (await model.doStream(params)).stream.getReader();
  let said: string | undefined;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return said;
    if (value.type === 'error') throw value.error;
    if (value.type === 'text-delta') said ||= value.delta;
  }
}

/** Makes a call; never rejects. */
export async function ask(options: CallerOptions, id: string, headers?: CallOptions['headers']): Promise<Call> {
  const { clock, model, maxRetries = 2, operation = 'generate' } = options;
  const at = clock.elapsed();
  const params: CallOptions = {
    prompt: [{ role: 'user', content: [{ type: 'text', text: id }] }],
    ...(headers && { headers }),
  };
  const ended = (rounds: number, how: { text?: string | undefined; error?: unknown }): Call => ({
    id,
    at,
    endedAt: clock.elapsed(),
    tookMs: clock.elapsed() - at,
    text: how.text,
    error: how.error,
    rounds,
  });
  for (let round = 1, backoffMs = 2_000; ; round += 1, backoffMs *= 2) {
    try {
      return ended(round, { text: await firstText(model, params, operation) });
    } catch (error) {
      const isRepeated = round <= maxRetries && APICallError.isInstance(error) && error.isRetryable;
      if (!isRepeated) return ended(round, { error });
      await clock.wait(sdkWaitMs(error, backoffMs));
    }
  }
}

/** Calls at a steady rate, from one time of the simulation to another; the list grows as they end. */
export function steadily(
  options: CallerOptions,
  { everyMs, fromMs = 0, untilMs }: { everyMs: number; fromMs?: number; untilMs: number },
): Call[] {
  const ended: Call[] = [];
  let next = 0;
  function begin(): void {
    void ask(options, `call ${next}`).then(call => ended.push(call));
    next += 1;
    const at = fromMs + next * everyMs;
    if (at < untilMs) options.clock.at(at, begin);
  }
  options.clock.at(fromMs, begin);
  return ended;
}
