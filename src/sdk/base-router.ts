/** What the calls of every middleware share, with fallbacks or without. */
import { APICallError } from 'ai';
import { tooLate } from '../engine/settle.ts';
import { failureOf } from '../errors/api-call-error.ts';
import { heldAnswer } from '../attempt/aborted-answer.ts';
import { stopAttempt } from '../attempt/attempt-end.ts';
import { beginAttempt } from '../attempt/begin-attempt.ts';
import { collectedHost } from '../attempt/generate.ts';
import { streamHost } from '../attempt/stream.ts';
import type { Router } from '../call/model-call.ts';
import { createReporting } from '../call/reporting.ts';
import type { ResolvedRouter } from '../options/resolve-router.ts';
import { release } from '../stream/release.ts';
import { crash } from '../stream/source-end.ts';
import type { Known } from './known.ts';

/** What only routers do; one model by itself has the plain form of it. */
type Routing =
  | 'guards'
  | 'hedgePlan'
  | 'legFacts'
  | 'paramsForLeg'
  | 'isCallers'
  | 'annotated'
  | 'decorator'
  | 'continuation'
  | 'startLoop'
  | 'hasOther'
  | 'mayFailOver'
  | 'exhausted'
  | 'isSpent';

/** Whatever differs is given by who makes it, so that a bundle without fallbacks has nothing of them. */
export const baseRouter = (
  options: ResolvedRouter,
  { refusals, routes }: Pick<Known, 'refusals' | 'routes'>,
): Omit<Router, Routing> => ({
  clock: options.clock,
  onEvent: options.onEvent,
  options,
  reporting: createReporting(options, routes),
  settings: {
    maxAttempts: options.maxAttempts,
    maxWaitMs: options.maxWaitMs,
    minAttemptMs: options.minAttemptMs,
    baseDelayMs: options.baseDelayMs,
    maxDelayMs: options.maxDelayMs,
    random: options.random,
    observe: options.timeouts.observe === true,
  },
  refusals,
  streams: streamHost(options),
  collected: collectedHost(options),
  begin: beginAttempt,
  release({ stream }) {
    if (!stream) return;
    try {
      release(stream);
    } catch (error) {
      crash(stream, error);
    }
  },
  stop: stopAttempt,
  discard: ({ family }, value) => family.discard(value, tooLate()),
  describeError(error) {
    const failure = failureOf(error);
    try {
      return {
        ...(failure && { failure }),
        ...(APICallError.isInstance(error) && { isRetryable: error.isRetryable }),
      };
    } catch {
      // A hook of the user's may throw anything, and the call must end with it.
      return {};
    }
  },
  abortedAnswer: heldAnswer,
});
