/**
 * Reads one thrown value (an Error of any realm or package copy, or a plain stream error part): where the SDKs and
 * HTTP clients keep status, headers, url and bodies. Recognised by shape, never by class.
 */
import { readEnvelope, readText } from './envelope.ts';
import { originsOfName } from './host-origins.ts';
import { disguisedStatus, headersFrom } from './response-headers.ts';
import { integerFrom, isFilled, isObject, read, readString } from './safe-read.ts';
import { collect, collectCode, collectMessage, type Signals } from './signals.ts';

/** A body found on an error, and whether it certainly is an error's. */
export interface FoundBody {
  value: unknown;
  failed: boolean;
  /** Whether it is what a provider package's schema left of another one of these. */
  isCopy?: boolean;
}

/** What one error carries besides the signals. */
export interface ThrownReading {
  wireStatus?: number;
  headers: Record<string, string>;
  url?: string;
  bodies: FoundBody[];
}

/** Codes of the operating system, Node, undici, Bun, OpenSSL, zlib: they name the fate of the connection and its body. */
const NETWORK_CODE =
  /^(?:ERR_(?:PROXY|TUNNEL|CONTENT|BROTLI|ZLIB|ZSTD|_ERROR|HTTP_INVALID)_\w+|ERR_INVALID_(?:URL|ARG|CHAR|HTTP_TOKEN|PROTOCOL|HEADER)\w*|ERR_UNESCAPED_CHARACTERS|ERR_CANCELED|ECANCELED|HPE_\w+|Z_[A-Z]{1,20}_ERROR|Z_ERRNO|Z_NEED_DICT|ZSTD_error_\w+|ZlibError|\w{1,20}DecompressionError|E(?:CONN|HOST|NET|PIPE|ADDR|AI_|TIMEDOUT|NOTFOUND|PROTO|SOCKET|ABORT)\w*|ENOTFOUND|E(?:NODATA|NONAME|BADNAME|SERVFAIL|TIMEOUT|REFUSED|MFILE|NFILE|NOBUFS|NOMEM|ACCES|PERM)|DNS_E\w+|UND_ERR_\w+|ABORT_ERR|ERR_(?:TLS|SSL|OSSL|ACCESS_DENIED|HTTP_REQUEST|HTTP2|STREAM|SOCKET|NETWORK|INTERNET|NAME|CERT|CONNECTION)\w*|CERT_\w+|CRL_\w+|INVALID_(?:CA|PURPOSE)|PATH_LENGTH_EXCEEDED|CertificateVerif\w+|DEPTH_ZERO_\w+|SELF_SIGNED_\w+|UNABLE_TO_\w+|HOSTNAME_MISMATCH|Connection(?:Refused|Closed|Reset|Timeout)|TooManyRedirects|InvalidURL|FailedToOpenSocket|NGHTTP2_\w+)$/;

/** What else a runtime may call the fate of a connection: codes of an error of its own that nobody has listed. */
const RUNTIME_CODE =
  /^(?:E[A-Z][A-Z\d]{2,30}|(?:ERR|UND|HPE|UV|WSA|NS|CURLE?|DNS|QUIC|TLS|SSL|HTTP2?)_?[A-Z]\w{2,60}|[A-Z][A-Z_]{2,60}_(?:TIMEOUT|EXPIRED|FAILED|CLOSED|RESET))$/;
/** Codes of files and programs, and of clients that only name the kind of status. */
const NO_CONNECTION =
  /^(?:ENOENT|EISDIR|ENOTDIR|EEXIST|ERR_(?:MODULE|REQUIRE|ASSERT|UNSUPPORTED_DIR|METHOD_NOT|OUT_OF|BAD_(?:REQUEST|RESPONSE))\w*)$/;

const isRuntimes = (node: object, code: string, ofFetch: boolean): boolean =>
  statusOf(node) === undefined &&
  (ofFetch || (isNativeError(node) && RUNTIME_CODE.test(code) && !NO_CONNECTION.test(code)));

/** Errors whose message may quote a model's answer, or only describes why some text fits no schema. */
const QUOTES_ANSWER =
  /^(?:AI_(?:JSONParse|TypeValidation|NoObjectGenerated|InvalidToolInput|NoSuchTool|ToolCallRepair|InvalidArgument)\w*|OutputParserException|\$?ZodError|SyntaxError)$/;
const QUOTES_ANSWER_TEXT = /^(?:JSON parsing failed: Text:|Type validation failed: Value:)/;

/** What the parsers of JavaScript engines say of JSON; other SyntaxErrors are about code. */
const JSON_PARSER = /\bJSON\b|^Unexpected end of data\b/;

/** Reads one error or error part. Whatever causes a failed fetch is the connection's. */
export function readThrown(node: unknown, signals: Signals, ofFetch = false): ThrownReading {
  if (typeof node === 'string') readText(node, signals, 0);
  if (!isObject(node)) return { headers: {}, bodies: [] };
  if (!isErrorLike(node) && !ofFetch) {
    readEnvelope(node, signals);
    return { headers: {}, bodies: [] };
  }
  readIdentity(node, signals, ofFetch);
  const response = read(node, 'response');
  const headers = { ...headersFrom(read(response, 'headers')), ...headersFrom(headersOf(node)) };
  const wireStatus = disguisedStatus(headers) ?? statusOf(node) ?? statusOf(response);
  const url = readString(node, 'url') ?? readString(response, 'url');
  return {
    ...(wireStatus !== undefined && { wireStatus }),
    headers,
    ...(url !== undefined && { url }),
    bodies: bodiesOf(node, wireStatus),
  };
}

