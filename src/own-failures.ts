/** The failures that nobody threw: this package names them itself. */
import { makeFailure, type Failure, type Verdict } from './failure.ts';

/** Something wrong that nobody reported as an error. */
export interface Finding {
  rule: string;
  verdict: Verdict;
  message: string;
  /** The provider's own word for it. */
  code?: string;
}

/** The limits of an attempt and of the call. */
export type Limit = 'firstContentMs' | 'idleMs' | 'attemptMs' | 'totalMs';

const EXPIRED: Record<Limit, (ms: number) => string> = {
  firstContentMs: ms => `No content within ${ms} ms`,
  idleMs: ms => `No further content within ${ms} ms`,
  attemptMs: ms => `No whole answer within ${ms} ms`,
  totalMs: ms => `The call's total time ran out, ${ms} ms after this attempt began`,
};

const ruleOf = (limit: Limit) => `timeout:${limit}`;

/** The rules of failures by a limit: a leg that was too slow is not asked twice. */
export const LIMIT_RULES: readonly string[] = /* @__PURE__ */ (Object.keys(EXPIRED) as Limit[]).map(ruleOf);

/** The rule of a failure by the call's total time: there is none left for anything else. */
export const OUT_OF_TIME: string = /* @__PURE__ */ ruleOf('totalMs');

/** The rule of a failure by the attempt's own length. */
export const TOO_LONG: string = /* @__PURE__ */ ruleOf('attemptMs');

/** What the failure of a limit says. */
export const expired = (limit: Limit, ms: number): Finding => ({
  rule: ruleOf(limit),
  verdict: { category: 'timeout', ...(limit === 'totalMs' && { retryable: false }) },
  message: EXPIRED[limit](Math.round(ms)),
});

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
export const NO_FINISH: Finding = {
  rule: 'stream:no-finish',
  verdict: { category: 'stream-interrupted' },
  message: 'The stream ended before the answer was complete',
};

/** A stream part that lacks what the SDK reads of it without asking, or throws when it is read. */
export const MALFORMED_PART: Finding = {
  rule: 'stream:malformed-part',
  verdict: { category: 'upstream-failure' },
  message: 'The model sent a stream part that cannot be read',
};

/** A result that lacks what every result has. */
export const MALFORMED_RESULT: Finding = {
  rule: 'response:malformed',
  verdict: { category: 'upstream-failure' },
  message: 'The model returned a result that cannot be read',
};

/** What is wrong with embeddings: the leg's fault, and a second try of it would most likely give the same. */
const UNUSABLE: Verdict = { category: 'upstream-failure', scope: 'model', retryable: false };

/** No result, or one whose vectors are no lists of numbers. */
export const NO_VECTORS: Finding = {
  rule: 'embedding:malformed',
  verdict: UNUSABLE,
  message: 'The model returned no vectors of finite numbers',
};

/** Vectors that cannot be told apart by what they stand for. */
export const wrongCount = (got: number, values: number): Finding => ({
  rule: 'embedding:count',
  verdict: UNUSABLE,
  message: `The model returned ${got} vectors for ${values} values`,
});

/** Vectors that do not belong with those of the same index. */
export const wrongLength = (got: number, expected: number): Finding => ({
  rule: 'embedding:dimensions',
  verdict: UNUSABLE,
  message: `The model returned a vector of ${got} dimensions instead of ${expected}`,
});

/** The same request would most likely get the same from the same package. */
export const NO_STREAM: Finding = {
  rule: 'response:no-stream',
  verdict: { category: 'unknown' },
  message: 'The model returned no stream that can be read',
};

/** A failure that could not be reported: its error throws when it is looked at. */
export const UNREPORTABLE: Finding = {
  rule: 'unknown:unreadable',
  verdict: { category: 'unknown' },
  message: 'The call failed with an error that cannot be read',
};

/** What a leg is charged with that had shown nothing when another one answered. */
export const SILENT: Failure = /* @__PURE__ */ makeFailure('hedge:silent', { category: 'timeout' });

/** A stream that broke off, if its error says no more. */
export const BROKEN_STREAM: Failure = /* @__PURE__ */ makeFailure('stream:broken', { category: 'stream-interrupted' });

/** Cloudflare's "Failed to get response from provider": an outage, or a route that never worked. */
export const PROVIDER_FAILED = 'cloudflare:2005';

/** The rule of such a failure once it is taken for configuration. */
export const NEVER_SUCCEEDED: string = /* @__PURE__ */ PROVIDER_FAILED.concat(':never-succeeded');
