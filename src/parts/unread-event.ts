/**
 * What an error part says of an event that its package could not read. Packages go on after one, and most call the whole
 * answer failed then, also if the event came behind the answer and held none of it.
 */
import { carriesContent } from '../classify/body/answer-content.ts';
import { errorsIn } from '../classify/body/error-position.ts';
import { isObject, read, readString } from '../classify/evidence/safe-read.ts';
import { EVENT_RULES } from '../classify/rules/shared/response-shape.ts';
import { failureOf, originalError } from '../errors/api-call-error.ts';

/** Whether a usage object counts any token, under whatever name. */
const countsTokens = (usage: object): boolean =>
  Object.entries(usage).some(([name, count]) => /tokens?/i.test(name) && typeof count === 'number' && count > 0);

/**
 * Whether the event was the last word on usage, with nothing of the answer in it: hosts of the chat API send it behind
 * the end, and some leave out `choices`, which packages insist on. The answer before it is whole.
 *
 * @see https://platform.openai.com/docs/api-reference/chat/create#chat-create-stream_options
 */
export function isUnreadUsage(error: unknown): boolean {
  try {
    const original = originalError(error);
    if (readString(original, 'name')?.startsWith('AI_TypeValidation') !== true) return false;
    const event = read(original, 'value');
    if (!isObject(event) || errorsIn(event).length > 0 || carriesContent(event)) return false;
    const usage = read(event, 'usage');
    return isObject(usage) && countsTokens(usage);
  } catch {
    return false;
  }
}

/** Whether it is not known what the event held: if a block was open, a piece of it may be missing. */
export const isUnreadEvent = (error: unknown): boolean => EVENT_RULES.has(failureOf(error)?.rule ?? '');
