/** What a response said of itself besides its answer, as events and the list of attempts show it. */
import { logIdOf } from '../classify/log-id.ts';
import type { ModelAttempt } from '../call/model-call.ts';
import type { ResponseMarks, TokenCounts } from '../events.ts';
import type { FinishPart } from '../sdk-types.ts';
import { redactText, type Redactor } from '../secrets/text.ts';

/** Longest value of a header that is shown. */
const MAX_MARK = 200;

type Seen = ResponseMarks & { firstContentMs?: number; usage?: TokenCounts };

const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0;

/** The tokens that a provider reported; `undefined` if it said nothing that can be read. */
export function tokensOf(usage: FinishPart['usage'] | undefined): TokenCounts | undefined {
  try {
    const inputTokens = usage?.inputTokens?.total;
    const outputTokens = usage?.outputTokens?.total;
    if (!isCount(inputTokens) && !isCount(outputTokens)) return undefined;
    return { ...(isCount(inputTokens) && { inputTokens }), ...(isCount(outputTokens) && { outputTokens }) };
  } catch {
    return undefined;
  }
}

/** The ids and marks in the headers of a response, in lower case. A server may put into them what it was sent. */
export function marksIn(headers: Record<string, string> | undefined, redact: Redactor = redactText): ResponseMarks {
  if (headers === undefined) return {};
  // Cleaned before it is cut: half a key would not be known for one.
  const mark = (value: string | undefined) =>
    value === undefined || value === '' ? undefined : redact(value).slice(0, MAX_MARK);
  const logId = mark(logIdOf({ headers, requestId: undefined }));
  const gatewayStep = mark(headers['cf-aig-step']);
  const cacheStatus = mark(headers['cf-aig-cache-status']);
  return {
    ...(logId !== undefined && { logId }),
    ...(gatewayStep !== undefined && { gatewayStep }),
    ...(cacheStatus !== undefined && { cacheStatus }),
  };
}

/** What was seen of an attempt. One that failed knows what its call brought along; of any other the shapes of keys are known. */
export function seenIn({ firstContentMs, usage, facts, redactor }: ModelAttempt): Seen {
  const tokens = tokensOf(usage);
  return {
    ...(firstContentMs !== undefined && { firstContentMs: Math.round(firstContentMs) }),
    ...(tokens && { usage: tokens }),
    ...marksIn(facts.headers, redactor?.redact),
  };
}
