/** Says what a pasted text shows: the first reading of it that a rule knows, else the first that is a failure at all. */
import { createClassifier } from '../../classify/classifier.ts';
import type { Failure } from '../../failure.ts';
import { UsageError } from '../exit.ts';
import type { Candidate } from './pasted.ts';
import { readPasted } from './read-pasted.ts';
import { adviceOn } from './advice.ts';
import type { RulePage } from './rule-page.ts';

/** What is known of a pasted failure. */
export interface Explanation extends Omit<Failure, 'cause'> {
  /** What the text was taken for. */
  form: string;
  /** What the other side said. */
  message: string;
  /** What a person can do about it. */
  toDo: string;
  /** Where the rule is described. */
  page: string;
  /** What the page says of it. */
  described: RulePage['lines'];
}

/** Rules that say no more than that nobody knows. */
const isKnown = ({ rule }: Failure): boolean => rule !== 'unknown' && rule !== 'unknown:unreadable';

interface Judged {
  candidate: Candidate;
  failure: Failure;
  message: string;
}

const classifier = createClassifier();

function judge(candidate: Candidate): Judged | undefined {
  const { error, response, url, isFailure } = candidate;
  const context = url === undefined ? {} : { url };
  if (error !== undefined) return { candidate, ...classifier.examine(error, context).judge() };
  const found = classifier.examineResponse(response!, context);
  if (found) return { candidate, ...found };
  if (!isFailure) return undefined;
  const failure = classifier.classify(undefined, { ...context, response: response! });
  return { candidate, failure, message: 'The response looks like a good answer.' };
}

/** @throws {UsageError} for a text in which nothing is a failure */
export function explain(pasted: string): Explanation {
  if (pasted.trim() === '') throw new UsageError('There is nothing to explain: the text is empty.', ...HINTS);
  if (isBinary(pasted)) throw new UsageError('This is no text.', ...HINTS);
  const judged = readPasted(pasted).flatMap(candidate => judge(candidate) ?? []);
  const found = judged.find(({ failure }) => isKnown(failure)) ?? judged.find(({ candidate }) => candidate.isFailure);
  if (!found) throw new UsageError('Nothing in this text says that something failed.', ...HINTS);
  const { cause: _, ...failure } = found.failure;
  const { toDo, url, lines } = adviceOn(failure);
  return { form: found.candidate.form, message: found.message, ...failure, toDo, page: url, described: lines };
}

const HINTS = [
  'Paste an error as JSON, a line of a log, a stack trace, an event of a stream, a web page, or what `curl -i` prints.',
  'From a file: npx ai-gateway-failover explain error.txt. From another command: curl -i … | npx ai-gateway-failover explain',
];

/** Bytes that no text has, or that were none of UTF-8. */
function isBinary(text: string): boolean {
  const head = text.slice(0, 4_096);
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  const odd = head.match(/[\u0000-\u0008\u000E-\u001A\u001C-\u001F\uFFFD]/g)?.length ?? 0;
  return odd > head.length / 20 || head.includes('\u0000');
}
