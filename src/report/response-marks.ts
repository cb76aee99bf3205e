/** What a response said of itself besides its answer, as events and the list of attempts show it. */
import { logIdOf } from '../classify/log-id.ts';
import type { ModelAttempt } from '../call/model-call.ts';
import type { ResponseMarks, TokenCounts } from '../events.ts';
import type { FinishPart } from '../sdk-types.ts';

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

const mark = (value: string | undefined) =>
  value === undefined || value === '' ? undefined : value.slice(0, MAX_MARK);

/** The ids and marks in the headers of a response, in lower case. */
export function marksIn(headers: Record<string, string> | undefined): ResponseMarks {
  if (headers === undefined) return {};
  const logId = mark(logIdOf({ headers, requestId: undefined }));
  const gatewayStep = mark(headers['cf-aig-step']);
  const cacheStatus = mark(headers['cf-aig-cache-status']);
  return {
    ...(logId !== undefined && { logId }),
    ...(gatewayStep !== undefined && { gatewayStep }),
    ...(cacheStatus !== undefined && { cacheStatus }),
  };
}

/** What was seen of an attempt. */
export function seenIn({ firstContentMs, usage, facts }: ModelAttempt): Seen {
  const tokens = tokensOf(usage);
  return {
    ...(firstContentMs !== undefined && { firstContentMs: Math.round(firstContentMs) }),
    ...(tokens && { usage: tokens }),
    ...marksIn(facts.headers),
  };
}
