/**
 * Reads one response body, whatever form it has, into the signals, and says what shape it had.
 */
import { blockedAnswer } from './blocked-answer.ts';
import { parseJson, salvageJson } from './embedded-json.ts';
import { readEnvelope } from './envelope.ts';
import { errorsIn } from './error-position.ts';
import { isEventStream, readEventStream } from './event-stream.ts';
import type { ResponseShape } from './evidence.ts';
import { MAX_READ_CHARS } from '../redact-json.ts';
import { isHtml } from '../redact-html.ts';
import { edgeCode, htmlTitle } from './html.ts';
import { isFilled, isObject } from './safe-read.ts';
import type { Signals } from './signals.ts';

/** What a body turned out to be. */
export interface BodyReading {
  shape: ResponseShape;
  edgeCode?: number;
  htmlTitle?: string;
}

/**
 * Reads a body. `failed` says that the status is an error's, so that the whole body stands in an error position;
 * otherwise only what calls itself an error is read.
 */
export function readBody(
  body: unknown,
  signals: Signals,
  options: { failed: boolean; contentType?: string | undefined },
): BodyReading {
  if (typeof body === 'string') return readTextBody(body, signals, options);
  if (!isObject(body)) return { shape: body === null ? 'empty' : 'none' };
  return readValue(body, signals, options.failed);
}

function readValue(value: unknown, signals: Signals, failed: boolean): BodyReading {
  const errors = failed ? [value] : errorsIn(value);
  const blocked = errors.length === 0 ? blockedAnswer(value) : undefined;
  if (blocked !== undefined) errors.push(blocked);
  for (const error of errors) readEnvelope(error, signals);
  if (errors.length > 0) return { shape: 'error' };
  return { shape: isFilled(value) ? 'success' : 'empty' };
}

function readTextBody(
  text: string,
  signals: Signals,
  { failed, contentType }: { failed: boolean; contentType?: string | undefined },
): BodyReading {
  if (!/\S/.test(text.slice(0, MAX_READ_CHARS))) return { shape: 'empty' };
  if (isHtml(text)) {
    const title = htmlTitle(text);
    const code = edgeCode(text);
    return { shape: 'html', ...(title && { htmlTitle: title }), ...(code && { edgeCode: code }) };
  }
  const json = parseJson(text);
  if (json !== undefined && !(typeof json === 'string' && !failed)) return readValue(json, signals, failed);
  if (isEventStream(text, contentType)) return readStream(text, signals);
  if (failed) {
    const code = edgeCode(text);
    readEnvelope(salvageJson(text) ?? text, signals);
    return { shape: 'error', ...(code && { edgeCode: code }) };
  }
  return readForeignText(text, signals, contentType);
}

/**
 * A text in a 2xx that is neither JSON nor a stream: half a JSON document, or no answer of a JSON API. The half
 * document may be half an answer, so its words are not evidence.
 */
function readForeignText(text: string, signals: Signals, contentType: string | undefined): BodyReading {
  if (contentType !== undefined && !contentType.includes('json')) return { shape: 'success' };
  if (/^\s{0,1000}[[{]/.test(text)) return { shape: 'truncated' };
  readEnvelope(text, signals);
  return { shape: 'not-json' };
}

function readStream(text: string, signals: Signals): BodyReading {
  const { errors, complete, content, blocked } = readEventStream(text);
  if (errors.length === 0 && blocked !== undefined && !content) errors.push(blocked);
  for (const error of errors) readEnvelope(error, signals);
  if (errors.length > 0) return { shape: 'error' };
  return { shape: complete ? 'success' : 'truncated' };
}
