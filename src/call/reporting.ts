/** What the reports of one middleware share. */
import { createClassifier, type Classifier } from '../classify/classify.ts';
import { createNeverSucceeded, type NeverSucceeded, type Routes } from '../health/never-succeeded.ts';
import type { ResolvedGuard } from '../options/guard-options.ts';

/** Its classifier, and what it remembers of routes. */
export interface Reporting {
  readonly classifier: Classifier;
  readonly includeRequestBody: boolean;
  readonly routes: NeverSucceeded | undefined;
  /** The finish reasons that have been warned of; made with the first. */
  warned: Set<string> | undefined;
}

type ReportSettings = Pick<ResolvedGuard, 'classifier' | 'includeRequestBody' | 'neverSucceeded'>;

export function createReporting(
  { classifier, includeRequestBody, neverSucceeded }: ReportSettings,
  routes: Routes,
): Reporting {
  return {
    classifier: createClassifier(classifier),
    includeRequestBody,
    routes: neverSucceeded && createNeverSucceeded(neverSucceeded, routes),
    warned: undefined,
  };
}
