/** What a scenario has: legs at the upstream of the driver, both ways to call a model, and what became of its requests. */
import { createOpenAI } from '@ai-sdk/openai';
import { generateText, streamText, type LanguageModel } from 'ai';
import { createFailover, type CreateFailoverOptions } from 'ai-gateway-failover';

/** Steps of tools/runtimes/upstream.mjs, with commas between. */
export type Script = string;

export interface Ask {
  maxRetries?: number;
  abortSignal?: AbortSignal;
}

export interface Outcome {
  text?: string;
  finishReason?: string;
  error?: unknown;
  /** With what reason the caller's own abort came out. */
  abortedWith?: unknown;
  /** Whether the result says that a fallback served. */
  degraded: boolean;
}

export type Call = (model: LanguageModel, ask?: Ask) => Promise<Outcome>;

const isDegraded = (metadata: Record<string, Record<string, unknown>> | undefined) =>
  metadata?.['failover']?.['degraded'] === true;

const generate: Call = async (model, { maxRetries = 0, abortSignal } = {}) => {
  try {
    const result = await generateText({ model, prompt: 'Hi', maxRetries, ...(abortSignal && { abortSignal }) });
    return {
      text: result.text,
      finishReason: result.finishReason,
      degraded: isDegraded(result.providerMetadata as never),
    };
  } catch (error) {
    const isAborted = abortSignal?.aborted === true;
    return { error, ...(isAborted && { abortedWith: error }), degraded: false };
  }
};

const stream: Call = async (model, { maxRetries = 0, abortSignal } = {}) => {
  const outcome: Outcome = { text: '', degraded: false };
  const onError = ({ error }: { error: unknown }) => void (outcome.error ??= error);
  const result = streamText({ model, prompt: 'Hi', maxRetries, onError, ...(abortSignal && { abortSignal }) });
  try {
    for await (const part of result.fullStream) {
      if (part.type === 'text-delta') outcome.text += part.text;
      if (part.type === 'abort') outcome.abortedWith = abortSignal?.reason;
      if (part.type === 'error') outcome.error ??= part.error;
      if (part.type === 'finish') outcome.finishReason = part.finishReason;
      if (part.type === 'finish-step') outcome.degraded = isDegraded(part.providerMetadata as never);
    }
  } catch (error) {
    outcome.error ??= error;
  }
  return outcome;
};

export const CALLS: Readonly<Record<string, Call>> = { generateText: generate, streamText: stream };

export const settled = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms));

let runs = 0;

export class Stage {
  readonly upstream: string;
  readonly call: Call;
  /** Whether calls show a stream to their caller. */
  readonly isStream: boolean;
  readonly #runs: string[] = [];

  constructor(upstream: string, call: Call) {
    this.upstream = upstream;
    this.call = call;
    this.isStream = call === stream;
  }

  /** The address of a new run of the script. */
  address(script: Script): string {
    runs += 1;
    this.#runs.push(`run${runs}`);
    return `${this.upstream}/run${runs}/${script}`;
  }

  leg(script: Script, fetch?: typeof globalThis.fetch): ReturnType<ReturnType<typeof createOpenAI>['chat']> {
    return createOpenAI({ apiKey: 'unused', baseURL: this.address(script), ...(fetch && { fetch }) }).chat('m');
  }

  embedding(script: Script): ReturnType<ReturnType<typeof createOpenAI>['embedding']> {
    return createOpenAI({ apiKey: 'unused', baseURL: this.address(script) }).embedding('m');
  }

  /**
   * A router over one leg for each script.
   *
   * @param firstContentMs a limit of the first leg alone: another one may be slow on a busy machine
   */
  router(
    scripts: readonly Script[],
    { firstContentMs, ...options }: Partial<CreateFailoverOptions> & { firstContentMs?: number } = {},
  ): ReturnType<typeof createFailover> {
    const [first, ...others] = scripts.map(script => this.leg(script));
    const limited = firstContentMs === undefined ? first! : { model: first!, timeouts: { firstContentMs } };
    return createFailover({ models: [limited, ...others], random: () => 0, ...options });
  }

  /** Waits until as many requests have come as there are fates. */
  async arrived(expected: readonly string[][]): Promise<void> {
    const counts = (fates: readonly string[][]) => fates.map(({ length }) => length).join();
    for (let turn = 0; turn < 200 && counts(await this.fates()) !== counts(expected); turn += 1) await settled(25);
  }

  /** What became of the requests, leg by leg: `answered`, `closed` (by either side) or still `open`. */
  async fates(): Promise<string[][]> {
    return Promise.all(
      this.#runs.map(async run => {
        const response = await fetch(`${this.upstream}/${run}`);
        return ((await response.json()) as { fate: string }[]).map(({ fate }) => fate);
      }),
    );
  }

  /** Waits until the requests have these fates: a closed connection is noticed by the server some time later. */
  async expectFates(expected: string[][]): Promise<void> {
    let fates = await this.fates();
    for (let turn = 0; turn < 40 && JSON.stringify(fates) !== JSON.stringify(expected); turn += 1) {
      await settled(25);
      fates = await this.fates();
    }
    equal(fates, expected, 'fates of the requests');
  }
}

export function equal(actual: unknown, expected: unknown, what: string): void {
  const [found, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (found !== wanted) throw new Error(`${what}: ${found} instead of ${wanted}`);
}

export function answered(outcome: Outcome, degraded: boolean): void {
  if (outcome.error !== undefined) throw new Error(`an error came out: ${String(outcome.error)}`);
  const { text, finishReason } = outcome;
  equal([text, finishReason, outcome.degraded], ['one two', 'stop', degraded], 'outcome');
}
