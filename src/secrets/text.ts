/** Removes from a text what may not be seen, whoever wrote it. */
import { addPairs } from './pairs.ts';
import { addShapes } from './shapes.ts';
import { addUnsendable } from './unsendable.ts';
import { addUrlSecrets } from './urls.ts';
import { viewOf, withoutRanges, type Ranges, type View } from './view.ts';

/** Removes from a text what may not be seen. */
export type Redactor = (text: string) => string;

export const REDACTED = '[redacted]';

/** How much of one text is looked at; what is longer is cut to far less anyway. */
export const READ_CHARS = 16_384;

/** What no text of short words is: a sign, a digit, a long word. */
const MAY_HOLD_CREDENTIALS = /[^A-Za-z ,.'_]|[A-Za-z_]{16}/;

/** Adds everything that looks like a credential. */
export function addCredentials(view: View, ranges: Ranges): void {
  if (!MAY_HOLD_CREDENTIALS.test(view.text)) return;
  addShapes(view.text, ranges);
  addUnsendable(view.text, ranges);
  addUrlSecrets(view, ranges);
  addPairs(view, ranges);
}

/**
 * The beginning of a text that is too long to be read, without the token that the cut may have gone through: half of a
 * credential is not recognised.
 */
export function beginningOf(text: string): string {
  if (text.length <= READ_CHARS) return text;
  let end = READ_CHARS;
  while (end > READ_CHARS - 512 && text[end - 1]! > ' ') end -= 1;
  return `${text.slice(0, end)}…`;
}

/** Removes everything that looks like a credential from text; cuts it to what is looked at. */
export function redactText(text: string): string {
  const head = beginningOf(text);
  const view = viewOf(head);
  const ranges: Ranges = [];
  addCredentials(view, ranges);
  return withoutRanges(head, view, ranges, REDACTED);
}
