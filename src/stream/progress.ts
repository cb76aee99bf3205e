/** Keeps count of what a stream has shown: whether there was content, an error, and which blocks are still open. */
import type { FinishPart, StreamPart } from '../sdk-types.ts';
import { isUnreadUsage } from '../parts/unread-event.ts';

/** What one stream has shown so far. */
export interface StreamProgress {
  hasContent: boolean;
  /** Whether there was content that is no text. */
  hasOther: boolean;
  hasError: boolean;
  hasFinish: boolean;
  /** Whether its last event could not be read, but held the usage that comes with the end of an answer. */
  hasUnreadUsage: boolean;
  /** The parts that end the blocks which are open, by type and id; made with the first. */
  open: Map<string, StreamPart> | undefined;
}

const CLOSED_BY = {
  'text-start': 'text-end',
  'reasoning-start': 'reasoning-end',
  'tool-input-start': 'tool-input-end',
} as const;

/**
 * Notes a part, and says whether it is content: the SDK's own rule for its timeouts, so that preamble, pings and empty
 * deltas are none.
 */
export function note(progress: StreamProgress, part: StreamPart): boolean {
  switch (part.type) {
    case 'text-start':
    case 'reasoning-start':
    case 'tool-input-start': {
      const end = { type: CLOSED_BY[part.type], id: part.id };
      // A block without a string for an id is none that could be closed.
      if (typeof part.id !== 'string') return false;
      (progress.open ??= new Map()).set(`${end.type} ${part.id}`, end);
      return false;
    }
    case 'text-end':
    case 'reasoning-end':
    case 'tool-input-end':
      if (typeof part.id === 'string') progress.open?.delete(`${part.type} ${part.id}`);
      return false;
    case 'error':
      if (isUnreadUsage(part.error)) progress.hasUnreadUsage = true;
      else progress.hasError = true;
      return false;
    case 'finish':
      progress.hasFinish = true;
      return false;
    case 'text-delta':
      if (!(part.delta.length > 0)) return false;
      progress.hasContent = true;
      return true;
    case 'reasoning-delta':
    case 'tool-input-delta':
      if (!(part.delta.length > 0)) return false;
      break;
    case 'tool-call':
    case 'file':
    case 'reasoning-file':
      break;
    default:
      return false;
  }
  progress.hasContent = true;
  progress.hasOther = true;
  return true;
}

/**
 * Whether a finish that calls the answer failed, or says nothing, is only what a package makes of an event that it could
 * not read: the usage that comes with the end was in that event, so the answer is whole.
 */
export const isWholeDespite = (
  { hasContent, hasError, hasUnreadUsage }: Pick<StreamProgress, 'hasContent' | 'hasError' | 'hasUnreadUsage'>,
  { finishReason: { unified, raw } }: FinishPart,
): boolean =>
  hasContent && hasUnreadUsage && !hasError && (unified === 'error' || unified === 'other') && raw === undefined;

/** Nothing was shown yet. */
export const createProgress = (): StreamProgress => ({
  hasContent: false,
  hasOther: false,
  hasError: false,
  hasFinish: false,
  hasUnreadUsage: false,
  open: undefined,
});

/** The parts that close what is open, in the order it was opened. */
export function closingParts(progress: StreamProgress): StreamPart[] {
  const parts = [...(progress.open?.values() ?? [])];
  progress.open = undefined;
  return parts;
}

/** The only open block, if it is a text and nothing but text was shown: then the answer can be continued. */
export function openText({ open, hasContent, hasOther, hasError }: StreamProgress): string | undefined {
  if (open?.size !== 1 || !hasContent || hasOther || hasError) return undefined;
  for (const part of open.values()) if (part.type === 'text-end') return part.id;
  return undefined;
}

const NO_TOKENS = { total: undefined, noCache: undefined, cacheRead: undefined, cacheWrite: undefined };

/** The finish of an answer that broke off: nothing is known of its usage. */
export const BROKEN: FinishPart = {
  type: 'finish',
  finishReason: { unified: 'error', raw: undefined },
  usage: { inputTokens: NO_TOKENS, outputTokens: { total: undefined, text: undefined, reasoning: undefined } },
};

/** The text that a part shows. */
export const textOf = (part: StreamPart): string => (part.type === 'text-delta' ? String(part.delta) : '');
