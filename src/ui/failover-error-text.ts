/** What a chat page may show of an error. */
import { classify } from '../classify/classify.ts';
import type { FailureCategory } from '../failure.ts';
import { PLAIN_WORDS } from './plain-words.ts';

/** What a person may do about it. */
const ADVICE: Partial<Record<FailureCategory, string>> = {
  'context-length': 'Please start a new one, or shorten it.',
  'content-policy': 'Please put it in other words.',
  'invalid-request': 'Please change it, and try again.',
  aborted: '',
};

const OPERATOR = 'Please tell its operator.';

/** From here on a wait is told in minutes. */
const LONG_S = 90;

function again(retryAfterMs: number | undefined): string {
  const seconds = Math.ceil((retryAfterMs ?? 0) / 1_000);
  if (seconds <= 0) return 'Please try again.';
  if (seconds < LONG_S) return `Please try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`;
  return `Please try again in ${Math.ceil(seconds / 60)} minutes.`;
}

const BROKEN_SET_UP: ReadonlySet<FailureCategory> = new Set([
  'auth',
  'permission',
  'not-found',
  'billing',
  'gateway-config',
]);

/**
 * One or two sentences for the person who waits for an answer: for `onError` of `toUIMessageStream` and
 * `createUIMessageStream`, whose default is "An error occurred.". Takes any error, of this package or not; shows no
 * provider, no model, no code and nothing of the error's message.
 *
 * @example toUIMessageStream({ stream: result.stream, onError: failoverErrorText })
 */
export function failoverErrorText(error: unknown): string {
  const { category, retryAfterMs, remedy } = classify(error);
  const isOperators = BROKEN_SET_UP.has(category) || (category === 'unknown' && remedy !== undefined);
  const advice = isOperators ? OPERATOR : (ADVICE[category] ?? again(retryAfterMs));
  return `${PLAIN_WORDS[category]}.${advice === '' ? '' : ` ${advice}`}`;
}
