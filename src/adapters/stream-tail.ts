/**
 * What a stream says after its text, held until it is known whether the answer is whole: packages close a text, or tell
 * an error, before the end that shows it as broken off. Only for streams that may be continued.
 */
import type { StreamPart } from './sdk-model.ts';
import { openText, type StreamProgress } from './stream-progress.ts';

export interface StreamTail {
  /** The error that was told in it, if any. */
  readonly error: unknown;
  /** Holds a part that may be the last word, if it is one. */
  hold(part: StreamPart): boolean;
  /** Gives back what was held, since the answer goes on. */
  takeParts(): StreamPart[];
}

/** @param isOn whether the stream may be continued at all */
export function createTail(isOn: boolean, progress: StreamProgress): StreamTail {
  let parts: StreamPart[] = [];
  let error: unknown;
  return {
    get error() {
      return error;
    },
    hold(part) {
      if (!isOn) return false;
      const isLastWord = part.type === 'text-end' || part.type === 'error';
      const isBeside = parts.length > 0 && (part.type === 'raw' || part.type === 'response-metadata');
      if (!(isLastWord || isBeside) || openText(progress) === undefined) return false;
      if (part.type === 'error') error ??= part.error;
      parts.push(part);
      return true;
    },
    takeParts() {
      if (parts.length === 0) return parts;
      const taken = parts;
      parts = [];
      error = undefined;
      return taken;
    },
  };
}
