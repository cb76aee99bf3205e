/** What a reader sees of a web page: an error shows its words, and none of its attributes, scripts and comments. */

/** How much of a page is read. */
const PAGE_CHARS = 32_768;

/** Whether the text is a page. */
export function isHtml(text: string): boolean {
  return /^\s*(?:<!--[\s\S]{0,500}?-->\s*)?<(?:!doctype html|html|head|body|title|center|h1)\b/i.test(
    text.slice(0, 1000),
  );
}

/** The visible text of a page. What is not closed is not visible. */
export function visibleText(html: string): string {
  const page = html.slice(0, PAGE_CHARS);
  const lower = page.toLowerCase();
  let text = '';
  let place = 0;
  while (place < page.length) {
    const open = page.indexOf('<', place);
    text += page.slice(place, open < 0 ? page.length : open);
    if (open < 0) break;
    const end = endOfMarkup(lower, open);
    if (end === undefined) break;
    text += ' ';
    place = end;
  }
  return text.replace(/\s+/g, ' ').trim();
}

/** Where a tag, a comment, a script or a style ends. */
function endOfMarkup(lower: string, open: number): number | undefined {
  const hidden = /^<(script|style|template|noscript|svg)\b/.exec(lower.slice(open, open + 12))?.[1];
  const closing = lower.startsWith('<!--', open) ? '-->' : hidden === undefined ? '>' : `</${hidden}>`;
  const found = lower.indexOf(closing, open);
  return found < 0 ? undefined : found + closing.length;
}
