/** What the hooks of a router get. */
import type { Operation } from '../engine/attempt.ts';

/** A leg, as the hooks see it. */
export interface LegInfo {
  name: string;
  provider: string;
  modelId: string;
}

/** What `shouldFailOver` gets besides the failure. */
export interface FailOverContext {
  operation: Operation;
  leg: LegInfo;
}

/** What `route` gets. */
export interface RouteContext {
  operation: Operation;
  /** The legs in their configured order; the first is the primary. */
  legs: readonly LegInfo[];
  /** The call's provider options. A key of your own passes a value from the caller to `route`. */
  providerOptions: Record<string, unknown> | undefined;
}

/** What `acceptResult` gets besides the result. */
export interface ResultContext {
  leg: LegInfo;
}
