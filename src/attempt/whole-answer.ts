/** A whole answer of a language model: one that only looks good is a failure. */
import { isCacheHit } from '../cloudflare/cache-hit.ts';
import { infoOf } from '../legs/route.ts';
import { MALFORMED_RESULT, REFUSED, REJECTED } from '../own-failures.ts';
import { decision } from '../runtime/hook-result.ts';
import {
  disguisedFinish,
  emptyAnswer,
  hasAnswer,
  isRefusal,
  isVouched,
  isWhole,
  lowerCaseHeaders,
} from '../parts/disguised-end.ts';
import type { ResponseFacts } from '../stream/forwarding.ts';
import { isSoundResult } from '../parts/part-shape.ts';
import type { GenerateResult } from '../sdk-types.ts';
import { answer, failAttempt, failThrown, HookError } from './attempt-end.ts';
import type { LanguageAttempt, ModelAttempt } from '../call/model-call.ts';
import { reportFound, reportInspected, reportSucceeded, reportUnknownReason } from '../report/report.ts';

type OnAnswer = (attempt: LanguageAttempt, result: GenerateResult) => void;

/**
 * Asks the model for a whole answer; what it throws at once is a failure like any other.
 *
 * @param onAnswer what becomes of a good one
 */
export function askDirectly(attempt: LanguageAttempt, onAnswer: OnAnswer = give): void {
  let asked: PromiseLike<GenerateResult>;
  try {
    asked = attempt.to.model.doGenerate(attempt.params);
  } catch (error) {
    // Also asked where a stream was refused: what is thrown in that promise's handler would reach no one.
    asked = Promise.reject(error);
  }
  awaitAnswer(attempt, asked, onAnswer);
}

/** Takes the answer, or the error, for which the model was asked. */
export function awaitAnswer(
  attempt: LanguageAttempt,
  asked: PromiseLike<GenerateResult>,
  onAnswer: OnAnswer = give,
): void {
  Promise.resolve(asked).then(
    result => arrived(attempt, result, onAnswer),
    error => failThrown(attempt, error),
  );
}

function arrived(attempt: LanguageAttempt, result: GenerateResult, onAnswer: OnAnswer): void {
  if (attempt.isOver) return;
  try {
    if (attempt.call.engine.onEvent !== undefined) noteSeen(attempt, result);
    attempt.proves = !isCacheHit(result?.response?.headers);
    const error = disguisedError(attempt, result);
    if (error !== undefined) {
      noteSeen(attempt, result);
      return failAttempt(attempt, error);
    }
    reportSucceeded(attempt);
    onAnswer(attempt, result);
  } catch (error) {
    failThrown(attempt, error);
  }
}

/** Keeps what a result says besides its answer, for whoever wants to see it. */
function noteSeen(attempt: ModelAttempt, result: GenerateResult): void {
  try {
    if (!isSoundResult(result)) return;
    attempt.usage = result.usage;
    attempt.facts = factsOf(result);
  } catch {
    // It says nothing that can be read; whether it is an answer does not hang on who listens.
  }
}

const factsOf = ({ request, response }: GenerateResult): ResponseFacts => ({
  url: request?.url,
  headers: lowerCaseHeaders(response?.headers),
  body: response?.body,
});

/** The error behind a result that lacks what every result has: Vercel's gateway package hands on whatever JSON came. */
function malformedError(attempt: ModelAttempt, result: GenerateResult | null | undefined): unknown {
  const facts = result ? factsOf(result) : {};
  const inspected = facts.body === undefined ? undefined : reportInspected(attempt, facts);
  return inspected ?? reportFound(attempt, MALFORMED_RESULT, 'body', facts);
}

/** Whether a result is an answer at first sight; one that is not may be one all the same. */
export const isPlainAnswer = (result: GenerateResult): boolean =>
  isSoundResult(result) && isWhole(result.finishReason) && hasAnswer(result.content);

/** The error behind a result that no one threw; `undefined` for an answer. */
function disguisedError(attempt: ModelAttempt, result: GenerateResult): unknown {
  if (isPlainAnswer(result)) return undefined;
  if (!isSoundResult(result)) return malformedError(attempt, result);
  const { content, usage, finishReason } = result;
  const answered = hasAnswer(content);
  // A refusal is the provider's answer, also without a word in it; the SDK has a finish reason for it.
  if (finishReason.unified === 'content-filter') return undefined;
  const facts = factsOf(result);
  const hasContent = answered || isVouched(finishReason);
  const inspected = facts.body === undefined ? undefined : reportInspected(attempt, { ...facts, hasContent });
  if (inspected !== undefined) return inspected;
  // A whole response was read, so that content without a reason is the provider's answer.
  if (answered && finishReason.unified === 'other' && finishReason.raw === undefined) return undefined;
  const onUnknown = (raw: string) => reportUnknownReason(attempt, raw);
  const finding = disguisedFinish(finishReason, usage, answered, onUnknown) ?? emptyAnswer(finishReason, usage, facts);
  return finding && reportFound(attempt, finding, 'body', facts);
}

/** Gives an answer, unless the caller's own rules make a failure of it. */
export function give(attempt: LanguageAttempt, result: GenerateResult): void {
  const { failOverOnContentPolicy, acceptResult } = attempt.call.engine.options;
  const isRefused = failOverOnContentPolicy && isRefusal(result.finishReason) && !hasAnswer(result.content);
  const finding = isRefused ? REFUSED : acceptResult && !accepts(attempt, result) ? REJECTED : undefined;
  if (finding === undefined) return answer(attempt, attempt.call.engine.annotated(result, attempt));
  const error = reportFound(attempt, finding, 'body', { headers: lowerCaseHeaders(result.response?.headers) });
  // A stream has told already.
  if (attempt.stream === undefined) noteSeen(attempt, result);
  failAttempt(attempt, error);
}

function accepts({ call, leg }: ModelAttempt, result: GenerateResult): boolean {
  const { acceptResult } = call.engine.options;
  try {
    return decision('acceptResult', acceptResult?.(result, { leg: infoOf(leg) })) ?? true;
  } catch (cause) {
    throw new HookError('acceptResult threw', { cause });
  }
}
