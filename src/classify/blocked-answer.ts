/**
 * Answers that hold nothing because the provider's own filter stopped them, under a 2xx. An answer that was cut short
 * by a filter after some text is an answer: its finish reason says so itself.
 */
import { isFilled, isObject, itemsOf, read, readString } from './safe-read.ts';

/** Finish reasons of Google that mean a filter. */
const GOOGLE_BLOCKS = new Set(['SAFETY', 'PROHIBITED_CONTENT', 'BLOCKLIST', 'SPII', 'RECITATION', 'IMAGE_SAFETY']);

/** An envelope in the words of the filter, if this answer or last frame was blocked and holds no content. */
export function blockedAnswer(value: unknown): unknown {
  if (!isObject(value) || carriesContent(value)) return undefined;
  const response = read(value, 'response');
  const reason =
    readString(read(value, 'promptFeedback'), 'blockReason') ??
    googleReason(value) ??
    filterReason(itemsOf(read(value, 'choices'), 8).map(choice => read(choice, 'finish_reason'))) ??
    filterReason([readString(read(value, 'incomplete_details'), 'reason')]) ??
    filterReason([readString(read(response, 'incomplete_details'), 'reason')]) ??
    filterReason([read(value, 'stop_reason'), read(read(value, 'delta'), 'stop_reason')]);
  return reason === undefined ? undefined : { code: 'content_filter', reason };
}

/** Whether an answer, or one frame of a stream, holds anything of the model's. */
export function carriesContent(value: unknown): boolean {
  const choices = itemsOf(read(value, 'choices'), 8).map(choice => read(choice, 'delta') ?? read(choice, 'message'));
  if (choices.some(hasText)) return true;
  const candidates = itemsOf(read(value, 'candidates'), 8).map(item => read(read(item, 'content'), 'parts'));
  if (candidates.some(isFilled)) return true;
  if (isFilled(read(value, 'content')) || isFilled(read(value, 'output'))) return true;
  if (isFilled(read(read(value, 'response'), 'output'))) return true;
  const delta = read(value, 'delta');
  if (typeof delta === 'string') return delta !== '';
  return ['text', 'thinking', 'partial_json'].some(key => isFilled(read(delta, key)));
}

function hasText(message: unknown): boolean {
  return ['content', 'reasoning', 'reasoning_content', 'tool_calls', 'refusal'].some(key =>
    isFilled(read(message, key)),
  );
}

function googleReason(value: object): string | undefined {
  const reasons = itemsOf(read(value, 'candidates'), 8).map(item => read(item, 'finishReason'));
  return reasons.find((reason): reason is string => typeof reason === 'string' && GOOGLE_BLOCKS.has(reason));
}

function filterReason(reasons: unknown[]): string | undefined {
  return reasons.find((reason): reason is string => reason === 'content_filter' || reason === 'refusal');
}
