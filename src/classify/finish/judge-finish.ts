/**
 * Judges a raw finish reason: an answer, a failure, or one that content decides. The same for what a provider package
 * hands on and for what stands in a response body.
 */
import type { Verdict } from '../../failure.ts';
import { FINISH_REASONS } from './finish-reasons.ts';
import { FINISH_VERDICTS, type FinishVerdict, type FinishVerdictName } from './finish-verdicts.ts';

/** A finish reason that is none of an answer. */
export interface FinishFailure {
  /** Becomes `Failure.rule`, e.g. `finish:network_error`. */
  rule: string;
  verdict: Verdict;
  /** The reason, cut to a length that fits into messages. */
  reason: string;
  /** One sentence that names it. */
  message: string;
}

/** What a finish reason says. */
export interface FinishJudgement extends FinishVerdict {
  /** Becomes `Failure.rule`. */
  rule: string;
  /** Whether the reason is documented, or says by its own words what it is. */
  isKnown: boolean;
}

/** Longest reason that is looked at: what is longer is no word of an API. */
const MAX_CHARS = 100;

/** `toolCalls`, `tool-calls`, `TOOL_CALLS` and `tool calls` are one word. */
const wordOf = (text: string): string =>
  text
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[\s-]+/g, '_');

const documented = /* @__PURE__ */ (() => {
  const judgements = new Map<string, FinishJudgement>();
  for (const verdict of Object.keys(FINISH_REASONS) as FinishVerdictName[]) {
    for (const reason of FINISH_REASONS[verdict].split(/\s+/)) {
      const rule = `finish:${reason.toLowerCase()}`;
      judgements.set(wordOf(reason), { ...FINISH_VERDICTS[verdict], rule, isKnown: true });
    }
  }
  return judgements;
})();

/** Undocumented reasons that say in plain words what happened. The first that fits decides. */
const PLAIN_WORDS: readonly (readonly [words: RegExp, judgement: FinishJudgement])[] = /* @__PURE__ */ (
  [
    [/(?:^|_)(?:time_?out|timed_out|deadline_exceeded)(?:_|$)/, 'timeout'],
    [/(?:^|_)(?:overloaded|unavailable|over_capacity|no_capacity)(?:_|$)/, 'overloaded'],
    [/(?:^|_)(?:abort|aborted|cancel|cancell?ed|interrupted|disconnected|preempted|expired)(?:_|$)/, 'interrupted'],
    [/(?:^|_)(?:errors?|exception|failed|failure|crashed|quota|billing)(?:_|$)/, 'failure'],
    [/(?:^|_)guardrails?(?:_|$)/, 'guardrail'],
    [
      /(?:^|_)(?:content_(?:filter(?:ed)?|policy|violation)|safety|unsafe|moderat(?:ed|ion)|sensitive|refus(?:al|ed)|prohibited|policy_violation|censored|rejected|blocked|blocklist)(?:_|$)/,
      'refusal',
    ],
    [/(?:^|_)context_(?:window|length|limit)(?:_|$)/, 'context-full'],
  ] as const
).map(([words, verdict]) => [words, { ...FINISH_VERDICTS[verdict], rule: `finish:like-${verdict}`, isKnown: true }]);

/** Words that take it back: `tool_error_recovered`, `no_error`. */
const TAKEN_BACK =
  /(?:^|_)(?:(?:no|without)_(?:errors?|failures?|exception|timeout)|(?<!not_)(?:recovered|handled|ignored|resolved|skipped|retried|fixed|corrected|repaired))(?:_|$)/;

const UNKNOWN: FinishJudgement = /* @__PURE__ */ (() => ({
  ...FINISH_VERDICTS.unclear,
  rule: 'finish:unknown',
  isKnown: false,
}))();

/**
 * What a raw finish reason says; `undefined` if there is none: nothing, an empty text, or no text at all.
 *
 * Google's OpenAI endpoint puts a class before its own word (`function_call_filter: MALFORMED_FUNCTION_CALL`), and SDKs
 * in between put the name of an enumeration there; the last word that is known counts.
 */
export function judgeFinish(raw: unknown): FinishJudgement | undefined {
  if (typeof raw !== 'string') return undefined;
  // Nearly every answer ends with a word as it is documented; this is asked of each.
  const exact = documented.get(raw);
  if (exact) return exact;
  const text = raw.slice(0, MAX_CHARS).trim();
  if (text === '') return undefined;
  const words = [text, ...text.split(/[:.]/).toReversed()].map(part => wordOf(part.trim()));
  for (const word of words) {
    const found = documented.get(word) ?? documented.get(word.replace(/^finish_(?:reason_)?/, ''));
    if (found) return found;
  }
  const whole = words[0] ?? '';
  if (TAKEN_BACK.test(whole)) return UNKNOWN;
  return PLAIN_WORDS.find(([pattern]) => pattern.test(whole))?.[1] ?? UNKNOWN;
}

/** A reason as it may stand in a message or an event: one line, cut. */
export const reasonInText = (raw: unknown): string =>
  (typeof raw === 'string' ? raw.slice(0, 500) : '')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, 60);

/** The failure that a judgement amounts to; `undefined` for an answer. */
export function finishFailure(
  { rule, failure, contentIsAnswer }: FinishJudgement,
  raw: unknown,
  hasContent: boolean,
): FinishFailure | undefined {
  if (failure === undefined || (hasContent && contentIsAnswer)) return undefined;
  const reason = reasonInText(raw);
  const said =
    failure.category === 'content-policy'
      ? 'The provider refused the content'
      : contentIsAnswer
        ? 'The provider gave no answer'
        : 'The provider ended the answer with a failure';
  return { rule, verdict: failure, reason, message: `${said} (finish reason ${reason})` };
}
