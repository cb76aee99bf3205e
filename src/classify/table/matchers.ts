/**
 * What a row of a table may ask of the evidence, and the few tests that need more than a code, a status or a sentence.
 * A test never sees a model's answer: evidence comes from error positions only.
 */
import type { Evidence } from '../evidence.ts';
import { isHostOfVendor } from '../rule-id.ts';
import { wordsOfPattern } from './pattern-words.ts';

/** Words of the texts under judgement: patterns whose words do not stand in them are not tried. */
export type TextWords = ReadonlySet<string>;

/** A test of the evidence. */
export interface Matcher {
  (evidence: Evidence, textWords?: TextWords): boolean;
  /**
   * Keys of which the evidence has one wherever the test holds: `word:…`, `status:…`, `from:…`, `cloudflare:…` or
   * `cloudflare` (any code), `text:…` (a word of a text) or `text` (any), `network` (any system code), `shape:…`, `edge`
   * (a numbered page), `aborted`. A test without them is always asked.
   */
  readonly needs?: () => ReadonlySet<string>;
}

/**
 * A text: one of its words is a code, type, reason or error name of the envelope (letters' case does not matter). A
 * number: the status. A pattern: some message reads like this. A list: one of its tests holds.
 */
export type Test = string | number | RegExp | Matcher | readonly Test[];

/** A test that holds only for evidence with one of these keys. */
export const needing = /* @__NO_SIDE_EFFECTS__ */ (needs: () => Iterable<string>, test: Matcher): Matcher => {
  let known: ReadonlySet<string> | undefined;
  // Read when the first failure is looked up: most of a process's life needs no table.
  return Object.assign(test, { needs: () => (known ??= new Set(needs())) });
};

/** One of these codes stands in the envelope. */
function code(list: readonly string[]): Matcher {
  const wanted = new Set(list.flatMap(text => text.trim().toLowerCase().split(/\s+/)));
  return needing(
    () => [...wanted].map(word => `word:${word}`),
    ({ words }) => {
      for (const word of words) if (wanted.has(word)) return true;
      return false;
    },
  );
}

function status(values: readonly number[]): Matcher {
  return needing(
    () => values.map(value => `status:${value}`),
    evidence => evidence.status !== undefined && values.includes(evidence.status),
  );
}

/** A pattern, and its words once they were asked for; see `wordsOfPattern`. */
interface Pattern {
  readonly pattern: RegExp;
  words?: readonly string[] | undefined;
  isRead?: boolean;
}

const wordsOf = (known: Pattern): readonly string[] | undefined => {
  if (!known.isRead) {
    known.words = wordsOfPattern(known.pattern);
    known.isRead = true;
  }
  return known.words;
};

/** A text's words by which patterns are looked up; `text` where some pattern's cannot be told. */
const textKeys = (patterns: readonly Pattern[]): string[] =>
  patterns.flatMap(pattern => wordsOf(pattern)?.map(word => `text:${word}`) ?? 'text');

/** Whether a pattern may match in texts with these words. */
function mayMatch(known: Pattern, textWords: TextWords | undefined): boolean {
  const words = textWords && wordsOf(known);
  if (textWords === undefined || words === undefined) return true;
  for (const word of words) if (textWords.has(word)) return true;
  return false;
}

function phrase(list: readonly RegExp[]): Matcher {
  const patterns: Pattern[] = list.map(pattern => ({ pattern }));
  return needing(
    () => textKeys(patterns),
    ({ messages }, textWords) => {
      if (messages.length === 0) return false;
      for (const known of patterns) {
        if (!mayMatch(known, textWords)) continue;
        for (const message of messages) if (known.pattern.test(message)) return true;
      }
      return false;
    },
  );
}

/**
 * Some message reads like this, or begins so in an error that says itself what it is (see `order.ts`): for sentences
 * that a vendor documents and that name another failure than the type beside them.
 */
