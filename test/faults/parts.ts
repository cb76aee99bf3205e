/** What a caller of a model's own `doStream` reads. */
import { expect } from 'vitest';
import type { LanguageModel, StreamPart } from '../../src/sdk-types.ts';

export interface Read {
  parts: StreamPart[];
  text: string;
  /** What the stream, or its opening, threw. */
  thrown: unknown;
}

export interface ReadOptions {
  headers?: Record<string, string>;
  abortSignal?: AbortSignal;
  /** Called when the stream is there, with its preamble and its first content. */
  onOpen?: () => void;
  /** Called with each part; the next one is not read before its end. */
  onPart?: (part: StreamPart) => void | Promise<void>;
}

/** Reads a stream to its end; never rejects. */
export async function read(model: LanguageModel, { onOpen, onPart, ...options }: ReadOptions = {}): Promise<Read> {
  const got: Read = { parts: [], text: '', thrown: undefined };
  try {
    const { stream } = await model.doStream({
      prompt: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
      ...options,
    });
    onOpen?.();
    for await (const part of stream) {
      got.parts.push(part);
      if (part.type === 'text-delta') got.text += part.delta;
      await onPart?.(part);
    }
  } catch (error) {
    got.thrown = error;
  }
  return got;
}

const ONCE = ['stream-start', 'text-start', 'text-end', 'finish'];

/** One preamble, one text with one id, and one finish. */
export function expectOneAnswer({ parts, thrown }: Read): void {
  expect(thrown).toBeUndefined();
  expect(parts.map(({ type }) => type).filter(type => ONCE.includes(type))).toEqual(ONCE);
  const ids = parts.flatMap(part => (part.type.startsWith('text-') ? [(part as { id: string }).id] : []));
  expect(new Set(ids).size).toBe(1);
}
