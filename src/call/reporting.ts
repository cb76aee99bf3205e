/** What the reports of one middleware share. */
import { createClassifier, type Classifier } from '../classify/classify.ts';
import type { EventListener } from '../events.ts';
import { createNeverSucceeded, type NeverSucceeded } from '../health/never-succeeded.ts';
import type { ResolvedGuard } from '../options/guard-options.ts';

/** Its classifier, its listener, and what it remembers of routes. */
export interface Reporting {
  readonly classifier: Classifier;
  readonly onEvent: EventListener | undefined;
  readonly includeRequestBody: boolean;
  readonly routes: NeverSucceeded | undefined;
  /** The finish reasons that have been warned of; made with the first. */
  warned: Set<string> | undefined;
}

type ReportSettings = Pick<ResolvedGuard, 'classifier' | 'clock' | 'onEvent' | 'includeRequestBody' | 'neverSucceeded'>;

export function createReporting({
  classifier,
  clock,
  onEvent,
  includeRequestBody,
  neverSucceeded,
}: ReportSettings): Reporting {
  return {
    classifier: createClassifier(classifier),
    onEvent,
    includeRequestBody,
    routes: neverSucceeded && createNeverSucceeded(neverSucceeded, () => clock.monotonic()),
    warned: undefined,
  };
}
