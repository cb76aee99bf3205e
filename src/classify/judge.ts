/**
 * The order of judgement. An error whose envelope says what it is (an explicit 4xx type) is judged in phases, each of
 * which sees more of it than the one before and may decide less. Any other error is read as a whole.
 */
import type { FailureCategory } from '../failure.ts';
import { BUILT_IN_RULES } from './built-in-rules.ts';
import type { Evidence } from './evidence.ts';
import { explicitFamily, specificWords } from './explicit-type.ts';
import { ownWords, unquoted } from './own-words.ts';
import type { Rule } from './rule.ts';
import { indexRules } from './rule-index.ts';

/** What a phase may look at, and which rules it asks. */
interface Phase {
  /** The part of the evidence that counts. */
  view(evidence: Evidence): Evidence;
  /** The categories that it may find. @default all */
  within?: 'family';
  /** A rule has to match in this view, too. */
  and?(evidence: Evidence): Evidence;
  /** A rule that matches in this view, too, decides by something else than this phase is about. */
  not?(evidence: Evidence): Evidence;
}

const find = indexRules(BUILT_IN_RULES);

/** Codes, types and status without a word of text. */
const withoutTexts = (evidence: Evidence): Evidence => ({ ...evidence, messages: [], sentences: [] });

/** Statuses under which the request's own content is refused, and may be quoted. */
const REFUSALS: ReadonlySet<number> = new Set([400, 422]);

const withoutQuoted = (evidence: Evidence): Evidence => ({
  ...evidence,
  messages: evidence.messages.map(unquoted),
});

/** For an error with an explicit type, in order; the first phase in which a rule matches decides. */
const PHASES: readonly Phase[] = [
  // Codes that name one failure; some do so only beside certain statuses.
  {
    view: evidence => ({ ...withoutTexts(evidence), status: undefined, words: specificWords(evidence.words) }),
    and: withoutTexts,
  },
  // Sentences that a vendor documents, at the beginning of a message: they may refine any type.
  { view: evidence => ({ ...evidence, messages: [] }), not: withoutTexts },
  // Shared vocabulary, in the author's own words, within the kind that the type names.
  {
    view: evidence => ({ ...evidence, sentences: [], messages: evidence.messages.map(ownWords) }),
    within: 'family',
  },
  // The type itself, and the status.
  { view: withoutTexts },
];

/** The built-in rule that decides. */
export function judge(evidence: Evidence): Rule | undefined {
  const family = explicitFamily(evidence);
  if (family === undefined) {
    const seen = REFUSALS.has(evidence.status ?? 0) ? withoutQuoted(evidence) : evidence;
    return find(seen);
  }
  for (const phase of PHASES) {
    const found = decidedIn(phase, evidence, family);
    if (found !== undefined) return found;
  }
  return undefined;
}

function decidedIn(
  { view, within, and, not }: Phase,
  evidence: Evidence,
  family: readonly FailureCategory[],
): Rule | undefined {
  const seen = view(evidence);
  const also = and?.(evidence);
  const other = not?.(evidence);
  return find(
    seen,
    ({ failure, match }) =>
      (within === undefined || family.includes(failure.category)) &&
      (also === undefined || match(also)) &&
      (other === undefined || !match(other)),
  );
}
