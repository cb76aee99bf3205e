/** What the options of either middleware come to, as calls use them: each sees what it reads. */
import type { ResolvedGuard } from '../options/guard-options.ts';
import type { ResolvedRouter } from '../options/resolve-router.ts';

/** What a call and its attempts read of their router's options. */
export type CallSettings = Readonly<
  Pick<
    ResolvedRouter,
    | 'acceptResult'
    | 'continueAfterContent'
    | 'failOverOnContentPolicy'
    | 'forwardHeaders'
    | 'hedge'
    | 'holdBackMs'
    | 'isFinal'
    | 'metadata'
    | 'route'
    | 'subrequests'
    | 'timeouts'
  >
>;

/** What the streams of a router have in common. */
export type StreamSettings = Readonly<Pick<ResolvedRouter, 'clock' | 'failOverOnContentPolicy' | 'maxHeldParts'>>;

/** The settings of one model without fallbacks: it is asked once, and its failure is the call's. */
export const singleSettings = (guard: ResolvedGuard, random: () => number): ResolvedRouter => ({
  ...guard,
  // Its one attempt is begun whatever is left of the total.
  minAttemptMs: 0,
  hedge: undefined,
  canary: undefined,
  health: undefined,
  budget: undefined,
  subrequests: undefined,
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
  metadata: 'degraded',
  continueAfterContent: false,
  gateway: undefined,
  random,
});
