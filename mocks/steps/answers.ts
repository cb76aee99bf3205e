/** Steps that answer, well or only to a point. */

import { ANSWER_OPTION_NAMES, readAnswer, type AnswerOptions } from '../answer.ts';
import { checkChoice, checkCount, checkMs, checkNames, optionError } from '../check-option.ts';
import type { AnswerStep } from '../step.ts';

/** Options of `ok` and of the other answers. */
export interface OkOptions extends AnswerOptions {
  /** Response headers to add. */
  headers?: Record<string, string>;
  /** How long until the response's headers. @default 0 */
  delayMs?: number;
  /** How long between two deltas of a stream. @default 0 */
  betweenPartsMs?: number;
}

/** Options of the answers that do not arrive whole. */
export interface PartialOptions extends OkOptions {
  /** How many deltas with content arrive; of an answer without streaming, half the body (0: none of it). */
  afterParts: number;
  /** The text that is cut short: a string, or an array of deltas. @default one more word than arrives */
  text?: string | readonly string[];
  /** Whether the events before the first content arrive. @default true */
  preamble?: boolean;
}

const OK_NAMES = [...ANSWER_OPTION_NAMES, 'headers', 'delayMs', 'betweenPartsMs'];

function answerStep(where: string, text: string | readonly string[], options: OkOptions, firstPartMs = 0): AnswerStep {
  const { headers = {}, delayMs = 0, betweenPartsMs = 0 } = options;
  return {
    kind: 'answer',
    answer: readAnswer(where, text, options),
    headers,
    pace: {
      headersMs: checkMs(`${where} delayMs`, delayMs),
      firstPartMs,
      betweenPartsMs: checkMs(`${where} betweenPartsMs`, betweenPartsMs),
    },
    ending: { type: 'finish' },
  };
}

/**
 * A good answer in the shape of the API that is asked, as JSON or as a stream. A text streams word by word; an array of
 * strings streams exactly those deltas.
 *
 * @example ok('Hello, world', { usage: { inputTokens: 3, outputTokens: 2 } })
 * @example ok('', { toolCalls: [{ name: 'weather', input: { city: 'Oslo' } }] })
 */
export function ok(text: string | readonly string[] = 'ok', options: OkOptions = {}): AnswerStep {
  checkNames('ok', options, OK_NAMES);
  return answerStep('ok', text, options);
}

/**
 * A good answer from the cache of Cloudflare AI Gateway: `cf-aig-cache-status: HIT`. No provider was asked, so that a
 * provider that is down between two of them is still down.
 *
 * @see https://developers.cloudflare.com/ai-gateway/features/caching/
 * @example scenario([passthrough(503), cached('hello')])
 */
export function cached(text: string | readonly string[] = 'ok', options: OkOptions = {}): AnswerStep {
  checkNames('cached', options, OK_NAMES);
  return answerStep('cached', text, { ...options, headers: { 'cf-aig-cache-status': 'HIT', ...options.headers } });
}

/**
 * A good answer whose first content comes only after `ms`; a stream's headers and preamble come at once. Without streaming
 * nothing is seen before the whole answer.
 */
export function slowFirstToken(
  ms: number,
  text: string | readonly string[] = 'ok',
  options: OkOptions = {},
): AnswerStep {
  checkNames('slowFirstToken', options, OK_NAMES);
  return answerStep('slowFirstToken', text, options, checkMs('slowFirstToken ms', ms));
}

function partialStep(where: string, options: PartialOptions, type: 'silence' | 'close' | 'error'): AnswerStep {
  const { afterParts, preamble = true } = options;
  checkCount(`${where} afterParts`, afterParts);
  const words = Array.from({ length: afterParts + 1 }, (_, index) => (index === 0 ? 'word' : ' word'));
  const step = answerStep(where, options.text ?? words, options);
  if (step.answer.parts.length + step.answer.toolCalls.length < afterParts)
    throw optionError(
      `${where} afterParts`,
      afterParts,
      `no more than the ${step.answer.parts.length} parts of its text`,
    );
  if (!preamble && afterParts > 0) throw optionError(`${where} preamble`, preamble, 'false only with afterParts: 0');
  return { ...step, ending: { type, afterParts, preamble } };
}

/**
 * An answer that stops after some parts of its content and leaves the connection open: no error, no end.
 *
 * @example stall({ afterParts: 3 })
 */
export function stall(options: PartialOptions): AnswerStep {
  checkNames('stall', options, [...OK_NAMES, 'afterParts', 'text', 'preamble']);
  return partialStep('stall', options, 'silence');
}

/** Options of `cut`. */
export interface CutOptions extends PartialOptions {
  /**
   * How it is cut: `'error'` as a lost connection, which the reader sees as an error; `'end'` as a proxy that closes the
   * stream in good order, which the reader can only tell from the missing finish.
   * @default 'error'
   */
  ending?: 'error' | 'end';
}

/**
 * An answer that is cut off after some parts of its content.
 *
 * @example cut({ afterParts: 1 })
 * @example cut({ afterParts: 0, ending: 'end' })
 */
export function cut(options: CutOptions): AnswerStep {
  checkNames('cut', options, [...OK_NAMES, 'afterParts', 'text', 'preamble', 'ending']);
  const ending = checkChoice('cut ending', options.ending ?? 'error', ['error', 'end'] as const);
  return partialStep('cut', options, ending === 'end' ? 'close' : 'error');
}

/** Headers at once, and then nothing: not one byte of the body, no end, until the request is aborted. */
export function hangAfterHeaders(): AnswerStep {
  return partialStep('hangAfterHeaders', { afterParts: 0, preamble: false }, 'silence');
}
