/** Keeps count of what a stream has shown: whether there was content, an error, and which blocks are still open. */
import type { FinishPart, StreamPart } from './sdk-model.ts';
import { isUnreadUsage } from './unread-event.ts';

/**
 * Whether a part shows something of the answer: the SDK's own rule for its timeouts, so that preamble, pings and empty
 * deltas are none.
 */
function isContent(part: StreamPart): boolean {
  switch (part.type) {
    case 'text-delta':
    case 'reasoning-delta':
    case 'tool-input-delta':
      return part.delta.length > 0;
    case 'tool-call':
    case 'file':
    case 'reasoning-file':
      return true;
    default:
      return false;
  }
}

/** What one stream has shown so far. */
export interface StreamProgress {
  hasContent: boolean;
  /** Milliseconds from dispatch to the first content. */
  firstContentMs: number | undefined;
  /** Whether there was content that is no text. */
  hasOther: boolean;
  hasError: boolean;
  hasFinish: boolean;
  /** Whether its last event could not be read, but held the usage that comes with the end of an answer. */
  hasUnreadUsage: boolean;
  /** Ids of the blocks that are open, with the part that ends each; a block without a string for an id is none. */
  readonly open: Map<string, 'text-end' | 'reasoning-end' | 'tool-input-end'>;
}

export function createProgress(): StreamProgress {
  return {
    hasContent: false,
    firstContentMs: undefined,
    hasOther: false,
    hasError: false,
    hasFinish: false,
    hasUnreadUsage: false,
    open: new Map(),
  };
}

const opened = (
  { open }: StreamProgress,
  kind: string,
  id: unknown,
  end: `${'text' | 'reasoning' | 'tool-input'}-end`,
) => void (typeof id === 'string' && open.set(`${kind} ${id}`, end));
const closed = ({ open }: StreamProgress, kind: string, id: unknown) =>
  void (typeof id === 'string' && open.delete(`${kind} ${id}`));

/** Notes a part, and says whether it is content. */
export function note(progress: StreamProgress, part: StreamPart): boolean {
  switch (part.type) {
    case 'text-start':
      opened(progress, 'text', part.id, 'text-end');
      return false;
    case 'reasoning-start':
      opened(progress, 'reasoning', part.id, 'reasoning-end');
      return false;
    case 'tool-input-start':
      opened(progress, 'tool', part.id, 'tool-input-end');
      return false;
    case 'text-end':
      closed(progress, 'text', part.id);
      return false;
    case 'reasoning-end':
      closed(progress, 'reasoning', part.id);
      return false;
    case 'tool-input-end':
      closed(progress, 'tool', part.id);
      return false;
    case 'error':
      if (isUnreadUsage(part.error)) progress.hasUnreadUsage = true;
      else progress.hasError = true;
      return false;
    case 'finish':
      progress.hasFinish = true;
      return false;
    default: {
      const content = isContent(part);
      if (content) {
        progress.hasContent = true;
        if (part.type !== 'text-delta') progress.hasOther = true;
      }
      return content;
    }
  }
}

/**
 * Whether a finish that calls the answer failed, or says nothing, is only what a package makes of an event that it could not read: the
 * usage that comes with the end was in that event, so the answer is whole.
 */
export const isWholeDespite = (
  { hasContent, hasError, hasUnreadUsage }: Pick<StreamProgress, 'hasContent' | 'hasError' | 'hasUnreadUsage'>,
  { finishReason: { unified, raw } }: FinishPart,
): boolean =>
  hasContent && hasUnreadUsage && !hasError && (unified === 'error' || unified === 'other') && raw === undefined;

/** The parts that close what is open, in the order it was opened. */
export function closingParts(progress: StreamProgress): StreamPart[] {
  const parts = [...progress.open].map(([key, type]): StreamPart => ({ type, id: key.slice(key.indexOf(' ') + 1) }));
  progress.open.clear();
  return parts;
}

/** The only open block, if it is a text and nothing but text was shown: then the answer can be continued. */
export function openText({ open, hasContent, hasOther, hasError }: StreamProgress): string | undefined {
  const [entry, ...others] = open;
  if (!entry || others.length > 0 || !hasContent || hasOther || hasError) return undefined;
  const [key, type] = entry;
  return type === 'text-end' ? key.slice(key.indexOf(' ') + 1) : undefined;
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
