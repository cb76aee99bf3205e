/**
 * What a stream says after its text, held until it is known whether the answer is whole: packages close a text, or tell
 * an error, before the end that shows it as broken off. Only for streams that may be continued.
 */
import type { FinishPart, StreamPart } from './sdk-model.ts';
import { isWholeDespite, openText, type StreamProgress } from './stream-progress.ts';
import { isUnreadUsage } from './unread-event.ts';

export interface StreamTail {
  /** The error that was told in it, if any. */
  readonly error: unknown;
  /** Whether a piece of the text may be missing where the error stands. */
  readonly hasLoss: boolean;
  /** Whether a finish that says `error` is only what the package makes of an event that it could not read. */
  isWholeDespite(finish: FinishPart): boolean;
  /** Holds a part that may be the last word, if it is one. */
  hold(part: StreamPart): boolean;
  /** Gives back what was held, since the answer goes on. */
  takeParts(): StreamPart[];
}

/** Parts that say nothing of the answer: they come in the midst of it as well as behind it. */
const BESIDE: ReadonlySet<string> = new Set(['raw', 'response-metadata', 'ping']);

const isBeside = (part: StreamPart) => BESIDE.has(part.type) || (part.type === 'text-delta' && part.delta.length === 0);

/** Of a stream that is not continued: nothing is held. */
export const NO_TAIL: StreamTail = {
  error: undefined,
  hasLoss: false,
  isWholeDespite: () => false,
  hold: () => false,
  takeParts: () => [],
};

export function createTail(progress: StreamProgress): StreamTail {
  let parts: StreamPart[] = [];
  let error: unknown;
  let hasLoss = false;
  let hasUnreadUsage = false;
  return {
    get error() {
      return error;
    },
    get hasLoss() {
      return hasLoss;
    },
    isWholeDespite: finish => isWholeDespite({ hasContent: true, hasError: hasLoss, hasUnreadUsage }, finish),
    hold(part) {
      const isLastWord = part.type === 'text-end' || part.type === 'error';
      if (!(isLastWord || (parts.length > 0 && isBeside(part))) || openText(progress) === undefined) return false;
      if (part.type === 'error') {
        error ??= part.error;
        if (isUnreadUsage(part.error)) hasUnreadUsage = true;
        else hasLoss = true;
      }
      parts.push(part);
      return true;
    },
    takeParts() {
      if (parts.length === 0) return parts;
      const taken = parts;
      parts = [];
      error = undefined;
      hasLoss = hasUnreadUsage = false;
      return taken;
    },
  };
}
