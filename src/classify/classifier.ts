/**
 * Makes classifiers: the built-in rules between the user's own rules and the user's last word. Pure, and never throws but
 * for a user's hook that returned what it may not. What to do about a failure is decided elsewhere.
 */
import { systemClock } from '../core/clock.ts';
import { HookResultError } from '../core/hook-result.ts';
import { failureOf } from '../errors.ts';
import type { Failure, Verdict } from '../failure.ts';
import { buildFailure } from './build-failure.ts';
import { BUILT_IN_RULES } from './built-in-rules.ts';
import type { ClassifyContext } from './classify-context.ts';
import { errorNodes } from './error-nodes.ts';
import type { Evidence } from './evidence.ts';
import { gatherEvidence, type InnerContext } from './gather-evidence.ts';
import type { Rule } from './rule.ts';

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

/** Names failures. */
export interface Classifier {
  /** What went wrong. Of one of this package's own errors, the Failure attached to it. */
  classify(error: unknown, context?: ClassifyContext): Failure;
  /** What is wrong with a response that claims success; `undefined` for a good answer, whatever words are in it. */
  inspect(response: NonNullable<ClassifyContext['response']>, context?: InnerContext): Failure | undefined;
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

  const decide = (error: unknown, evidence: Evidence): Failure => {
    const decision = byRule(ownRules, evidence) ?? evidence.finish ?? byRule(BUILT_IN_RULES, evidence) ?? UNKNOWN;
    return override(error, buildFailure(error, evidence, decision, now));
  };

  const inspect: Classifier['inspect'] = (response, context = {}) => {
    const evidence = gatherEvidence(undefined, { ...context, response });
    return isGoodAnswer(evidence) ? undefined : decide(undefined, evidence);
  };

  return {
    inspect,
    classify(error, context = {}) {
      const attached = attachedFailure(error);
      if (attached) return attached;
      if (error !== undefined || context.response === undefined) return decide(error, gatherEvidence(error, context));
      return inspect(context.response, context) ?? SUCCESS;
    },
  };
}

/** What no rule knows. */
const UNKNOWN: Decision = { rule: 'unknown', verdict: { category: 'unknown' } };

function byRule(rules: readonly Rule[], evidence: Evidence): Decision | undefined {
  const rule = rules.find(candidate => matches(candidate, evidence));
  return rule && { rule: rule.id, verdict: rule.failure };
}

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
