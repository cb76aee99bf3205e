/** What is known of a response besides its answer. */
import type { FailureCategory } from './failure.ts';

/** What a response says of itself, as far as it was seen. */
export interface ResponseMarks {
  /** The id of the gateway's log entry, or the provider's request id. */
  logId?: string;
  /** Which step of a gateway's own chain answered (`cf-aig-step`). */
  gatewayStep?: string;
  /** Whether a gateway's cache answered (`cf-aig-cache-status`): `HIT`, `MISS`. */
  cacheStatus?: string;
  /** Which provider a gateway asked (`cf-aig-provider`). */
  gatewayProvider?: string;
  /** Which model of it (`cf-aig-model`). */
  gatewayModel?: string;
  /** Which model a gateway's own router chose (`cf-aig-routed-model`). */
  routedModel?: string;
  /** Why (`cf-aig-routing-reason`). */
  routingReason?: string;
  /** The id of that decision (`cf-aig-routing-decision-id`). */
  routingDecision?: string;
}

/** What a gateway's log says that the provider behind it answered. */
export interface Upstream {
  statusCode: number;
  /** What that status and the answer's words mean, by the rules that hold for any answer. */
  category: FailureCategory;
  rule: string;
  /** The provider, as the gateway calls it. */
  gatewayProvider?: string;
  /** The model that it was asked for. */
  gatewayModel?: string;
}

/** Tokens, as far as the provider said. */
export interface TokenCounts {
  inputTokens?: number;
  outputTokens?: number;
}
