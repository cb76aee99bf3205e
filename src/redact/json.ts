/** How much of a body is read, and JSON within that limit: what was cut off is closed, so that the beginning parses. */

/** Most characters of a body that are read; an error says what it means in its beginning. */
export const MAX_READ_CHARS = 65_536;

/** No error is nested deeper. */
const MAX_DEPTH = 500;

/** A string that was cut may end within an escape: all of its last run of backslashes is left out then. */
function withoutHalfEscape(text: string): string {
  const end = text.length;
  const escape = text.lastIndexOf('\\');
  if (end - escape > 6) return text;
  let start = escape;
  while (start > 0 && text[start - 1] === '\\') start -= 1;
  return text.slice(0, start);
}

/** The beginning of a JSON text, with every open string, list and object closed; `undefined` if nothing is left. */
export function closedHead(text: string): string | undefined {
  const stack: string[] = [];
  let safe = -1;
  let safeDepth = 0;
  let isInText = false;
  let isValue = false;
  let last = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (isInText) {
      if (code === 92) index += 1;
      else if (code === 34) isInText = false;
      continue;
    }
    if (code <= 32) continue;
    if (code === 34) {
      isInText = true;
      isValue = last === 58 || stack.at(-1) === ']';
    } else if (code === 123) stack.push('}');
    else if (code === 91) stack.push(']');
    else if (code === 125 || code === 93) stack.pop();
    last = code;
    if (stack.length > MAX_DEPTH) return undefined;
    // At a comma and at every bracket what came before is whole.
    if (code === 44) safe = index;
    else if (code === 123 || code === 91 || code === 125 || code === 93) safe = index + 1;
    else continue;
    safeDepth = stack.length;
  }
  if (isInText && isValue) {
    return `${withoutHalfEscape(text)}"${stack.toReversed().join('')}`;
  }
  return safe < 0 ? undefined : text.slice(0, safe) + stack.slice(0, safeDepth).toReversed().join('');
}

/** The parsed JSON object, list or string; undefined if the text is none of these. Reads its beginning only. */
export function parseJsonHead(text: string): unknown {
  if (!/^\s{0,1000}[[{"]/.test(text)) return undefined;
  try {
    if (text.length <= MAX_READ_CHARS) return JSON.parse(text) as unknown;
    const head = closedHead(text.slice(0, MAX_READ_CHARS));
    return head === undefined ? undefined : (JSON.parse(head) as unknown);
  } catch {
    return undefined;
  }
}
