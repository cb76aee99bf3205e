/**
 * Reads one response body, whatever form it has, into the signals, and says what shape it had.
 */
import { carriesContent } from './answer-content.ts';
import { blockedPrompt } from '../finish/blocked-prompt.ts';
import { parseJson, salvageJson } from '../evidence/embedded-json.ts';
import { readEnvelope } from '../evidence/envelope.ts';
import { errorsIn } from './error-position.ts';
import { isEventStream, isJsonLines, readEventStream, readJsonLines, type StreamReading } from './event-stream.ts';
import type { PageKind, ResponseShape } from '../evidence.ts';
import { isHtml } from '../../redact/html.ts';
import { finishReasonIn } from '../finish/finish-in-body.ts';
import { edgeCode, readPage } from './html.ts';
import { formFields, xmlFields } from './other-formats.ts';
import { finishFailure, type FinishFailure, judgeFinish } from '../finish/judge-finish.ts';
import { isFilled, isList, isObject, read, readString } from '../evidence/safe-read.ts';
import { collect, collectFinish, type Signals } from '../evidence/signals.ts';

/** What a body turned out to be. */
export interface BodyReading {
  shape: ResponseShape;
  edgeCode?: number;
  htmlTitle?: string;
  page?: PageKind;
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
  // Servers keep a connection alive with blank lines, and some put a byte order mark first; both are white space here.
  if (typeof body === 'string') return readTextBody(body.trimStart(), signals, options);
  if (!isObject(body)) return { shape: body === null ? 'empty' : 'none' };
  return readValue(body, signals, options);
}

function readValue(value: unknown, signals: Signals, { failed, hasContent = false }: BodyOptions): BodyReading {
  const errors = failed ? [value] : errorsIn(value);
  for (const error of errors) readEnvelope(error, signals);
  if (errors.length > 0) return { shape: 'error' };
  const finish = blockedPrompt(value) ?? ended(finishReasonIn(value), hasContent || carriesContent(value));
  if (finish) return readFinish(finish, signals);
  const isNothing = !hasContent && bringsNothing(value);
  return { shape: isFilled(value) && !isNothing ? 'success' : 'empty' };
}

/** A job that did not end well. */
const FAILED = /^(?:fail(?:ed|ure)|error|cance?lled|timed[_ ]?out|expired)$/i;

/** A list of answers without one is nothing, whatever stands beside it, and so is a job that failed without a word. */
function bringsNothing(value: unknown): boolean {
  if (['choices', 'candidates'].some(key => isEmptyList(read(value, key)))) return true;
  const isBlank = ['choices', 'candidates'].some(key => read(value, key) === null);
  return (isBlank || FAILED.test(readString(value, 'status') ?? '')) && !carriesContent(value);
}

const isEmptyList = (value: unknown): boolean => isList(value) && !isFilled(value);

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
  if (text === '') return { shape: 'empty' };
  if (isHtml(text)) {
    const { status, ...page } = readPage(text);
    // What a page calls itself counts where the wire claims success.
    if (status !== undefined && page.edgeCode === undefined) collect(signals.textStatuses, status);
    return { shape: 'html', ...page };
  }
  const json = parseJson(text);
  if (json !== undefined && !(typeof json === 'string' && !failed)) return readValue(json, signals, options);
  if (isEventStream(text, contentType)) return readStream(readEventStream(text), signals, options);
  if (!failed && isJsonLines(text)) return readStream(readJsonLines(text), signals, options);
  if (failed) {
    const code = edgeCode(text);
    readEnvelope(xmlFields(text) ?? formFields(text) ?? salvageJson(text) ?? text, signals);
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
  if (/^[[{]/.test(text)) return { shape: 'truncated' };
  readEnvelope(text, signals);
  return { shape: 'not-json' };
}

function readStream(reading: StreamReading, signals: Signals, { hasContent = false }: BodyOptions): BodyReading {
  const { errors, complete, content, blocked, finishReason } = reading;
  for (const error of errors) readEnvelope(error, signals);
  if (errors.length > 0) return { shape: 'error' };
  const isAnswered = hasContent || content;
  const finish = (isAnswered ? undefined : blocked) ?? ended(finishReason, isAnswered);
  if (finish) return readFinish(finish, signals);
  return { shape: complete ? 'success' : 'truncated' };
}
