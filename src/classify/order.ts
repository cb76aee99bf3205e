/**
 * The order of judgement, in one place: who is asked, and what of the evidence each step may look at. The first answer
 * decides. The table of all rules is `all-rules.ts`.
 */
import type { Evidence } from './evidence.ts';
import { ownWords, unquoted } from './words/own-words.ts';
import { specificWords } from './explicit-type.ts';

/** One question. */
export interface Step {
  /** Who answers: the user's own rules, the reason with which an answer ended, or the table of rules. */
  ask: 'own-rules' | 'finish-reason' | 'table';
  /**
   * Whether it is asked of errors whose envelope says itself what they are (an explicit 4xx type, see
   * `explicit-type.ts`), or of the others. @default all
   */
  of?: 'typed' | 'others';
  /** The part of the evidence that counts. @default all */
  see?(evidence: Evidence): Evidence;
  /** Whether only the kinds of failure that the type names may be found. */
  withinType?: true;
  /** A rule has to match in this view, too. */
  and?(evidence: Evidence): Evidence;
  /** A rule that matches in this view, too, decides by something else than this step is about. */
  not?(evidence: Evidence): Evidence;
}

/** Codes, types and status without a word of text. */
const codesAndStatus = (evidence: Evidence): Evidence => ({ ...evidence, messages: [], sentences: [] });

const specificCodes = (evidence: Evidence): Evidence => ({
  ...codesAndStatus(evidence),
  status: undefined,
  names: [],
  words: specificWords(evidence.words),
});

const withoutMessages = (evidence: Evidence): Evidence => ({ ...evidence, messages: [] });

const authorsWords = (evidence: Evidence): Evidence => ({
  ...evidence,
  sentences: [],
  messages: evidence.messages.map(ownWords),
});

/** Under these statuses the request's own content is refused, and may be quoted. */
const refusesContent = ({ status }: Evidence): boolean => status === 400 || status === 422;

/** What is said, with and without what clients put in front of it: sentences are known by how they begin. */
const asAWhole = (evidence: Evidence): Evidence => ({
  ...evidence,
  messages: refusesContent(evidence)
    ? evidence.messages.map(unquoted)
    : [...new Set([...evidence.messages, ...evidence.sentences])],
});

/** The order of judgement. */
export const ORDER: readonly Step[] = [
  { ask: 'own-rules' },
  { ask: 'finish-reason' },
  // Codes that name one failure; some do so only beside certain statuses.
  { ask: 'table', of: 'typed', see: specificCodes, and: codesAndStatus },
  // Sentences that a vendor documents, at the beginning of a message: they may refine any type.
  { ask: 'table', of: 'typed', see: withoutMessages, not: codesAndStatus },
  // Shared vocabulary, in the author's own words, within the kind that the type names.
  { ask: 'table', of: 'typed', see: authorsWords, withinType: true },
  // The type itself, and the status.
  { ask: 'table', of: 'typed', see: codesAndStatus },
  // An error that does not say what it is: as a whole.
  { ask: 'table', of: 'others', see: asAWhole },
];
