/**
 * Makes classifiers: the built-in rules between the user's own rules and the user's last word. Pure, and never throws but
 * for a user's hook that returned what it may not. What to do about a failure is decided elsewhere.
 */
import { systemClock } from '../runtime/clock.ts';
import { HookResultError } from '../runtime/hook-result.ts';
import { failureOf } from '../errors/api-call-error.ts';
import type { Failure } from '../failure.ts';
import { causeOf } from './build-failure.ts';
import type { ClassifyContext } from './classify-context.ts';
import { decide } from './decide.ts';
import { describe } from './describe.ts';
import { errorNodes } from './evidence/error-nodes.ts';
import type { Evidence } from './evidence.ts';
import { type InnerContext, type Reading, readError } from './read-error.ts';
import type { Rule } from './rule.ts';

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
export interface Examination extends Reading {
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
  const override = (error: unknown, failure: Failure): Failure => {
    try {
      return options.classify?.(error, failure) ?? failure;
    } catch (thrown) {
      if (thrown instanceof HookResultError) throw thrown;
      return failure;
    }
  };

  const own = { rules: options.rules ?? [], now: options.now ?? (() => systemClock.now()) };

  const judge = (error: unknown, reading: Reading, attached: Failure | undefined): Judgement => {
    const message = describe(reading);
    if (attached) return { failure: attached, message };
    const failure = decide(reading, own);
    // A copy of the cause costs as much as the rest; only a hook of the user's would see this one.
    const named = options.classify ? override(error, { ...failure, cause: causeOf(error) }) : undefined;
    return { failure: named ?? { ...failure, cause: undefined }, message };
  };

  const examineResponse: Classifier['examineResponse'] = (response, context = {}) => {
    const reading = readError(undefined, { ...context, response });
    return isGoodAnswer(reading.evidence) ? undefined : judge(undefined, reading, undefined);
  };

  return {
    examineResponse,
    inspect: (response, context) => examineResponse(response, context)?.failure,
    examine(error, context = {}) {
      const nodes = errorNodes(error);
      const reading = readError(error, context, nodes);
      return { ...reading, judge: () => judge(error, reading, attachedFailure(nodes)) };
    },
    classify(error, context = {}) {
      if (error === undefined && context.response !== undefined) {
        return examineResponse(context.response, context)?.failure ?? SUCCESS;
      }
      const nodes = errorNodes(error);
      const attached = attachedFailure(nodes);
      if (attached) return attached;
      return override(error, { ...decide(readError(error, context, nodes), own), cause: causeOf(error) });
    },
  };
}

/** A good answer is no failure; whoever asks about one is told to do nothing. */
const SUCCESS: Failure = /* @__PURE__ */ Object.freeze({
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

/** The failure of one of our own errors among these. */
function attachedFailure(nodes: readonly unknown[]): Failure | undefined {
  for (const node of nodes) {
    try {
      const failure = failureOf(node);
      if (failure) return failure;
    } catch {
      // Unreadable values carry no failure of ours.
    }
  }
  return undefined;
}
