/** What a response said of itself besides its answer, as events and the list of attempts show it. */
import { logIdOf } from '../classify/log-id.ts';
import type { ModelAttempt } from '../call/model-call.ts';
import { isAPICallError } from '../errors/api-call-error.ts';
import type { ResponseMarks, TokenCounts, Upstream } from '../events.ts';
import type { Failure } from '../failure.ts';
import type { FinishPart } from '../sdk-types.ts';
import { redactText, type Redactor } from '../secrets/text.ts';

/** Longest value of a header that is shown. */
const MAX_MARK = 200;

export type Seen = ResponseMarks & { firstContentMs?: number; usage?: TokenCounts; upstream?: Upstream };

const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0;

const countsOf = (inputTokens: unknown, outputTokens: unknown): TokenCounts | undefined =>
  isCount(inputTokens) || isCount(outputTokens)
    ? { ...(isCount(inputTokens) && { inputTokens }), ...(isCount(outputTokens) && { outputTokens }) }
    : undefined;

/** The tokens that a provider reported; `undefined` if it said nothing that can be read. */
export function tokensOf(usage: FinishPart['usage'] | undefined): TokenCounts | undefined {
  try {
    return countsOf(usage?.inputTokens?.total, usage?.outputTokens?.total);
  } catch {
    return undefined;
  }
}

/** The tokens of several attempts together; `undefined` if nothing is known of any. */
export function totalOf(usages: readonly (TokenCounts | undefined)[]): TokenCounts | undefined {
  const sum = (key: keyof TokenCounts) => {
    const known = usages.map(usage => usage?.[key]).filter(isCount);
    return known.length === 0 ? undefined : known.reduce((total, count) => total + count, 0);
  };
  return countsOf(sum('inputTokens'), sum('outputTokens'));
}

/** The headers that are shown, and as what. */
const MARKS = {
  gatewayStep: 'cf-aig-step',
  cacheStatus: 'cf-aig-cache-status',
  gatewayProvider: 'cf-aig-provider',
  gatewayModel: 'cf-aig-model',
  // https://developers.cloudflare.com/ai-gateway/features/auto-router/#headers
  routedModel: 'cf-aig-routed-model',
  routingReason: 'cf-aig-routing-reason',
  routingDecision: 'cf-aig-routing-decision-id',
} as const satisfies Record<Exclude<keyof ResponseMarks, 'logId'>, string>;

const NAMES: readonly (keyof ResponseMarks)[] = ['logId', ...(Object.keys(MARKS) as (keyof typeof MARKS)[])];

/** Those of the marks that are there, each as `change` makes it. */
export function marksOf(given: ResponseMarks, change: (mark: string) => string = mark => mark): ResponseMarks {
  const marks: ResponseMarks = {};
  for (const name of NAMES) {
    const mark = given[name];
    if (mark !== undefined) marks[name] = change(mark);
  }
  return marks;
}

/** Cleaned before it is cut: half a key would not be known for one. */
const markOf = (value: unknown, redact: Redactor = redactText): string | undefined =>
  typeof value === 'string' && value !== '' ? redact(value).slice(0, MAX_MARK) : undefined;

/** The ids and marks in the headers of a response, in lower case. A server may put into them what it was sent. */
function marksIn(headers: Record<string, string> | null | undefined, redact: Redactor = redactText): ResponseMarks {
  const marks: ResponseMarks = {};
  if (!headers) return marks;
  for (const name of NAMES) {
    const given = name === 'logId' ? logIdOf({ headers, requestId: undefined }) : headers[MARKS[name]];
    const mark = markOf(given, redact);
    if (mark !== undefined) marks[name] = mark;
  }
  return marks;
}

/** The same of what a package gives, which may be anything: the end of an attempt is told whatever it is. */
function readMarks(
  source: () => Record<string, string> | null | undefined,
  redact: Redactor | undefined,
): ResponseMarks {
  try {
    return marksIn(source(), redact);
  } catch {
    return {};
  }
}

/** What was seen of an attempt. One that failed knows what its call brought along; of any other the shapes of keys are known. */
export function seenIn({ firstContentMs, usage, facts, redactor }: ModelAttempt): Seen {
  const tokens = tokensOf(usage);
  return {
    ...(firstContentMs !== undefined && { firstContentMs: Math.round(firstContentMs) }),
    ...(tokens && { usage: tokens }),
    ...readMarks(() => facts.headers, redactor?.redact),
  };
}

/** What was seen of an attempt that failed: an HTTP error brings the headers of its response along. */
export function seenInFailed(attempt: ModelAttempt, failure: Failure, error: unknown): Seen {
  const headersOf = () => (isAPICallError(error) ? error.responseHeaders : undefined);
  const redact = attempt.redactor?.redact;
  const logId = markOf(failure.logId, redact);
  const { upstream } = attempt;
  return {
    ...seenIn(attempt),
    ...readMarks(headersOf, redact),
    ...(logId !== undefined && { logId }),
    ...(upstream && { upstream }),
  };
}
