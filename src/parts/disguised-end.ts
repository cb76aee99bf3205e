/**
 * Recognises an end that is none. Providers turn a broken stream or an unreadable answer into a finish of their own
 * making; this file decides which ones, from what the SDK's types say and the provider packages do.
 */
import { finishFailure, judgeFinish, reasonInText } from '../classify/finish/judge-finish.ts';
import { NO_FINISH, type Finding } from '../own-failures.ts';
import type { FinishPart, GenerateResult } from '../sdk-types.ts';

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

const hiddenError = (raw: unknown) => {
  const reason = reasonInText(raw);
  const said = 'The provider ended the answer with an error that it did not show';
  return upstream('finish:error', reason ? `${said} (${reason})` : said);
};

/** Whether a provider refused the content; a guardrail of the owner's is none to be asked around. */
export const isRefusal = (reason: FinishReason): boolean =>
  reason?.unified === 'content-filter' && judgeFinish(reason.raw)?.failure?.fallback !== false;

/** What an answer without a finish reason has: no end was seen. */
export const NO_REASON: FinishReason = { unified: 'other', raw: undefined };

/** Whether a unified reason is one by which a provider package vouches for an answer. */
const isWholeReason = (unified: unknown): boolean =>
  unified === 'stop' || unified === 'length' || unified === 'tool-calls';

/** Whether the package vouches for an answer; what content decides elsewhere is decided then. */
export const isVouched = (reason: FinishReason): boolean => isWholeReason(reason?.unified);

/** Whether it may, since the raw reason is none of a failure. */
export const isWhole = (reason: FinishReason): boolean =>
  isVouched(reason) && judgeFinish(reason.raw)?.contentIsAnswer !== false;

/**
 * What is wrong with a finish reason. Unvalidated: gateways hand on whatever JSON came.
 *
 * - a raw reason that its vendor documents as a failure, whatever the package makes of it: packages map what they do
 *   not know to `other`, workers-ai even to `stop`
 * - a refusal, an unclear or an unknown reason that the package does not vouch for, without content
 * - `interrupted`: the SDK's own word for a stream without a completion signal
 * - `error` though no error was shown
 * - `other` without a raw reason: the initial value of parsers that never saw a reason (OpenRouter, Bedrock); usage
 *   proves that the end itself was seen
 *
 * @param onUnknown is told a reason that nobody documents when it ends an answer
 */
export function disguisedFinish(
  reason: FinishReason,
  usage: Usage | undefined,
  hasContent: boolean,
  onUnknown?: (raw: string) => void,
): Finding | undefined {
  const { unified, raw }: { unified?: unknown; raw?: unknown } = reason ?? NO_REASON;
  if (unified === 'interrupted') return interrupted('finish:interrupted', NO_FINISH.message);
  // A refusal is the provider's answer, also without a word in it; the SDK has a finish reason for it.
  if (unified === 'content-filter') return undefined;
  const judged = judgeFinish(raw);
  // What content decides, the package has decided already where it vouches for an answer, or for none.
  const isAnswer = unified === 'error' ? false : hasContent || isWholeReason(unified);
  const failure = judged && finishFailure(judged, raw, isAnswer);
  if (unified === 'error' && (!failure || failure.rule === 'finish:unknown')) return hiddenError(raw);
  if (failure) return { rule: failure.rule, verdict: failure.verdict, message: failure.message, code: failure.reason };
  if (unified !== 'other') return undefined;
  if (judged?.isKnown === false) onUnknown?.(raw as string);
  const hasNoReason = raw === undefined || (raw === null && !hasContent);
  return hasNoReason && !(hasContent && hasUsage(usage)) ? interrupted('finish:other', NO_FINISH.message) : undefined;
}

/** Media types of answers that are no stream of events. */
const NO_STREAM = /^(?:application\/(?:[\w.-]+\+)?json|text\/html)\b/i;

/** A provider package has read the body as events and dropped it. */
const NOT_A_STREAM_REMEDY =
  'Give the provider `fetch: createErrorAwareFetch()` to see the error behind it; wrap a model that cannot stream in `simulateStreamingMiddleware()`.';

/** A stream without content whose response was not a stream: JSON or a web page with status 200. */
function notAStream(headers: Headers): Finding | undefined {
  const type = headers?.['content-type'];
  if (type === undefined || !NO_STREAM.test(type)) return undefined;
  const message = `The answer to a stream request was ${type.split(';')[0]}, not a stream of events`;
  const { verdict, ...finding } = upstream('response:not-a-stream', message);
  return { ...finding, verdict: { ...verdict, remedy: NOT_A_STREAM_REMEDY } };
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
  if (reason?.unified !== 'stop' || hasUsage(usage) || trace.headers !== undefined || trace.body !== undefined)
    return undefined;
  return upstream('response:empty', 'The provider sent an empty answer');
}

/** What is wrong with a stream's finish. */
export function disguisedEnd(
  { finishReason, usage }: FinishPart,
  seen: { hasContent: boolean; hasError: boolean },
  headers: Headers,
  onUnknown?: (raw: string) => void,
): Finding | undefined {
  if (seen.hasError) return undefined;
  const finding = disguisedFinish(finishReason, usage, seen.hasContent, onUnknown);
  if (seen.hasContent) return finding;
  return notAStream(headers) ?? finding ?? emptyAnswer(finishReason, usage, { headers });
}

/** What is wrong with a stream that ended without a finish. */
export const missingEnd = (hasContent: boolean, headers: Headers): Finding =>
  (hasContent ? undefined : notAStream(headers)) ?? NO_FINISH;

/** Whether a generate result shows anything of an answer. */
export function hasAnswer(content: GenerateResult['content'] | undefined): boolean {
  for (const part of content ?? [])
    if (!(part.type === 'text' || part.type === 'reasoning') || part.text?.length > 0) return true;
  return false;
}
