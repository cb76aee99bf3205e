/** Calls a model through the SDK and keeps everything that a caller can see, in a form that two calls can be compared in. */
import { generateText, jsonSchema, streamText, tool } from 'ai';
import { vi } from 'vitest';
import type { LanguageModel } from '../../src/sdk-types.ts';

/** Both ways to ask. */
export const WAYS = ['generate', 'stream'] as const;
export type Way = (typeof WAYS)[number];

export interface Played {
  text: string;
  reasoning: string | undefined;
  inputs: unknown[];
  finishReason: string;
  /** Every step, and every part of a stream. */
  everything: unknown;
}

const tools = { report: tool({ inputSchema: jsonSchema<object>({ type: 'object' }) }) };

/** Timestamps, durations and ids that packages and the SDK make up are the same in each call. */
export function stopTime(): void {
  vi.useFakeTimers({ toFake: ['Date', 'performance'], now: new Date('2026-11-01') });
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
  vi.spyOn(crypto, 'randomUUID').mockReturnValue('00000000-0000-4000-8000-000000000000');
}

/** A copy without functions and prototypes; an error keeps its name and its message. */
const plain = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, item: unknown) =>
      item instanceof Error ? { name: item.name, message: item.message } : item,
    ),
  );

interface Ended {
  text: string;
  reasoningText: string | undefined;
  toolCalls: readonly { input: unknown; providerExecuted?: boolean | undefined }[];
  finishReason: string;
}

const played = ({ text, reasoningText, toolCalls, finishReason }: Ended, everything: unknown): Played => ({
  text,
  reasoning: reasoningText,
  inputs: toolCalls.filter(({ providerExecuted }) => !providerExecuted).map(({ input }) => input),
  finishReason,
  everything: plain(everything),
});

const asks: Record<Way, (model: LanguageModel) => Promise<Played>> = {
  async generate(model) {
    const result = await generateText({ model, prompt: 'Hi', tools, maxRetries: 0 });
    const { steps, warnings, usage, providerMetadata } = result;
    return played(result, { steps, warnings, usage, providerMetadata });
  },
  async stream(model) {
    const result = streamText({ model, prompt: 'Hi', tools, maxRetries: 0, include: { rawChunks: true } });
    const parts: unknown[] = [];
    for await (const part of result.fullStream) parts.push(part);
    const [text, reasoningText, toolCalls, finishReason, steps] = await Promise.all([
      result.text,
      result.reasoningText,
      result.toolCalls,
      result.finishReason,
      result.steps,
    ]);
    return played({ text, reasoningText, toolCalls, finishReason }, { parts, steps });
  },
};

/** Asks the model once. */
export const play = (model: LanguageModel, way: Way): Promise<Played> => asks[way](model);
