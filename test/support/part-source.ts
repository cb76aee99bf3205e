/** A model's stream under the test's control. */
import type { StreamPart, StreamResult } from '../../src/sdk-types.ts';

export interface PartSource {
  result: StreamResult;
  push(...parts: StreamPart[]): void;
  end(): void;
  fail(error: unknown): void;
  /** How often the consumer asked for more. */
  readonly pulls: number;
  /** With what the source was cancelled; empty if it was not. */
  readonly cancelled: unknown[];
}

export function createPartSource(headers?: Record<string, string>): PartSource {
  let controller: ReadableStreamDefaultController<StreamPart> | undefined;
  let pulls = 0;
  const cancelled: unknown[] = [];
  const stream = new ReadableStream<StreamPart>(
    {
      start: given => void (controller = given),
      pull: () => void (pulls += 1),
      cancel: reason => void cancelled.push(reason),
    },
    { highWaterMark: 0 },
  );
  return {
    result: { stream, ...(headers && { response: { headers } }) },
    push(...parts) {
      for (const part of parts) controller?.enqueue(part);
    },
    end: () => controller?.close(),
    fail: error => controller?.error(error),
    get pulls() {
      return pulls;
    },
    cancelled,
  };
}

const tokens = { total: 1, noCache: undefined, cacheRead: undefined, cacheWrite: undefined };

export const usage = { inputTokens: tokens, outputTokens: { total: 1, text: 1, reasoning: undefined } };
export const noUsage = {
  inputTokens: { ...tokens, total: undefined },
  outputTokens: { total: undefined, text: undefined, reasoning: undefined },
};

export const start: StreamPart = { type: 'stream-start', warnings: [] };
export const metadata: StreamPart = { type: 'response-metadata', id: 'r1', modelId: 'm' };
export const textStart: StreamPart = { type: 'text-start', id: 't1' };
export const textEnd: StreamPart = { type: 'text-end', id: 't1' };
export const text = (delta: string): StreamPart => ({ type: 'text-delta', id: 't1', delta });
export const finish = (
  unified: Extract<StreamPart, { type: 'finish' }>['finishReason']['unified'] = 'stop',
  /** The provider's own word; null if there was none. */
  raw: string | null = unified,
  counted: typeof usage | typeof noUsage = usage,
): StreamPart => ({ type: 'finish', finishReason: { unified, raw: raw ?? undefined }, usage: counted });

/** Reads a stream to its end; a rejection stands last, as `{ rejected }`. */
export async function readAll(stream: ReadableStream<StreamPart>): Promise<unknown[]> {
  const parts: unknown[] = [];
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return parts;
      parts.push(value);
    }
  } catch (error) {
    return [...parts, { rejected: error }];
  }
}

/** What a list of parts is, by type, with the text of deltas. */
export const outline = (parts: readonly unknown[]): string[] =>
  (parts as (StreamPart | { rejected: unknown })[]).map(part => {
    if ('rejected' in part) return 'rejected';
    if (part.type === 'text-delta') return `"${part.delta}"`;
    return part.type === 'finish' ? `finish ${part.finishReason.unified}` : part.type;
  });
