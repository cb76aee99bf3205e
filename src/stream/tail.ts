/**
 * What a stream says after its text, held until it is known whether the answer is whole: packages close a text, or show
 * an error, before the end that shows it as broken off. Only for streams that may be continued.
 */
import type { Forwarding, StreamOwner } from './forwarding.ts';
import { isWholeDespite, openText } from './progress.ts';
import type { FinishPart, StreamPart } from '../sdk-types.ts';
import { isUnreadUsage } from '../parts/unread-event.ts';

/** Parts that say nothing of the answer: they come in the midst of it as well as behind it. */
const BESIDE: ReadonlySet<string> = new Set(['raw', 'response-metadata', 'ping']);

/** Parts that are held behind a text at most; with one more the answer goes on. */
const MAX_TAIL = 1_000;

const isBeside = (part: StreamPart) => BESIDE.has(part.type) || (part.type === 'text-delta' && part.delta.length === 0);

/** Holds a part that may be the last word, if it is one and the stream may be continued. */
export function holdTail<Owner extends StreamOwner>(s: Forwarding<Owner>, part: StreamPart): boolean {
  if (!s.continueWith || s.tail.length >= MAX_TAIL) return false;
  const isLastWord = part.type === 'text-end' || part.type === 'error';
  if (!(isLastWord || (s.tail.length > 0 && isBeside(part))) || openText(s) === undefined) return false;
  if (part.type === 'error') {
    s.tailError ??= part.error;
    if (isUnreadUsage(part.error)) s.tailHasUsage = true;
    else s.hasLoss = true;
  }
  s.tail.push(part);
  s.isPlain = false;
  return true;
}

/** Whether a finish that says `error` is only what the package makes of an event that it could not read. */
export const isTailWhole = <Owner extends StreamOwner>(s: Forwarding<Owner>, finish: FinishPart): boolean =>
  s.tail.length > 0 &&
  isWholeDespite({ hasContent: true, hasError: s.hasLoss, hasUnreadUsage: s.tailHasUsage }, finish);

/** Gives back what was held, since the answer goes on. */
export function takeTail<Owner extends StreamOwner>(s: Forwarding<Owner>): readonly StreamPart[] {
  const { tail } = s;
  if (tail.length === 0) return tail;
  s.tail = [];
  s.tailError = undefined;
  s.hasLoss = s.tailHasUsage = false;
  return tail;
}
