/** How tables of rules are written: a row names one failure, and what of the evidence shows it. */
import type { FailureCategory, FailureScope, Verdict } from '../../failure.ts';
import { type Matcher, matcherOf, type Test } from './matchers.ts';

/**
 * What is said of a failure, in one text: its category, and whatever differs from that category's row in `failure.ts`,
 * in this order: 'rate-limit', 'permission account', 'invalid-request model fallback 405', 'billing no-retry 429'.
 */
export type VerdictText =
  `${FailureCategory}${'' | ` ${FailureScope}`}${'' | ' no-retry'}${'' | ' fallback' | ' no-fallback'}${'' | ` ${number}`}`;

/** A row: its id without the origin, the test, the verdict, and a line that a person can act on. */
export type Row = readonly [id: string, test: Test, verdict: VerdictText, remedy?: string];

/** One row of the whole table. Its documentation stands as a comment above it, or above the rows before it. */
export interface BuiltInRule {
  /** Becomes `Failure.rule`, e.g. 'cloudflare:2005'. */
  readonly id: string;
  /** Whose failure it is, e.g. 'openrouter'. */
  readonly origin: string;
  readonly match: Matcher;
  readonly failure: Verdict;
}

export type Rules = readonly BuiltInRule[];

/** Rules of one origin, in order. */
export const rules = /* @__NO_SIDE_EFFECTS__ */ (origin: string, rows: readonly Row[]): Rules =>
  rows.map(([id, test, verdict, remedy]) => ({
    id: `${origin}:${id}`,
    origin,
    match: matcherOf(test),
    failure: { ...parseVerdict(verdict), ...(remedy !== undefined && { remedy }) },
  }));

function parseVerdict(text: VerdictText): Verdict {
  const [category, ...rest] = text.split(' ');
  const verdict: Verdict = { category: category as FailureCategory };
  for (const word of rest) {
    if (word === 'no-retry') verdict.retryable = false;
    else if (word === 'fallback' || word === 'no-fallback') verdict.fallback = word === 'fallback';
    else if (/^\d/.test(word)) verdict.statusCode = Number(word);
    else verdict.scope = word as FailureScope;
  }
  return verdict;
}
