/** What the hooks of a router are told. */
import type { Operation } from '../engine/attempt.ts';

/** A leg, as the hooks see it. */
export interface LegInfo {
  name: string;
  provider: string;
  modelId: string;
}

/** What `shouldFailOver` is told besides the failure. */
export interface FailOverContext {
  operation: Operation;
  leg: LegInfo;
}

/** What `route` is told. */
export interface RouteContext {
  operation: Operation;
  /** The legs in their configured order; the first is the primary. */
  legs: readonly LegInfo[];
  /** The call's provider options, through which a caller may tell the route something. */
  providerOptions: Record<string, unknown> | undefined;
}

/** What `acceptResult` is told besides the result. */
export interface ResultContext {
  leg: LegInfo;
}
