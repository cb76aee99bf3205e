/** What is needed to release a stream. */
import type { Continue } from './continue-with.ts';
import type { Report, ResponseFacts } from './report.ts';
import type { StreamPart } from './sdk-model.ts';
import type { StreamAttempt } from './stream-attempt.ts';
import type { StreamEnd } from './stream-ending.ts';
import type { StreamProgress } from './stream-progress.ts';

export interface ReleaseOptions {
  attempt: StreamAttempt;
  progress: StreamProgress;
  held: readonly StreamPart[];
  report: Report;
  facts: ResponseFacts;
  /** Hears of the first content, unless it was held. */
  onFirstContent: () => void;
  /** Rewrites the parts after the held ones. */
  rewrite?: ((part: StreamPart) => StreamPart) | undefined;
  continueWith?: Continue | undefined;
  /** Hears how it ended, once. */
  onOver?: ((end: StreamEnd) => void) | undefined;
}
