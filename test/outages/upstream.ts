/** A model whose answers take simulated time, and which writes down every request that it gets. */
import { APICallError } from 'ai';
import { SPECIFICATION } from '../../src/sdk-specification.ts';
import type { CallOptions, LanguageModel } from '../../src/sdk-types.ts';
import { createPartSource, finish, start, text, textEnd, textStart, usage } from '../support/part-source.ts';
import type { SimulatedClock } from './simulated-clock.ts';

/** What becomes of a request after a while; one that hangs ends only by an abort. */
export type Fate =
  | { type: 'answer'; afterMs: number }
  | { type: 'status'; status: number; afterMs: number; headers?: Record<string, string>; body?: string }
  | { type: 'hang' };

export interface Request {
  /** Whose call it was. */
  call: string;
  /** Times of the simulation. */
  at: number;
  /** `Infinity` while it is under way. */
  endedAt: number;
  end: 'answered' | 'failed' | 'aborted' | undefined;
}

export interface Upstream {
  model: LanguageModel;
  requests: Request[];
}

export const answer = (afterMs: number): Fate => ({ type: 'answer', afterMs });
export const status = (code: number, afterMs: number, headers?: Record<string, string>): Fate => ({
  type: 'status',
  status: code,
  afterMs,
  ...(headers && { headers }),
});
export const hang: Fate = { type: 'hang' };

/** The text of the prompt: who calls. */
export const callOf = ({ prompt }: Pick<CallOptions, 'prompt'>): string => {
  const part = prompt.at(-1)?.content[0];
  return typeof part === 'object' && part.type === 'text' ? part.text : '';
};

const statusError = (code: number, { headers = {}, body }: Extract<Fate, { type: 'status' }>) =>
  new APICallError({
    message: `HTTP ${code}`,
    url: 'https://upstream.invalid/v1/chat',
    requestBodyValues: {},
    statusCode: code,
    responseHeaders: headers,
    responseBody: body ?? `{"error":{"message":"HTTP ${code}"}}`,
  });

/** @param fateOf what becomes of a request that begins now; `nth` counts them from 0 */
export function createUpstream(
  name: string,
  clock: SimulatedClock,
  fateOf: (request: Request, nth: number) => Fate,
): Upstream {
  const requests: Request[] = [];

  function begin(params: CallOptions) {
    const request: Request = { call: callOf(params), at: clock.elapsed(), endedAt: Infinity, end: undefined };
    const fate = fateOf(request, requests.length);
    requests.push(request);
    return { request, fate };
  }

  /** Lets a request have its fate; resolves if it is answered. */
  async function suffer(request: Request, fate: Fate, signal: AbortSignal | undefined): Promise<void> {
    const end = (how: Request['end']) => Object.assign(request, { end: how, endedAt: clock.elapsed() });
    try {
      await clock.wait(fate.type === 'hang' ? 1e12 : fate.afterMs, signal);
    } catch (reason) {
      end('aborted');
      throw reason;
    }
    end(fate.type === 'answer' ? 'answered' : 'failed');
    if (fate.type === 'status') throw statusError(fate.status, fate);
  }

  const model: LanguageModel = {
    specificationVersion: SPECIFICATION,
    provider: name,
    modelId: name,
    supportedUrls: {},
    async doGenerate(params) {
      const { request, fate } = begin(params);
      await suffer(request, fate, params.abortSignal);
      return {
        content: [{ type: 'text', text: `${name} to ${request.call}` }],
        finishReason: { unified: 'stop', raw: 'stop' },
        usage,
        warnings: [],
      };
    },
    async doStream(params) {
      const { request, fate } = begin(params);
      if (fate.type === 'status') await suffer(request, fate, params.abortSignal);
      const source = createPartSource();
      source.push(start, textStart);
      suffer(request, fate, params.abortSignal).then(
        () => {
          source.push(text(`${name} to ${request.call}`), textEnd, finish());
          source.end();
        },
        error => source.fail(error),
      );
      return source.result;
    },
  };
  return { model, requests };
}
