/**
 * A rule, and the small matchers that keep tables of rules readable. A rule never sees a model's answer: evidence
 * comes from error positions only.
 */
import type { Verdict } from '../failure.ts';
import type { Evidence } from './evidence.ts';
import { wordsOfPattern } from './pattern-words.ts';

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
export interface Matcher {
  (evidence: Evidence): boolean;
  /**
   * Keys of which the evidence has one wherever the test holds: `word:…`, `status:…`, `cloudflare:…`, `from:…`,
   * `text:…` (a word of a text), `text` (any), `network`. A test without them is always asked.
   */
  readonly needs?: ReadonlySet<string>;
}

/** A test that holds only for evidence with one of these keys. */
export const needing = (needs: Iterable<string>, test: (evidence: Evidence) => boolean): Matcher =>
  Object.assign(test, { needs: new Set(needs) });

/** A row of a table: the id without its origin, the test, the verdict. */
export type Row = readonly [id: string, match: Matcher, failure: Verdict];

/** Rules of one origin, in order, from one page of documentation. */
export function ruleTable(origin: string, source: string, rows: readonly Row[]): Rule[] {
  return rows.map(([id, match, failure]) => ({ id: `${origin}:${id}`, origin, source, match, failure }));
}

/** One of these codes, types, reasons or error names stands in the envelope; letters' case does not matter. */
export function code(...values: (string | number)[]): Matcher {
  const wanted = values.map(value => String(value).toLowerCase());
  return needing(
    wanted.map(word => `word:${word}`),
    ({ words }) => wanted.some(word => words.has(word)),
  );
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
  return needing(
    values.map(value => `status:${value}`),
    evidence => evidence.status !== undefined && values.includes(evidence.status),
  );
}

/** A text's words by which patterns are looked up; `text` where some pattern's cannot be told. */
function textKeys(patterns: readonly RegExp[]): string[] {
  return patterns.flatMap(pattern => wordsOfPattern(pattern)?.map(word => `text:${word}`) ?? 'text');
}

/** Some message reads like this. */
export function phrase(...patterns: RegExp[]): Matcher {
  return needing(textKeys(patterns), ({ messages }) =>
    messages.some(message => patterns.some(pattern => pattern.test(message))),
  );
}

/**
 * Some message reads like this, or begins so in an error that says itself what it is (see `judge`): for sentences that
 * a vendor documents and that name another failure than the type beside them.
 */
export function documented(...patterns: RegExp[]): Matcher {
  return needing(
    textKeys(patterns),
    ({ messages, sentences }) =>
      messages.some(message => patterns.some(pattern => pattern.test(message))) ||
      sentences.some(sentence => patterns.some(pattern => pattern.exec(sentence)?.index === 0)),
  );
}

/** One of these parties spoke. */
export function from(...origins: string[]): Matcher {
  return needing(
    origins.map(origin => `from:${origin}`),
    evidence => origins.some(origin => evidence.origins.has(origin)),
  );
}

/** Cloudflare's own code is one of these. */
export function cloudflareCode(...codes: number[]): Matcher {
  return needing(
    codes.map(wanted => `cloudflare:${wanted}`),
    evidence => evidence.cloudflareCodes.some(found => codes.includes(found)),
  );
}

/** How much evidence has such a key: nearly every error has a text. */
const width = (needs: ReadonlySet<string>): number => (needs.has('text') ? 1_000 : 0) + needs.size;

/** All of the tests hold. */
export function all(...matchers: Matcher[]): Matcher {
  const test = (evidence: Evidence): boolean => matchers.every(matcher => matcher(evidence));
  // The test that looks most precisely stands for all of them.
  const [needs] = matchers.flatMap(matcher => matcher.needs ?? []).toSorted((one, other) => width(one) - width(other));
  return needs === undefined ? test : needing(needs, test);
}

/** One of the tests holds. */
export function any(...matchers: Matcher[]): Matcher {
  const test = (evidence: Evidence): boolean => matchers.some(matcher => matcher(evidence));
  const needs = matchers.map(matcher => matcher.needs);
  return needs.includes(undefined)
    ? test
    : needing(
        needs.flatMap(keys => [...(keys ?? [])]),
        test,
      );
}

/** The test does not hold. */
export function not(matcher: Matcher): Matcher {
  return evidence => !matcher(evidence);
}
