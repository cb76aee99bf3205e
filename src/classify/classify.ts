/** The classifier with the built-in rules only: any thrown value, stream error part or suspicious success → a Failure. */
import type { Failure } from '../failure.ts';
import { type Classifier, type ClassifierOptions, createClassifier } from './classifier.ts';
import type { ClassifyContext } from './classify-context.ts';

export { type Classifier, type ClassifierOptions, type ClassifyContext, createClassifier };

const standard = /* @__PURE__ */ createClassifier();

/**
 * What went wrong: any thrown value, any error part of a stream, or (with `undefined` as the error) a response that
 * claims success.
 *
 * @example classify(error).category // 'upstream-failure'
 */
export function classify(error: unknown, context?: ClassifyContext): Failure {
  return standard.classify(error, context);
}