/** Whether the object is an error with a name and a message, rather than an envelope that a stream delivered. */
function isErrorLike(node: object): boolean {
  if (typeof read(node, 'message') !== 'string') return false;
  if (isNativeError(node) || typeof read(node, 'stack') === 'string') return true;
  const name = read(node, 'name');
  return typeof name === 'string' && /(?:Error|Exception)$/.test(name) && read(node, 'internalCode') === undefined;
}

/** Spares the engine the text of a stack that nobody asked for. */
function isNativeError(node: object): boolean {
  try {
    return node instanceof Error;
  } catch {
    return false;
  }
}

function readIdentity(node: object, signals: Signals, ofFetch: boolean): void {
  const name = readString(node, 'name');
  const isDeciding = signals.names.length === 0;
  if (name !== undefined) collect(signals.names, name);
  const constructorName = readString(read(node, 'constructor'), 'name');
  if (constructorName !== undefined && constructorName !== 'Object') collect(signals.names, constructorName);
  if (name !== undefined && /^Gateway(?!Delegate)\w*Error$/.test(name)) signals.origins.add('vercel');
  const message = readString(node, 'message');
  if (message !== undefined && !QUOTES_ANSWER.test(name ?? '') && !QUOTES_ANSWER_TEXT.test(message)) {
    readText(message, signals, 0);
    readPrinted(message, signals);
  } else if (message !== undefined && isDeciding && name === 'SyntaxError' && JSON_PARSER.test(message)) {
    // Its parser's words without the few characters of the answer that it quotes.
    collectMessage(signals, message, message.replace(/token .{0,80}is not valid/s, 'token … is not valid'));
  }
  // axios names the kind of status, also where there was none.
  const code = read(node, 'code');
  const isOfClient = CLIENT_ERROR.test(name ?? '');
  if (typeof code === 'string' && (NETWORK_CODE.test(code) || isRuntimes(node, code, ofFetch || isOfClient))) {
    collect(signals.networkCodes, code);
  } else if (
    code !== 'ERR_BAD_RESPONSE' &&
    !isDomException(node) &&
    !(typeof code === 'number' && (isOfClient || name === 'ConnectError'))
  )
    collectCode(signals, code);
  if (!isOfClient) collectCode(signals, read(node, 'type'));
  // LangChain.
  collectCode(signals, read(node, 'lc_error_code'));
  const status = read(node, 'status');
  if (typeof status === 'string') collectCode(signals, status);
  for (const origin of originsOfName(readString(node, 'provider'))) signals.origins.add(origin);
  // workerd marks what it says of a Durable Object or a lost connection.
  for (const mark of ['overloaded', 'retryable']) {
    if (isNativeError(node) && read(node, mark) === true) collect(signals.networkCodes, `workerd:${mark}`);
  }
}

/** An error of a runtime as `JSON.stringify` prints it, without its message. */
function readPrinted(message: string, { networkCodes }: Signals): void {
  const code = /^\{(?:"errno":-?\d{1,9},)?"code":"(\w{1,60})"/.exec(message)?.[1];
  if (code !== undefined && NETWORK_CODE.test(code)) collect(networkCodes, code);
}

/** Errors of runtimes and of clients like node-fetch: their type and number are no word of the other side. */
const CLIENT_ERROR = /^(?:Abort|Timeout|Fetch)Error$/;

/** A DOMException's numeric code (20, 23) is a legacy enumeration, not a failure's code. */
function isDomException(node: object): boolean {
  return typeof read(node, 'code') === 'number' && typeof read(node, 'ABORT_ERR') === 'number';
}

function statusOf(node: unknown): number | undefined {
  const metadata = read(node, '$metadata');
  for (const found of [
    read(node, 'statusCode'),
    read(node, 'status'),
    read(node, 'status_code'),
    read(node, 'httpStatus'),
    read(metadata, 'httpStatusCode'),
  ]) {
    const status = integerFrom(found);
    if (status !== undefined && status >= 100 && status <= 599) return status;
  }
  return undefined;
}

function headersOf(node: object): unknown {
  return read(node, 'responseHeaders') ?? read(node, 'headers') ?? read(read(node, '$response'), 'headers');
}

/** The value that a message quotes, where a copy of the error has lost it. */
const valueIn = (message = ''): string | undefined =>
  /^Type validation failed: Value: ([[{].*[\]}])\.\n/s.exec(message)?.[1];

/** Bodies in the places of the AI SDK, OpenAI's and Anthropic's SDKs, axios, workers-ai-provider and @ai-sdk/gateway. */
function bodiesOf(node: object, wireStatus: number | undefined): FoundBody[] {
  const failed = wireStatus === undefined || wireStatus >= 400;
  const name = readString(node, 'name') ?? '';
  const bodies: FoundBody[] = [];
  const add = (value: unknown, certain: boolean, isCopy = false): void => {
    if (value !== undefined && value !== null) bodies.push({ value, failed: certain, isCopy });
  };
  // workers-ai-provider repeats the message of a lost connection where a body would stand.
  const body = read(node, 'responseBody');
  if (wireStatus !== undefined || body !== read(node, 'message')) add(body, failed);
  if (!name.startsWith('AI_NoObjectGenerated')) {
    if (isFilled(read(node, 'data'))) add(read(node, 'data'), true, typeof body === 'string' && body !== '');
    add(read(node, 'error'), true);
    add(read(node, 'body'), failed);
    add(read(node, 'raw'), failed);
    add(read(read(node, 'response'), 'data'), failed);
    if (name === 'GatewayResponseError') add(read(node, 'response'), failed);
    if (name.startsWith('AI_TypeValidation')) add(read(node, 'value') ?? valueIn(readString(node, 'message')), false);
    if (name.startsWith('AI_JSONParse')) add(read(node, 'text'), false);
  }
  return bodies;
}
