/** Credentials among the headers of a request: whole values, and the pieces of those that consist of some. */
import { secretKind } from './names.ts';

/** Shortest credential that is looked for; a shorter one is part of any word. */
export const SHORTEST_SECRET = 6;
/** Shortest value of another header that is taken for one. */
const SHORTEST_VALUE = 8;

/** Header names whose values say nothing secret and may be the words of an error. */
const PUBLIC_HEADER =
  /^(?:accept(?:-.{1,40})?|content-.{1,40}|user-agent|host|connection|cache-control|anthropic-(?:version|beta)|openai-beta|x-title|traceparent|tracestate|cf-aig-(?:cache-ttl|skip-cache|collect-log|max-attempts|request-timeout|retry-delay|backoff))$/i;

const SCHEME = /^[A-Za-z][\w-]{1,30}\s+(?=\S)/;

/** Adds what these headers hold. */
export function addHeaderSecrets(headers: unknown, secrets: Set<string>): void {
  if (typeof headers !== 'object' || headers === null) return;
  for (const [name, value] of entriesOf(headers)) {
    if (typeof value !== 'string' || PUBLIC_HEADER.test(name)) continue;
    const isNamed = secretKind(name) !== undefined;
    const add = (piece: string) => {
      if (piece.length >= (isNamed ? SHORTEST_SECRET : SHORTEST_VALUE)) secrets.add(piece.slice(0, 8_192));
    };
    add(value);
    // The scheme is a word of any error.
    for (const piece of value
      .slice(0, 8_192)
      .replace(SCHEME, '')
      .split(/[\s;,]+/)) {
      add(piece);
      add(piece.slice(piece.indexOf('=') + 1).replaceAll(/^"|"$/g, ''));
    }
    const basic = /^basic ([A-Za-z0-9+/=]{4,400})$/i.exec(value)?.[1];
    if (basic !== undefined) for (const piece of decoded(basic).split(/:(.*)/s)) add(piece);
  }
}

function decoded(base64: string): string {
  try {
    return atob(base64);
  } catch {
    return '';
  }
}

function entriesOf(headers: object): [string, unknown][] {
  try {
    return Object.entries(headers).slice(0, 200);
  } catch {
    return [];
  }
}
