/** What `curl -i` and `curl -v` print: status line, headers, body. */
import { responseCandidate, type Candidate } from './pasted.ts';

const STATUS_LINE = /^(?:< )?HTTP\/\d(?:\.\d)? (\d{3})\b.*$/m;

/** What `-v` prints of the connection, the request and the transfer. */
const NOISE = /^(?:[*>](?: |\r?$)|[{}] \[\d+ bytes data\]|\s*%\s|\s+Dload)/;
/** The host that was asked, as `-v` shows it. */
const HOST = /^> (?:host|:authority): *([\w.:-]+)/im;

/** With `-v` headers have a mark in front, and lines about the connection stand between them. */
function withoutMarks(text: string): string {
  if (!/^< HTTP\//m.test(text)) return text;
  const lines = text.split('\n').filter(line => !NOISE.test(line));
  return lines.map(line => line.replace(/^< ?/, '')).join('\n');
}

/** `undefined` for a text without a status line at the begin of a line. */
export function readHttp(pasted: string): Candidate | undefined {
  let text = withoutMarks(pasted);
  let status: number | undefined;
  let headers: Record<string, string> = {};
  // The last one is meant: before it may stand a proxy's, a redirect, or 100 Continue.
  for (let found = STATUS_LINE.exec(text); found; found = STATUS_LINE.exec(text)) {
    if (status !== undefined && text.slice(0, found.index).trim() !== '') break;
    status = Number(found[1]);
    headers = {};
    text = text.slice(found.index + found[0].length).replace(/^\r?\n/, '');
    const [, head = '', body = ''] = /^([\s\S]*?)(?:(?:^|\n)\r?\n([\s\S]*))?$/.exec(text) ?? [];
    for (const line of head.split(/\r?\n/)) {
      const [, name, value] = /^([\w-]+):\s*(.*?)\s*$/.exec(line) ?? [];
      if (name !== undefined) headers[name.toLowerCase()] = value!;
    }
    text = body;
  }
  if (status === undefined) return undefined;
  const [, host] = HOST.exec(pasted) ?? [];
  const found = responseCandidate('an HTTP response', status, headers, text);
  return host === undefined ? found : { ...found, url: `https://${host}/` };
}
