/** One generate call: what it throws is classified, and an answer that only looks good is thrown, too. */
import { disguisedFinish, emptyAnswer, hasAnswer, isVouched, isWhole, lowerCaseHeaders } from './disguised-end.ts';
import { limitAttempt, type AttemptOptions } from './limited-attempt.ts';
import { isSoundResult, MALFORMED_RESULT } from './part-shape.ts';
import { reportFailure } from './report-failure.ts';
import type { Report, ResponseFacts } from './report.ts';
import type { GenerateResult } from './sdk-model.ts';
import { FoundError } from './stream-attempt.ts';

const factsOf = ({ request, response }: GenerateResult): ResponseFacts => ({
  url: request?.url,
  headers: lowerCaseHeaders(response?.headers),
  body: response?.body,
});

/** The error behind a result that lacks what every result has: Vercel's gateway package hands on whatever JSON came. */
function malformedError(result: GenerateResult | null | undefined, report: Report): unknown {
  const facts = result ? factsOf(result) : {};
  const inspected = facts.body === undefined ? undefined : report.inspected(facts);
  return inspected ?? report.found(MALFORMED_RESULT, 'body', facts);
}

/** The error behind a result that nobody threw; `undefined` for an answer. */
function disguisedError(result: GenerateResult, report: Report): unknown {
  if (!isSoundResult(result)) return malformedError(result, report);
  const { content, finishReason, usage } = result;
  const answered = hasAnswer(content);
  // A refusal is the provider's answer, also without a word in it; the SDK has a finish reason for it.
  if (finishReason.unified === 'content-filter') return undefined;
  if (answered && isWhole(finishReason)) return undefined;
  const facts = factsOf(result);
  const inspected =
    facts.body === undefined
      ? undefined
      : report.inspected({ ...facts, hasContent: answered || isVouched(finishReason) });
  if (inspected !== undefined) return inspected;
  // A whole response was read, so that content without a reason is the provider's answer.
  if (answered && finishReason.unified === 'other' && finishReason.raw === undefined) return undefined;
  const finding =
    disguisedFinish(finishReason, usage, answered, report.unknownReason) ?? emptyAnswer(finishReason, usage, facts);
  return finding && report.found(finding, 'body', facts);
}

/** The same for whatever was returned: what makes that throw is malformed. */
function errorOf(result: GenerateResult, report: Report): unknown {
  try {
    return disguisedError(result, report);
  } catch {
    return reportFailure(report, new FoundError(MALFORMED_RESULT), 'body');
  }
}

/**
 * @param start calls the model, with a signal of its own where something else than the caller may have to abort it
 * @throws what `report` makes of a failure; the caller's own reason when it aborted
 */
export async function guardGenerate(
  start: (signal: AbortSignal | undefined) => PromiseLike<GenerateResult>,
  callerSignal: AbortSignal | undefined,
  report: Report,
  options: AttemptOptions,
): Promise<GenerateResult> {
  const { clock, onExpired, link, attemptMs, totalMs } = options;
  const isFree = link === undefined && attemptMs === undefined && totalMs === undefined;
  // A generate call shows nothing before its end, so that no other limit means anything.
  const attempt = isFree ? undefined : limitAttempt(callerSignal, { clock, onExpired, link, attemptMs, totalMs });
  let result: GenerateResult;
  try {
    result = await (attempt ? attempt.race(start(attempt.signal)) : start(undefined));
    attempt?.end();
  } catch (error) {
    const reported = reportFailure(report, error, 'request');
    attempt?.abort(reported);
    throw reported;
  }
  const error = errorOf(result, report);
  if (error !== undefined) throw error;
  report.succeeded();
  return result;
}
