/** Models in memory that answer or fail as a test says, and a router over them that sends canaries. */
import { APICallError, generateText, streamText } from 'ai';
import { createFailover, type CreateFailoverOptions, type FailoverEvent, type FailoverModel } from '../../src/index.ts';
import type { GenerateResult, LanguageModel, StreamPart } from '../../src/sdk-types.ts';
import { SPECIFICATION } from '../../src/sdk-specification.ts';
import { createManualClock, type ManualClock } from '../support/manual-clock.ts';
import { usage } from '../support/part-source.ts';

/** What a leg does with a call: answers with its name, throws, or never settles. */
export type Fate = 'answers' | 'hangs' | Error;

export const apiError = (statusCode: number, message: string, headers: Record<string, string> = {}): APICallError =>
  new APICallError({
    message,
    url: 'https://memory.test',
    requestBodyValues: {},
    statusCode,
    responseHeaders: headers,
  });

export interface Rig {
  model: FailoverModel;
  clock: ManualClock;
  events: FailoverEvent[];
  /** Who was asked, in order. */
  asked: string[];
  fates: Record<string, Fate>;
  /** The names of those that a call asked. */
  ask(options?: Partial<Parameters<typeof generateText>[0]>): Promise<Told>;
}

export interface Told {
  order: string[];
  text?: string;
  error?: unknown;
  metadata?: Record<string, unknown> | undefined;
  warnings?: readonly unknown[] | undefined;
}

function modelOf(name: string, { asked, fates }: Pick<Rig, 'asked' | 'fates'>): LanguageModel {
  async function come(signal: AbortSignal | undefined): Promise<void> {
    asked.push(name);
    const fate = fates[name] ?? 'answers';
    if (fate instanceof Error) throw fate;
    if (fate === 'hangs')
      await new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
  }
  return {
    specificationVersion: SPECIFICATION,
    provider: 'memory',
    modelId: name,
    supportedUrls: {},
    async doGenerate({ abortSignal }): Promise<GenerateResult> {
      await come(abortSignal);
      const finishReason = { unified: 'stop', raw: 'stop' } as const;
      return { content: [{ type: 'text', text: name }], finishReason, usage, warnings: [] };
    },
    async doStream({ abortSignal }) {
      await come(abortSignal);
      const parts: StreamPart[] = [
        { type: 'stream-start', warnings: [] },
        { type: 'text-start', id: 't' },
        { type: 'text-delta', id: 't', delta: name },
        { type: 'text-end', id: 't' },
        { type: 'finish', finishReason: { unified: 'stop', raw: 'stop' }, usage },
      ];
      const stream = new ReadableStream<StreamPart>({
        start(controller) {
          for (const part of parts) controller.enqueue(part);
          controller.close();
        },
      });
      return { stream };
    },
  };
}

export type RigOptions = Omit<CreateFailoverOptions, 'models' | 'clock'> & {
  legs?: Record<string, Omit<Extract<CreateFailoverOptions['models'][number], { model: unknown }>, 'model'>>;
  clock?: ManualClock;
};

/** Legs `a`, `b`, `c` by default. */
export function rig({ legs = { a: {}, b: {}, c: {} }, clock = createManualClock(), ...options }: RigOptions = {}): Rig {
  const events: FailoverEvent[] = [];
  const asked: string[] = [];
  const fates: Record<string, Fate> = {};
  const model = createFailover({
    models: Object.entries(legs).map(([name, leg]) => ({ model: modelOf(name, { asked, fates }), name, ...leg })),
    retries: { perLeg: 0 },
    canary: { fraction: 1 },
    random: () => 0.5,
    onEvent: event => void events.push(event),
    ...options,
    clock,
  });
  async function ask(call: Partial<Parameters<typeof generateText>[0]> = {}): Promise<Told> {
    const from = asked.length;
    const request = { model, prompt: 'Hi', maxRetries: 0, ...call } as Parameters<typeof generateText>[0];
    const told = await generateText(request).then(
      ({ text, providerMetadata, warnings }) => ({
        text,
        metadata: providerMetadata?.['failover'] as Record<string, unknown> | undefined,
        warnings,
      }),
      (error: unknown) => ({ error }),
    );
    return { order: asked.slice(from), ...told };
  }
  return { model, clock, events, asked, fates, ask };
}

/** A streamed call. */
export async function stream({ model, asked }: Rig): Promise<Told> {
  const from = asked.length;
  const result = streamText({ model, prompt: 'Hi', maxRetries: 0, onError: () => {} });
  const text = await result.text;
  const metadata = (await result.providerMetadata)?.['failover'] as Record<string, unknown> | undefined;
  return { order: asked.slice(from), text, metadata, warnings: await result.warnings };
}
