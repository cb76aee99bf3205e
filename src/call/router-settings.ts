/** What the options of either middleware come to, as calls use them. */
import type { ResolvedGuard } from '../options/guard-options.ts';
import type { ResolvedRouter } from '../options/resolve-router.ts';

/** The settings of a call. */
export type RouterSettings = ResolvedRouter;

/** The settings of one model without fallbacks: it is asked once, and its failure is the call's. */
export const singleSettings = (guard: ResolvedGuard, random: () => number): RouterSettings => ({
  ...guard,
  minAttemptMs: 1,
  hedge: undefined,
  health: undefined,
  budget: undefined,
  perLeg: 0,
  baseDelayMs: 0,
  maxDelayMs: 0,
  maxAttempts: 1,
  maxWaitMs: 0,
  isFinal: false,
  shouldFailOver: undefined,
  failOverOnContentPolicy: false,
  route: undefined,
  acceptResult: undefined,
  generateVia: 'auto',
  setTimeouts: {},
  sanitize: false,
  forwardHeaders: new Set(),
  alwaysTell: false,
  continueAfterContent: false,
  random,
});
