/** What the reports of one middleware share. */
import { createClassifier, type Classifier } from '../classify/classify.ts';
import { createNeverSucceeded, type NeverSucceeded } from '../health/never-succeeded.ts';
import type { ResolvedGuard } from '../options/guard-options.ts';

/** Its classifier, and what it remembers of routes. */
export interface Reporting {
  readonly classifier: Classifier;
  readonly includeRequestBody: boolean;
  readonly routes: NeverSucceeded | undefined;
  /** The finish reasons that have been warned of; made with the first. */
  warned: Set<string> | undefined;
}

type ReportSettings = Pick<ResolvedGuard, 'classifier' | 'clock' | 'includeRequestBody' | 'neverSucceeded'>;

export function createReporting({ classifier, clock, includeRequestBody, neverSucceeded }: ReportSettings): Reporting {
  return {
    classifier: createClassifier(classifier),
    includeRequestBody,
    routes: neverSucceeded && createNeverSucceeded(neverSucceeded, () => clock.monotonic()),
    warned: undefined,
  };
}
