/**
 * Reads the text of an event stream, or of JSON lines, and says how it ended: with an error of its own, complete, or
 * neither. Comments, pings and words of progress are nothing.
 */
import { MAX_READ_CHARS } from '../../redact/json.ts';
import { carriesContent } from './answer-content.ts';
import { blockedPrompt } from '../finish/blocked-prompt.ts';
import { parseJson } from '../evidence/embedded-json.ts';
import { errorsIn, isRemark } from './error-position.ts';
import { finishReasonIn } from '../finish/finish-in-body.ts';
import type { FinishFailure } from '../finish/judge-finish.ts';
import { isObject, itemsOf, read } from '../evidence/safe-read.ts';

/** How a stream went. */
export interface StreamReading {
  /** Error frames, in order. */
  errors: unknown[];
  /** Messages without a code: words of progress if content follows, errors if none does. */
  remarks: unknown[];
  /** Whether the stream said that it was complete. */
  complete: boolean;
  /** Whether any frame held something of the model's. */
  content: boolean;
  /** What the provider's filter said, if it stopped the prompt. */
  blocked?: FinishFailure | undefined;
  /** The last finish reason that a frame named. */
  finishReason?: string | undefined;
}

/** How many of a stream's events are read: its beginning and its end. */
const MAX_BLOCKS = 400;
/** How much of a longer text's end is read: it says whether the stream is complete. */
const TAIL_CHARS = 4_096;

/** Whether the text is an event stream rather than a JSON or HTML body. */
export function isEventStream(text: string, contentType: string | undefined): boolean {
  if (/^\s{0,1000}(?:data|event|id|retry):/.test(text) || /^\s{0,1000}: ?\S/.test(text)) return true;
  return contentType !== undefined && contentType.includes('text/event-stream') && !/^\s{0,1000}[[{<]/.test(text);
}

/** Reads all blocks. Blocks end with a blank line; lines end with LF, CRLF or CR. */
export const readEventStream = (text: string): StreamReading => readBlocks(text, blocksOf);

/** Whether the text is one JSON document a line, at least two: Ollama and older APIs stream so. */
export function isJsonLines(text: string): boolean {
  const head = text.slice(0, MAX_READ_CHARS);
  const end = head.indexOf('\n');
  if (end < 0 || !head.slice(end).trimStart().startsWith('{')) return false;
  return head.startsWith('{') && isObject(parseJson(head.slice(0, end)));
}

/** Reads every line as the data of an event. */
export const readJsonLines = (text: string): StreamReading =>
  readBlocks(text, part => part.split('\n').map(line => `data: ${line}`));

function readBlocks(text: string, blocksOf: (part: string) => string[]): StreamReading {
  const reading: StreamReading = { errors: [], remarks: [], complete: false, content: false };
  const blocks = blocksOf(text.slice(0, MAX_READ_CHARS));
  const tail =
    text.length > MAX_READ_CHARS ? blocksOf(text.slice(Math.max(MAX_READ_CHARS, text.length - TAIL_CHARS))) : [];
  // Where the text was cut, an event was, too.
  const read = tail.length > 0 ? [...blocks.slice(0, -1), ...tail.slice(1)] : blocks;
  const left = read.length > MAX_BLOCKS ? [...read.slice(0, MAX_BLOCKS / 2), ...read.slice(-MAX_BLOCKS / 2)] : read;
  for (const block of left) readBlock(block, reading);
  reading.errors.push(...reading.remarks);
  return reading;
}

const blocksOf = (text: string): string[] => text.split(/\r\n\r\n|\n\n|\r\r/);

function readBlock(block: string, reading: StreamReading): void {
  let event = '';
  const data: string[] = [];
  for (const line of block.split(/\r\n|\n|\r/)) {
    const match = /^\s{0,8}(data|event|error): ?(.*)$/.exec(line);
    if (match?.[1] === 'event') event = match[2] ?? '';
    if (match?.[1] === 'data') data.push(match[2] ?? '');
    // llama.cpp names an error by its field, without any data.
    if (match?.[1] === 'error') reading.errors.push(parseJson(match[2] ?? '') ?? match[2]);
  }
  if (data.length === 0) return;
  const text = data.join('\n').trim();
  if (text === '[DONE]') {
    reading.complete = true;
    return;
  }
  const frame = parseJson(text);
  if (event === 'error') {
    reading.errors.push(frame ?? text);
  } else if (isObject(frame)) {
    // Anything else is a plain-text ping, or JSON that died on its way and so ends nothing.
    readFrame(frame, reading);
  }
}

function readFrame(frame: object, reading: StreamReading): void {
  const errors = errorsIn(frame);
  if (errors[0] === frame && isRemark(frame)) reading.remarks.push(frame);
  else reading.errors.push(...errors);
  if (carriesContent(frame)) {
    reading.content = true;
    reading.remarks = [];
  }
  reading.blocked ??= blockedPrompt(frame);
  const finishReason = finishReasonIn(frame);
  reading.finishReason = finishReason ?? reading.finishReason;
  if (errors.length === 0 && endsStream(frame, finishReason)) reading.complete = true;
}

/** What watsonx and Model Studio write as the reason of every piece but the last. */
const UNFINISHED = new Set(['null', 'none', 'not_finished']);

const END_TYPES = new Set([
  'message_stop',
  'response.completed',
  'response.incomplete',
  'response.done',
  'message-end',
  'done',
  'finish',
  'stream-end',
  'interaction.complete',
  'interaction.completed',
]);

/** Whether a frame says that the answer is complete, in the vocabulary of any of the stream formats. */
function endsStream(frame: object, finishReason: string | undefined): boolean {
  if (finishReason !== undefined && !UNFINISHED.has(finishReason.toLowerCase())) return true;
  if (END_TYPES.has(String(read(frame, 'type'))) || END_TYPES.has(String(read(frame, 'event_type')))) return true;
  // Some hosts name no reason, but an empty one.
  if (itemsOf(read(frame, 'choices')).some(choice => typeof read(choice, 'finish_reason') === 'string')) return true;
  if (read(frame, 'messageStop') !== undefined) return true;
  return ['done', 'is_finished', 'is_end', 'stop'].some(key => read(frame, key) === true);
}
