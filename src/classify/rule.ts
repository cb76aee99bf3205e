/**
 * A rule, and the small matchers that keep tables of rules readable. A rule never sees a model's answer: evidence
 * comes from error positions only.
 */
import type { Verdict } from '../failure.ts';
import type { Evidence } from './evidence.ts';

/** Names one failure that an API documents. The first rule that matches decides. */
export interface Rule {
  /** Becomes `Failure.rule`, e.g. 'cloudflare:2005'. */
  id: string;
  /** Whose failure it is, e.g. 'openrouter'. */
  origin: string;
  /** URL of the documentation the rule is taken from. */
  source: string;
  /** Whether the evidence is of this failure. */
  match(evidence: Evidence): boolean;
  /** The category, and what differs from that category's row in the table. */
  failure: Verdict;
}

/** A test of the evidence. */
export type Matcher = (evidence: Evidence) => boolean;

/** A row of a table: the id without its origin, the test, the verdict. */
export type Row = readonly [id: string, match: Matcher, failure: Verdict];

/** Rules of one origin, in order, from one page of documentation. */
export function ruleTable(origin: string, source: string, rows: readonly Row[]): Rule[] {
  return rows.map(([id, match, failure]) => ({ id: `${origin}:${id}`, origin, source, match, failure }));
}

/** One of these codes, types, reasons or error names stands in the envelope; letters' case does not matter. */
export function code(...values: (string | number)[]): Matcher {
  const wanted = values.map(value => String(value).toLowerCase());
  return ({ words }) => wanted.some(word => words.has(word));
}

/** Like `code`, for long lists: the codes stand in one text, separated by white space. */
export function codes(list: string): Matcher {
  return code(...list.trim().split(/\s+/));
}

/** Some code, type or reason reads like this. */
export function codeLike(pattern: RegExp): Matcher {
  return ({ words }) => [...words].some(word => pattern.test(word));
}

/** The status is one of these. */
export function status(...values: number[]): Matcher {
  return evidence => evidence.status !== undefined && values.includes(evidence.status);
}

/** Some message reads like this. */
export function phrase(...patterns: RegExp[]): Matcher {
  return ({ messages }) => messages.some(message => patterns.some(pattern => pattern.test(message)));
}

/**
 * Some message reads like this, or begins so in an error that says itself what it is (see `judge`): for sentences that
 * a vendor documents and that name another failure than the type beside them.
 */
export function documented(...patterns: RegExp[]): Matcher {
  return ({ messages, sentences }) =>
    messages.some(message => patterns.some(pattern => pattern.test(message))) ||
    sentences.some(sentence => patterns.some(pattern => pattern.exec(sentence)?.index === 0));
}

/** One of these parties spoke. */
export function from(...origins: string[]): Matcher {
  return evidence => origins.some(origin => evidence.origins.has(origin));
}

/** Cloudflare's own code is one of these. */
export function cloudflareCode(...codes: number[]): Matcher {
  return evidence => evidence.cloudflareCodes.some(found => codes.includes(found));
}

/** All of the tests hold. */
export function all(...matchers: Matcher[]): Matcher {
  return evidence => matchers.every(matcher => matcher(evidence));
}

/** One of the tests holds. */
export function any(...matchers: Matcher[]): Matcher {
  return evidence => matchers.some(matcher => matcher(evidence));
}

/** The test does not hold. */
export function not(matcher: Matcher): Matcher {
  return evidence => !matcher(evidence);
}
