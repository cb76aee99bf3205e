/**
 * Whether a request asks for a stream. Provider packages say so in one of three places: the body (`stream: true`: OpenAI
 * and all that speak its APIs, Anthropic, Mistral, Cohere, xAI, Workers AI), the URL (Google's `:streamGenerateContent`,
 * Vertex's `:streamRawPredict`, Bedrock's `/converse-stream` and `/invoke-with-response-stream`), or a header (`accept`;
 * Vercel's `ai-language-model-streaming`). Nothing is read that can be read but once: of a `Request`, or of a body that
 * is a stream, URL and headers decide.
 */

/** A method of an API, by its last word: what stands behind the last colon, or the last path segment. */
const STREAMING_METHOD = /(?::stream\w{0,100}|[-_]stream)$/;

/** Media types of streams that a package reads. */
const STREAM_TYPE = /text\/event-stream|application\/vnd\.amazon\.eventstream/i;
/** Who takes JSON as well may get it: MCP's clients ask for both, and its errors are JSON. */
const ANY_TYPE = /json|\*\/\*/i;

/** Spares the parser most bodies. What quotes it in a text has a backslash before the quotation mark. */
const HINT = /"stream"\s{0,20}:\s{0,20}true/;

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function textOf(body: unknown): string | undefined {
  if (typeof body === 'string') return body;
  if (body instanceof ArrayBuffer || ArrayBuffer.isView(body)) return new TextDecoder().decode(body);
  return undefined;
}

/** Whether it is a request for a stream, or, as Cloudflare's universal endpoint takes them, a list of such requests. */
function bodyAsks(body: unknown): boolean {
  const text = textOf(body);
  if (text === undefined || !HINT.test(text)) return false;
  const parsed: unknown = JSON.parse(text);
  const requests: unknown[] = Array.isArray(parsed) ? parsed.map(entry => isObject(entry) && entry['query']) : [parsed];
  return requests.some(request => isObject(request) && request['stream'] === true);
}

function headersAsk(headers: Headers): boolean {
  if (headers.get('ai-language-model-streaming') === 'true') return true;
  const accept = headers.get('accept') ?? '';
  return STREAM_TYPE.test(accept) && !ANY_TYPE.test(accept);
}

/** @throws what cannot be read; then it is not known to ask for one */
function asks(input: RequestInfo | URL, init: RequestInit | undefined): boolean {
  const request = typeof input === 'object' && 'url' in input ? input : undefined;
  const method = (init?.method ?? request?.method ?? 'GET').toUpperCase();
  const { pathname, searchParams } = new URL(request?.url ?? String(input), 'http://localhost');
  const isNamed = searchParams.get('stream') === 'true';
  if (method !== 'POST') return method === 'GET' && isNamed;
  if (isNamed || searchParams.get('alt') === 'sse' || STREAMING_METHOD.test(pathname)) return true;
  return headersAsk(new Headers(init?.headers ?? request?.headers)) || bodyAsks(init?.body);
}

export function asksForStream(input: RequestInfo | URL, init?: RequestInit): boolean {
  try {
    return asks(input, init);
  } catch {
    return false;
  }
}
