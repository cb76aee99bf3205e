/** What a gateway may do for the attempts through it: the contract between the router and a subpath that knows a gateway. */
import type { Operation } from '../engine/attempt.ts';
import type { Upstream } from '../events.ts';
import type { Failure } from '../failure.ts';
import type { MonotonicClock } from '../runtime/clock.ts';
import type { CallOptions, LegModel } from '../sdk-types.ts';
import type { LegInfo } from './router-hooks.ts';

/** An attempt that is about to begin. */
export interface GatewayAttempt {
  /** The id of its call, as in events, results and errors. */
  readonly callId: string;
  readonly operation: Operation;
  readonly leg: LegInfo;
  readonly model: LegModel;
  /** Which attempt of the call, counted from 1. */
  readonly attempt: number;
  /** The gateway that the leg declares, or else the one that was read from its model. */
  readonly gateway: string | undefined;
  /**
   * Milliseconds after which the attempt is cut if nothing has come, of the limits that the user set; those that nobody
   * asked for spare the last leg.
   */
  readonly limitMs: number | undefined;
}

/** An attempt that failed. */
export interface GatewayFailure {
  /** Which call; the same object for all of its attempts. */
  readonly call: object;
  readonly failure: Failure;
  readonly clock: MonotonicClock;
}

/** What was found out of a provider's answer. */
export interface UpstreamNote extends Upstream {
  /** Its words; they are cleaned of what the call brought along before anybody sees them. */
  message?: string | undefined;
}

/** Made by a subpath such as `ai-gateway-failover/cloudflare`. Both are synchronous and do not throw. */
export interface GatewayHooks {
  /** The options of a call as this attempt gets them; the same object if nothing is to change. */
  prepare(params: CallOptions, attempt: GatewayAttempt): CallOptions;
  /**
   * Sees each attempt that failed.
   *
   * @param note takes, at any time, what is found out of the provider behind the gateway
   */
  failed?(failed: GatewayFailure, note: (found: UpstreamNote) => void): void;
}