/* @__NO_SIDE_EFFECTS__ */
export function documented(pattern: RegExp): Matcher {
  const patterns: Pattern[] = [{ pattern }];
  return needing(
    () => textKeys(patterns),
    // A sentence may hold words that its message has lost: its quotations.
    ({ messages, sentences }) =>
      messages.some(message => pattern.test(message)) ||
      sentences.some(sentence => pattern.exec(sentence)?.index === 0),
  );
}

/** Some code, type or reason reads like this. */
/* @__NO_SIDE_EFFECTS__ */
export function codeLike(pattern: RegExp): Matcher {
  return ({ words }) => [...words].some(word => pattern.test(word));
}

/** One of these parties spoke. */
/* @__NO_SIDE_EFFECTS__ */
export function from(...origins: string[]): Matcher {
  return needing(
    () => origins.map(origin => `from:${origin}`),
    evidence => origins.some(origin => evidence.origins.has(origin)),
  );
}

/** This vendor may have spoken: the host is no other one's. For words that several vendors use, each in its own sense. */
export const maybeFrom =
  /* @__NO_SIDE_EFFECTS__ */
  (origin: string): Matcher =>
    ({ origins, host }) =>
      origins.has(origin) || !isHostOfVendor(host);

/** Cloudflare's own code is one of these. */
/* @__NO_SIDE_EFFECTS__ */
export function cf(...codes: number[]): Matcher {
  return needing(
    () => codes.map(wanted => `cloudflare:${wanted}`),
    evidence => evidence.cloudflareCodes.some(found => codes.includes(found)),
  );
}

/** How much evidence has such a key: nearly every error has a text. */
const width = (needs: ReadonlySet<string>): number => (needs.has('text') ? 1_000 : 0) + needs.size;

/** How dear a test is: look-ups are asked before functions, and these before patterns. */
function costOf(test: Test): number {
  if (Array.isArray(test)) return Math.max(...test.map(costOf));
  if (typeof test === 'function') return 1;
  return test instanceof RegExp ? 2 : 0;
}

/** All of the tests hold. */
/* @__NO_SIDE_EFFECTS__ */
export function all(...tests: Test[]): Matcher {
  const matchers = tests.toSorted((one, other) => costOf(one) - costOf(other)).map(matcherOf);
  const test: Matcher = (evidence, textWords) => {
    for (const matcher of matchers) if (!matcher(evidence, textWords)) return false;
    return true;
  };
  const keyed = matchers.flatMap(({ needs }) => needs ?? []);
  if (keyed.length === 0) return test;
  // The test that looks most precisely stands for all of them.
  return needing(() => keyed.map(needs => needs()).toSorted((one, other) => width(one) - width(other))[0]!, test);
}

/** One of the tests holds. */
export const any = /* @__NO_SIDE_EFFECTS__ */ (...tests: Test[]): Matcher => matcherOf(tests);

/** The test does not hold. */
/* @__NO_SIDE_EFFECTS__ */
export function not(test: Test): Matcher {
  const matcher = matcherOf(test);
  return (evidence, textWords) => !matcher(evidence, textWords);
}

/** The test that a row writes. */
/* @__NO_SIDE_EFFECTS__ */
export function matcherOf(test: Test): Matcher {
  if (typeof test === 'function') return test;
  const tests = (Array.isArray(test) ? test : [test]).flat(Infinity) as Exclude<Test, readonly Test[]>[];
  const texts = tests.filter(each => typeof each === 'string');
  const statuses = tests.filter(each => typeof each === 'number');
  const patterns = tests.filter(each => each instanceof RegExp);
  const matchers = [
    ...(texts.length > 0 ? [code(texts)] : []),
    ...(statuses.length > 0 ? [status(statuses)] : []),
    ...tests.filter(each => typeof each === 'function'),
    ...(patterns.length > 0 ? [phrase(patterns)] : []),
  ];
  if (matchers.length === 1) return matchers[0]!;
  const joined: Matcher = (evidence, textWords) => {
    for (const matcher of matchers) if (matcher(evidence, textWords)) return true;
    return false;
  };
  const needs = matchers.map(matcher => matcher.needs);
  return needs.includes(undefined) ? joined : needing(() => needs.flatMap(each => [...(each?.() ?? [])]), joined);
}
