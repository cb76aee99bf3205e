/** Takes off what terminals, mails, chats and logs put around a text. */

/** Colours and other controls of terminals. */
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const CONTROLS = /\u001B\[[\d;?]{0,20}[A-Za-z]/g;
const FENCE = /^[ \t>]*(`{3,}|~{3,})[^\n]*\n([^]*?)\n[ \t>]*\1[ \t]*$/gm;
/** Between the quotes of a string, without them. */
const ESCAPED = /^[{[]\s*(?:\\[nrt]\s*)*\\"/;

/** Without the mark that stands in front of each of its lines. */
function withoutMargin(text: string): string {
  const lines = text.split('\n');
  const margins = lines.filter(line => line.trim() !== '').map(line => /^[ \t]*(?:[>|](?: |$))?[ \t]*/.exec(line)![0]);
  let common = margins[0] ?? '';
  for (const margin of margins) while (!margin.startsWith(common)) common = common.slice(0, -1);
  if (common === '') return text;
  return lines.map(line => (line.startsWith(common) ? line.slice(common.length) : line.trimStart())).join('\n');
}

function unescaped(text: string): string {
  if (!ESCAPED.test(text)) return text;
  try {
    return JSON.parse(`"${text.replaceAll(/\r?\n/g, '')}"`) as string;
  } catch {
    return text;
  }
}

export function unwrapped(pasted: string): string {
  const text = withoutMargin(pasted.replace(/^\uFEFF/, '').replaceAll(CONTROLS, '')).trim();
  const [, , inside] = /^(['`])([{[][^]*)\1[;,]?$/.exec(text) ?? [];
  return unescaped(inside ?? text);
}

/** What stands in code fences; none if there are none. */
export const fenced = (text: string): string[] =>
  /^[ \t>]*(?:```|~~~)/m.test(text) ? [...text.matchAll(FENCE)].map(([, , content]) => content!).slice(0, 8) : [];

/** The text without the lines that open and close fences. */
export const withoutFences = (text: string): string => text.replaceAll(/^[ \t>]*(?:`{3,}|~{3,}).*$/gm, '');
