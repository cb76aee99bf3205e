/**
 * Recognises an end that is none. Providers turn a broken stream or an unreadable answer into a finish of their own
 * making; this file decides which ones, from what the SDK's types say and the provider packages do.
 */
import type { Verdict } from '../failure.ts';
import type { FinishPart, GenerateResult } from './sdk-model.ts';

/** Something wrong with an answer that nobody reported as an error. */
export interface Finding {
  rule: string;
  verdict: Verdict;
  message: string;
}

type FinishReason = FinishPart['finishReason'];
type Usage = FinishPart['usage'];
type Headers = Record<string, string> | undefined;

const interrupted = (rule: string, message: string): Finding => ({
  rule,
  verdict: { category: 'stream-interrupted' },
  message,
});

const upstream = (rule: string, message: string): Finding => ({
  rule,
  verdict: { category: 'upstream-failure' },
  message,
});

/** A response's headers with lower-case names: a provider hands on what its `fetch` gave it. */
export const lowerCaseHeaders = (headers: Record<string, string | undefined> | undefined): Headers =>
  headers &&
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name.toLowerCase(), value]])),
  );

/**
 * Whether the provider's last word on usage was seen: it comes with the real end of an answer. Some packages start from
 * zero (workers-ai, xAI), and no real answer costs nothing.
 */
const hasUsage = (usage: Usage | undefined) =>
  (usage?.outputTokens?.total ?? 0) > 0 || (usage?.inputTokens?.total ?? 0) > 0;

const hiddenError = (raw: string | undefined) =>
  upstream('finish:error', `The provider ended the answer with an error that it did not show${raw ? ` (${raw})` : ''}`);

/** A provider refused the content and gave no answer; a failure only for callers who ask other models then. */
export const REFUSED: Finding = {
  rule: 'finish:content-filter',
  verdict: { category: 'content-policy' },
  message: 'The provider refused the content',
};

/** A result that `acceptResult` did not take. */
export const REJECTED: Finding = {
  rule: 'result:rejected',
  verdict: { category: 'unknown', retryable: true, fallback: true },
  message: 'The result was rejected by acceptResult',
};

/** The source ended and no finish was seen. */
const NO_FINISH: Finding = interrupted('stream:no-finish', 'The stream ended before the answer was complete');

/**
 * What is wrong with a finish reason.
 *
 * - `interrupted`: the SDK's own word for a stream without a completion signal
 * - `error` though no error was shown: workers-ai swallows in-stream errors (`stream-truncated`)
 * - `other` with the raw reason `error`: the OpenAI chat parser drops an error that stands beside `choices`
 * - `other` without a raw reason: the initial value of parsers that never saw a reason (OpenRouter, Bedrock); usage
 *   proves that the end itself was seen
 */
export function disguisedFinish(
  { unified, raw }: FinishReason,
  usage: Usage | undefined,
  hasContent: boolean,
): Finding | undefined {
  if (unified === 'interrupted') return interrupted('finish:interrupted', NO_FINISH.message);
  if (unified === 'error') {
    return raw === 'stream-truncated' ? interrupted('finish:stream-truncated', NO_FINISH.message) : hiddenError(raw);
  }
  if (unified !== 'other') return undefined;
  if (raw === 'error') return hiddenError(raw);
  if (raw === undefined && !(hasContent && hasUsage(usage))) return interrupted('finish:other', NO_FINISH.message);
  return undefined;
}

/** Media types of answers that are no stream of events. */
const NO_STREAM = /^(?:application\/(?:[\w.-]+\+)?json|text\/html)\b/i;

/** A stream without content whose response was not a stream: JSON or a web page with status 200. */
function notAStream(headers: Headers): Finding | undefined {
  const type = headers?.['content-type'];
  if (type === undefined || !NO_STREAM.test(type)) return undefined;
  return upstream(
    'response:not-a-stream',
    `The answer to a stream request was ${type.split(';')[0]}, not a stream of events`,
  );
}

/**
 * An empty `stop` with no trace of a response: no headers, no body, no usage. workers-ai shows a failed call so; real
 * empty answers come with at least one of them.
 */
export function emptyAnswer(
  reason: FinishReason,
  usage: Usage | undefined,
  trace: { headers?: Headers; body?: unknown },
): Finding | undefined {
  if (reason.unified !== 'stop' || hasUsage(usage) || trace.headers !== undefined || trace.body !== undefined)
    return undefined;
  return upstream('response:empty', 'The provider sent an empty answer');
}

/** What is wrong with a stream's finish. */
export function disguisedEnd(
  { finishReason, usage }: FinishPart,
  seen: { hasContent: boolean; hasError: boolean },
  headers: Headers,
): Finding | undefined {
  if (seen.hasError) return undefined;
  const finding = disguisedFinish(finishReason, usage, seen.hasContent);
  if (seen.hasContent) return finding;
  return notAStream(headers) ?? finding ?? emptyAnswer(finishReason, usage, { headers });
}

/** What is wrong with a stream that ended without a finish. */
export const missingEnd = (hasContent: boolean, headers: Headers): Finding =>
  (hasContent ? undefined : notAStream(headers)) ?? NO_FINISH;

/** Whether a generate result shows anything of an answer. */
export function hasAnswer(content: GenerateResult['content'] | undefined): boolean {
  return (content ?? []).some(part => !(part.type === 'text' || part.type === 'reasoning') || part.text?.length > 0);
}
