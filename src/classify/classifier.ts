/**
 * Makes classifiers: the built-in rules between the user's own rules and the user's last word. Pure, and never throws but
 * for a user's hook that returned what it may not. What to do about a failure is decided elsewhere.
 */
import { systemClock } from '../runtime/clock.ts';
import { HookResultError } from '../runtime/hook-result.ts';
import { failureOf } from '../errors/api-call-error.ts';
import type { Failure, Verdict } from '../failure.ts';
import { buildFailure, causeOf } from './build-failure.ts';
import type { ClassifyContext } from './classify-context.ts';
import { describe } from './describe.ts';
import { errorNodes } from './error-nodes.ts';
import type { Evidence } from './evidence.ts';
import { gatherEvidence, type Gathered, type InnerContext } from './gather-evidence.ts';
import { judge } from './judge.ts';
import type { Rule } from './rule.ts';
import { ruleIdFor } from './rule-id.ts';

interface Decision {
  rule: string;
  verdict: Verdict;
}

/** Options of a classifier. */
export interface ClassifierOptions {
  /** Rules that come before the built-in ones. */
  rules?: Rule[];
  /** Has the last word: a Failure replaces the one found, `undefined` keeps it. */
  classify?: (error: unknown, failure: Failure) => Failure | undefined;
  /** The time, for HTTP-dates in responses that have no Date header. @default the system's clock */
  now?: () => number;
}

/** A failure, and what an error says of it. */
export interface Judgement {
  /** Its `cause` is left to whoever throws it, and knows the call's secrets. */
  failure: Failure;
  /** The other side's own sentence as it came, secrets included; never empty. */
  message: string;
}

/** What one pass over an error found. */
export interface Examination {
  /** Whether anything shows that a request was made. */
  hasTransportEvidence: boolean;
  /** Names the failure. */
  judge(): Judgement;
}

/** Names failures. */
export interface Classifier {
  /** Reads an error once, for whoever needs more than its failure. */
  examine(error: unknown, context?: ClassifyContext): Examination;
  /** What went wrong. Of one of this package's own errors, the Failure attached to it. */
  classify(error: unknown, context?: ClassifyContext): Failure;
  /** What is wrong with a response that claims success; `undefined` for a good answer, whatever words are in it. */
  inspect(response: NonNullable<ClassifyContext['response']>, context?: InnerContext): Failure | undefined;
  /** The same, with what to say of it. */
  examineResponse(response: NonNullable<ClassifyContext['response']>, context?: InnerContext): Judgement | undefined;
}

/** Makes a classifier with the user's own rules. */
export function createClassifier(options: ClassifierOptions = {}): Classifier {
  const ownRules = options.rules ?? [];
  const now = options.now ?? (() => systemClock.now());

  const override = (error: unknown, failure: Failure): Failure => {
    try {
      return options.classify?.(error, failure) ?? failure;
    } catch (thrown) {
      if (thrown instanceof HookResultError) throw thrown;
      return failure;
    }
  };

  /** The user's own rules, then the reason with which an answer ended, then the built-in rules. */
  const decisionOf = (evidence: Evidence): Decision => {
    const own = ownRules.find(candidate => matches(candidate, evidence));
    if (own) return { rule: own.id, verdict: own.failure };
    if (evidence.finish) return evidence.finish;
    const rule = judge(evidence);
    return rule ? { rule: ruleIdFor(rule, evidence), verdict: rule.failure } : UNKNOWN;
  };

  const decide = (evidence: Evidence): Omit<Failure, 'cause'> => buildFailure(evidence, decisionOf(evidence), now);
  const nameOf = (error: unknown, evidence: Evidence): Failure =>
    override(error, { ...decide(evidence), cause: causeOf(error) });

  const judgementOf = (error: unknown, gathered: Gathered): Judgement => ({
    failure:
      attachedFailure(error) ??
      // A copy of the cause costs as much as the rest; only a hook of the user's would see this one.
      (options.classify ? nameOf(error, gathered.evidence) : { ...decide(gathered.evidence), cause: undefined }),
    message: describe(gathered),
  });

  const examineResponse: Classifier['examineResponse'] = (response, context = {}) => {
    const gathered = gatherEvidence(undefined, { ...context, response });
    return isGoodAnswer(gathered.evidence) ? undefined : judgementOf(undefined, gathered);
  };

  return {
    examineResponse,
    inspect: (response, context) => examineResponse(response, context)?.failure,
    examine(error, context = {}) {
      const gathered = gatherEvidence(error, context);
      return { hasTransportEvidence: gathered.hasTransportEvidence, judge: () => judgementOf(error, gathered) };
    },
    classify(error, context = {}) {
      const attached = attachedFailure(error);
      if (attached) return attached;
      if (error !== undefined || context.response === undefined) {
        return nameOf(error, gatherEvidence(error, context).evidence);
      }
      return examineResponse(context.response, context)?.failure ?? SUCCESS;
    },
  };
}

/** What no rule knows. */
const UNKNOWN: Decision = { rule: 'unknown', verdict: { category: 'unknown' } };

/** A good answer is no failure; whoever asks about one is told to do nothing. */
const SUCCESS: Failure = Object.freeze({
  category: 'unknown',
  scope: 'request',
  retryable: false,
  fallback: false,
  rule: 'response:success',
  cause: undefined,
});

function isGoodAnswer(evidence: Evidence): boolean {
  if (evidence.wireStatus !== undefined && evidence.wireStatus >= 400) return false;
  if (evidence.shape === 'empty') return evidence.wireStatus === 204 || evidence.wireStatus === 205;
  return evidence.shape === 'success' || evidence.shape === 'none';
}

/** The failure of one of our own errors, also inside a RetryError or a cause. */
function attachedFailure(error: unknown): Failure | undefined {
  for (const node of errorNodes(error)) {
    try {
      const failure = failureOf(node);
      if (failure) return failure;
    } catch {
      // Unreadable values carry no failure of ours.
    }
  }
  return undefined;
}

/** A user's rule that throws does not match. */
function matches(rule: Rule, evidence: Evidence): boolean {
  try {
    return rule.match(evidence);
  } catch (thrown) {
    if (thrown instanceof HookResultError) throw thrown;
    return false;
  }
}
