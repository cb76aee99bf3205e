/** What a URL inside a text may hold that is not shown: user and password, and credentials among its parameters. */
import { isSecretParameter } from './names.ts';
import type { Ranges, View } from './view.ts';

const PARAMETER = /[?&;]([\w.[\]-]{1,60})=/g;
const ENDS_PARAMETER = /[&#\s"'<>\\`|]/;
const SCHEME_AND_SLASHES = /\b[a-z][\w+.-]{1,20}:\/\//gi;

/** How far a user and a password go at most. */
const MAX_USER_INFO = 256;

/** Longest value of a parameter. */
const MAX_VALUE = 8_000;

/** `?name=value` and `&name=value`: to the next plain delimiter; one that was encoded belongs to the value. */
function addParameters({ text, written }: View, ranges: Ranges): void {
  PARAMETER.lastIndex = 0;
  for (let match = PARAMETER.exec(text); match !== null; match = PARAMETER.exec(text)) {
    const start = PARAMETER.lastIndex;
    if (!isSecretParameter(match[1]!) || text.startsWith('[redacted]', start)) continue;
    const how = written?.[start - 1] ?? 0;
    let end = start;
    while (end < text.length && end - start < MAX_VALUE) {
      const other = written?.[end] ?? 0;
      if ((other === how || other === 0) && ENDS_PARAMETER.test(text[end]!)) break;
      end += 1;
    }
    if (end > start) ranges.push(start, end);
    PARAMETER.lastIndex = end;
  }
}

/**
 * User and password of a URL. A password that nobody encoded may hold `@`, `/` and spaces: it ends at the last `@` of
 * its run, and goes on over a space as long as no host stands behind that `@`.
 */
function addUserInfo(text: string, ranges: Ranges): void {
  SCHEME_AND_SLASHES.lastIndex = 0;
  let at = 0;
  for (let match = SCHEME_AND_SLASHES.exec(text); match !== null; match = SCHEME_AND_SLASHES.exec(text)) {
    const start = SCHEME_AND_SLASHES.lastIndex;
    if (at < start) at = text.indexOf('@', start);
    if (at < 0) return;
    if (at - start > MAX_USER_INFO) continue;
    const next = text.indexOf('://', start);
    const room = text.slice(start, Math.min(start + MAX_USER_INFO, next < 0 ? text.length : next));
    const end = endOfUserInfo(/^[^\n"<>`]*/.exec(room)![0]);
    if (end > 0) ranges.push(start, start + end);
  }
}

function endOfUserInfo(room: string): number {
  const run = /^\S*/.exec(room)![0];
  const isNamed = /^[^\s/:@]{0,64}:(?!\s|\d{1,5}(?:[/?#\s]|$))/.test(room);
  if (!isNamed) return /^[^/?#]*/.exec(run)![0].lastIndexOf('@');
  let end = run.lastIndexOf('@');
  const isHost = (from: number) => /^(?:\[|[\w-]+(?:\.[\w-]+|:\d|\/|$)|localhost)/.test(room.slice(from));
  while (end < 0 || !isHost(end + 1)) {
    const further = room.indexOf('@', end < 0 ? run.length : end + 1);
    if (further < 0) break;
    end = further;
  }
  return end;
}

/** Adds what the URLs of a text hold. */
export function addUrlSecrets(view: View, ranges: Ranges): void {
  if (view.text.includes('://')) addUserInfo(view.text, ranges);
  if (view.text.includes('=')) addParameters(view, ranges);
}
