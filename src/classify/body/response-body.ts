/**
 * Reads one response body, whatever form it has, into the signals, and says what shape it had.
 */
import { carriesContent } from './answer-content.ts';
import { blockedPrompt } from '../finish/blocked-prompt.ts';
import { parseJson, salvageJson } from '../evidence/embedded-json.ts';
import { readEnvelope } from '../evidence/envelope.ts';
import { errorsIn } from './error-position.ts';
import { isEventStream, readEventStream } from './event-stream.ts';
import type { ResponseShape } from '../evidence.ts';
import { isHtml } from '../../redact/html.ts';
import { MAX_READ_CHARS } from '../../redact/json.ts';
import { finishReasonIn } from '../finish/finish-in-body.ts';
import { edgeCode, htmlTitle } from './html.ts';
import { finishFailure, type FinishFailure, judgeFinish } from '../finish/judge-finish.ts';
import { isFilled, isObject } from '../evidence/safe-read.ts';
import { collectFinish, type Signals } from '../evidence/signals.ts';

/** What a body turned out to be. */
export interface BodyReading {
  shape: ResponseShape;
  edgeCode?: number;
  htmlTitle?: string;
}

/** How a body is to be read. */
export interface BodyOptions {
  /** Whether the status is an error's, so that the whole body stands in an error position. */
  failed: boolean;
  contentType?: string | undefined;
  /** Whether the answer is known to hold content, also where the body's own form is not understood. */
  hasContent?: boolean | undefined;
}

/** Reads a body. Unless it is an error's as a whole, only what calls itself an error is read. */
export function readBody(body: unknown, signals: Signals, options: BodyOptions): BodyReading {
  if (typeof body === 'string') return readTextBody(body, signals, options);
  if (!isObject(body)) return { shape: body === null ? 'empty' : 'none' };
  return readValue(body, signals, options);
}

function readValue(value: unknown, signals: Signals, { failed, hasContent = false }: BodyOptions): BodyReading {
  const errors = failed ? [value] : errorsIn(value);
  for (const error of errors) readEnvelope(error, signals);
  if (errors.length > 0) return { shape: 'error' };
  const finish = blockedPrompt(value) ?? ended(finishReasonIn(value), hasContent || carriesContent(value));
  if (finish) return readFinish(finish, signals);
  return { shape: isFilled(value) ? 'success' : 'empty' };
}

function ended(reason: string | undefined, hasContent: boolean): FinishFailure | undefined {
  const judged = judgeFinish(reason);
  return judged && finishFailure(judged, reason, hasContent);
}

function readFinish(finish: FinishFailure, signals: Signals): BodyReading {
  collectFinish(signals, finish);
  return { shape: 'error' };
}

function readTextBody(text: string, signals: Signals, options: BodyOptions): BodyReading {
  const { failed, contentType } = options;
  if (!/\S/.test(text.slice(0, MAX_READ_CHARS))) return { shape: 'empty' };
  if (isHtml(text)) {
    const title = htmlTitle(text);
    const code = edgeCode(text);
    return { shape: 'html', ...(title && { htmlTitle: title }), ...(code && { edgeCode: code }) };
  }
  const json = parseJson(text);
  if (json !== undefined && !(typeof json === 'string' && !failed)) return readValue(json, signals, options);
  if (isEventStream(text, contentType)) return readStream(text, signals, options);
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

function readStream(text: string, signals: Signals, { hasContent = false }: BodyOptions): BodyReading {
  const { errors, complete, content, blocked, finishReason } = readEventStream(text);
  for (const error of errors) readEnvelope(error, signals);
  if (errors.length > 0) return { shape: 'error' };
  const isAnswered = hasContent || content;
  const finish = (isAnswered ? undefined : blocked) ?? ended(finishReason, isAnswered);
  if (finish) return readFinish(finish, signals);
  return { shape: complete ? 'success' : 'truncated' };
}
